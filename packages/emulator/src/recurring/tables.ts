/** The agreements and charges of the world. */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { switchesIn } from "../core/switches.js"
import { earliest, table } from "../core/Table.js"
import type { Subject, World } from "../core/World.js"
import * as Worlds from "../core/World.js"
import { isSubKnown } from "../customers/consents.js"
import type { Agreement } from "./Agreement.js"
import type { Update } from "./agreementStates.js"
import type { Charge } from "./Charge.js"
import type { BatchItem } from "./requestSchemas.js"

/** An accepted item of a batch until it is a charge, or has failed to be one. */
export interface Accepted {
  readonly merchantSerialNumber: string
  readonly item: BatchItem
  readonly currency: Charge["currency"]
  readonly idempotencyKey: string
  readonly transactionId: string
  readonly processedAt: number
  /** Why no charge came of it. */
  readonly failure: string | undefined
}

interface About {
  readonly subject: Subject
}

/** What a merchant changes of an agreement. */
export type AgreementChange = About &
  ({ readonly what: "stop" } | { readonly what: "update"; readonly changes: Update })

/** What a merchant changes of a charge. */
export type ChargeChange = About &
  ({ readonly what: "cancel" } | { readonly what: "capture" | "refund"; readonly amount: number })

export type Change = AgreementChange | ChargeChange

/** A change that is accepted and not carried out yet. */
export interface Waiting {
  readonly change: Change
  readonly idempotencyKey: string | undefined
  readonly processedAt: number
}

/** How the emulator behaves where Vipps does both. */
export interface Switches {
  /** A repeated draft makes another agreement. Undocumented by Vipps: it may do so. */
  readonly draftIgnoresKey: boolean
  /** `agreement-activated` is sent before the webhook of the initial charge. Undocumented by Vipps, which has sent it after. */
  readonly activatedFirst: boolean
  /** Changes of agreements and charges are accepted with 202, and carried out 3 seconds later. Undocumented by Vipps: when it does so. */
  readonly changesLater: boolean
}

/** What an agreement or a charge is known by. */
export const subjectOf = ({ id, merchantSerialNumber }: Pick<Charge, "id" | "merchantSerialNumber">): Subject => ({
  merchantSerialNumber,
  reference: id
})

const key = (row: Pick<Charge, "id" | "merchantSerialNumber">): string => Worlds.keyOf(subjectOf(row))

export const agreements = table<Agreement>("agreements", {
  dueAt: ({ expiresAt, status }) => (status === "PENDING" ? expiresAt : undefined),
  createdAt: ({ createdAt }) => createdAt,
  takesReferences: true
})

export const charges = table<Charge>("charges", {
  dueAt: ({ nextAt }) => nextAt,
  createdAt: ({ createdAt }) => createdAt,
  takesReferences: true
})

export const batch = table<Accepted>("acceptedCharges", {
  dueAt: ({ failure, processedAt }) => (failure === undefined ? processedAt : undefined)
})

export const waiting = table<Waiting>("acceptedChanges", { dueAt: ({ processedAt }) => processedAt })

const standard: Switches = { draftIgnoresKey: false, activatedFirst: false, changesLater: false }

export const switches = switchesIn("recurring", standard)

export const findAgreement = (world: World, subject: Subject): Agreement | undefined =>
  Option.getOrUndefined(agreements.get(world, Worlds.keyOf(subject)))

export const findCharge = (world: World, subject: Subject): Charge | undefined =>
  Option.getOrUndefined(charges.get(world, Worlds.keyOf(subject)))

/** The agreement whose page has this token. */
export const agreementWith = (world: World, token: string): Agreement | undefined => {
  for (const agreement of agreements.values(world)) if (agreement.token === token) return agreement
  return undefined
}

/** The agreement as it shows: its `sub` is written late. */
export const visible = (world: World, agreement: Agreement, now: number): Agreement =>
  isSubKnown(world, agreement, now) ? agreement : { ...agreement, sub: undefined }

export const chargesOf = (world: World, { chargeIds, merchantSerialNumber }: Agreement): ReadonlyArray<Charge> =>
  chargeIds.flatMap((reference) => findCharge(world, { merchantSerialNumber, reference }) ?? [])

export const agreementOf = (world: World, { agreementId, merchantSerialNumber }: Charge): Agreement | undefined =>
  findAgreement(world, { merchantSerialNumber, reference: agreementId })

export const putAgreement = (world: World, agreement: Agreement): World =>
  agreements.put(world, key(agreement), agreement)

/** Keeps the charge, and writes its new movements of money down. */
export const putCharge = (world: World, charge: Charge): World => {
  const before = Option.getOrUndefined(charges.get(world, key(charge)))
  const { currency, history, id, merchantSerialNumber } = charge
  return history.slice(before?.history.length ?? 0).reduce(
    (next, { amount, idempotencyKey, movement, occurred, transactionId }) =>
      movement === undefined
        ? next
        : Worlds.putMovement(next, {
            timestamp: occurred,
            merchantSerialNumber,
            reference: id,
            operation: movement,
            amount: { currency, value: amount },
            pspReference: transactionId,
            idempotencyKey
          }),
    charges.put(world, key(charge), charge)
  )
}

/** A new charge of the agreement. */
export const addCharge = (world: World, agreement: Agreement, charge: Charge): World =>
  putCharge(putAgreement(world, { ...agreement, chargeIds: [...agreement.chargeIds, charge.id] }), charge)

export const isWaiting = (world: World): boolean =>
  [agreements, charges, batch, waiting].some((table) => HashMap.size(table.due(world)) > 0)

export const nextChange = (world: World): number =>
  Math.min(...[agreements, charges, batch, waiting].map((table) => earliest(table.due(world))))
