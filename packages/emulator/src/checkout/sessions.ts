/** The sessions of the world. */
import * as Option from "effect/Option"
import { table } from "../core/Table.js"
import type { Subject, World } from "../core/World.js"
import * as Worlds from "../core/World.js"
import type { Payment } from "../epayment/Payment.js"
import * as Payments from "../epayment/payments.js"
import type { Agreement } from "../recurring/Agreement.js"
import { findAgreement } from "../recurring/tables.js"
import type { Session } from "./Session.js"
import { isKnown, settle } from "./Session.js"

export const sessions = table<Session>("sessions", {
  // All live equally long.
  createdAt: ({ expiresAt }) => expiresAt,
  takesReferences: true
})

/** The session, updated by its payment. */
export const settled = (world: World, session: Session, now: number): Session =>
  settle(session, Option.getOrUndefined(Payments.find(world, session, now)))

/** The session, if it is still known at `now`, in the state its payment has brought it to. */
export const find = (world: World, subject: Subject, now: number): Option.Option<Session> =>
  sessions.get(world, Worlds.keyOf(subject)).pipe(
    Option.map((found) => settled(world, found, now)),
    Option.filter((found) => isKnown(found, now))
  )

export const put = (world: World, session: Session): World => sessions.put(world, Worlds.keyOf(session), session)

/** The agreement that a subscription has made. */
export const agreementOf = (world: World, { draft }: Session): Agreement | undefined =>
  draft && findAgreement(world, { ...draft, reference: draft.id })

/** A session and what has come of it, which moves on after the session is done. */
export interface Outcome {
  readonly session: Session
  /** The one with the session's reference. */
  readonly payment: Payment | undefined
  readonly agreement: Agreement | undefined
}

export const outcomeOf = (world: World, session: Session, now: number): Outcome => ({
  session,
  payment: Option.getOrUndefined(Payments.find(world, session, now)),
  agreement: agreementOf(world, session)
})
