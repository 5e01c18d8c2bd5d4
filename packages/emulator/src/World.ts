/** All the emulator remembers, as one immutable value: a request is a function from one world to an answer and the next. */
import * as Chunk from "effect/Chunk"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Session } from "./checkout/Session.js"
import * as Sessions from "./checkout/Session.js"
import * as Announce from "./delivery/announce.js"
import type { Delivery, Registration } from "./delivery/Delivery.js"
import * as FaultBook from "./faults/book.js"
import type { Answer } from "./http/Answer.js"
import type { Amount, Payment } from "./payment/Payment.js"
import type { Movement, Step } from "./payment/transitions.js"
import * as Transitions from "./payment/transitions.js"
import * as Rates from "./rates.js"

/**
 * One accepted movement of money. A refused or repeated call never makes one.
 *
 * @since 0.1.0
 * @category models
 */
export interface LedgerEntry {
  /** 1 for the first, without gaps. */
  readonly sequence: number
  /** Epoch milliseconds. */
  readonly timestamp: number
  readonly merchantSerialNumber: string
  readonly reference: string
  readonly operation: Movement["operation"]
  /** What moved, in minor units. */
  readonly amount: Amount
  /** The one of the event. */
  readonly pspReference: string
  /** The key of the request that moved it, also for a cancellation, whose event does not show it. */
  readonly idempotencyKey?: string
}

/** The first answer to an idempotency key. */
export interface Remembered {
  readonly fingerprint: string
  readonly answer: Answer
}

export interface Token {
  /** Whose token it is: it opens nothing for another client. */
  readonly clientId: string
  readonly merchantSerialNumber: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/** What outlives a restart, when that was asked for. */
export interface Tables {
  /** By {@link keyOf}, as sessions are. */
  readonly payments: Payment
  readonly sessions: Session
  /** By their sequence. */
  readonly ledger: LedgerEntry
  readonly tokens: Token
  readonly answers: Remembered
  readonly registrations: Registration
  readonly deliveries: Delivery
  /** One entry, `ahead`: by how many milliseconds the emulator's clock was moved. */
  readonly clock: number
}

export type Table = keyof Tables

/** Something that is to be written down: a new value, or undefined for one that is gone. */
export type Change = {
  readonly [T in Table]: { readonly table: T; readonly key: string; readonly value: Tables[T] | undefined }
}[Table]

export interface World {
  readonly payments: HashMap.HashMap<string, Payment>
  /** When the time of those that are CREATED runs out. */
  readonly open: HashMap.HashMap<string, number>
  readonly sessions: HashMap.HashMap<string, Session>
  readonly ledger: Chunk.Chunk<LedgerEntry>
  readonly tokens: HashMap.HashMap<string, Token>
  readonly answers: HashMap.HashMap<string, Remembered>
  readonly registrations: HashMap.HashMap<string, Registration>
  /** Those on their way, by their sequence. */
  readonly deliveries: HashMap.HashMap<number, Delivery>
  /** Those that are done, by their sequence. They are kept as long as their payments are. */
  readonly delivered: HashMap.HashMap<number, Delivery>
  /** The highest sequence so far. */
  readonly lastDelivery: number
  readonly deliveryFaults: FaultBook.DeliveryFaultBook
  /** Milliseconds the emulator's clock is ahead of Effect's. */
  readonly ahead: number
  readonly faults: FaultBook.FaultBook
  readonly rates: Rates.Rates
  /** What changed since the last step, in order; `"reset"` when all was forgotten. */
  readonly changes: Chunk.Chunk<Change | "reset">
}

export const empty: World = {
  payments: HashMap.empty(),
  open: HashMap.empty(),
  sessions: HashMap.empty(),
  ledger: Chunk.empty(),
  tokens: HashMap.empty(),
  answers: HashMap.empty(),
  registrations: HashMap.empty(),
  deliveries: HashMap.empty(),
  delivered: HashMap.empty(),
  lastDelivery: 0,
  deliveryFaults: FaultBook.empty,
  ahead: 0,
  faults: FaultBook.empty,
  rates: Rates.empty,
  changes: Chunk.empty()
}

/** A payment or session of a sales unit. */
export interface Subject {
  readonly merchantSerialNumber: string
  readonly reference: string
}

/** References are unique in a sales unit, not among them. */
export const keyOf = ({ merchantSerialNumber, reference }: Subject): string => `${merchantSerialNumber}/${reference}`

/** The payment as it is at `now`: expiry is worked out on the way. */
export const payment = (world: World, subject: Subject, now: number): Option.Option<Payment> =>
  Option.map(HashMap.get(world.payments, keyOf(subject)), (found) => Transitions.settle(found, now))

/** The session, if it is still known at `now`, in the state its payment has brought it to. */
export const session = (world: World, subject: Subject, now: number): Option.Option<Session> =>
  HashMap.get(world.sessions, keyOf(subject)).pipe(
    Option.map((found) => Sessions.settle(found, Option.getOrUndefined(payment(world, subject, now)))),
    Option.filter((found) => Sessions.isKnown(found, now))
  )

/** Whether a payment or session has taken this reference. */
export const isTaken = (world: World, subject: Subject): boolean =>
  HashMap.has(world.payments, keyOf(subject)) || HashMap.has(world.sessions, keyOf(subject))

const changed = <T extends Table>(world: World, table: T, key: string, value: Tables[T] | undefined): World => ({
  ...world,
  changes: Chunk.append(world.changes, { table, key, value } as Change)
})

/** Keeps the payment, and tells what happened to it to whoever wants to know. */
export const putPayment = (world: World, payment: Payment): World => {
  const key = keyOf(payment)
  const before = Option.getOrUndefined(HashMap.get(world.payments, key))
  const payments = HashMap.set(world.payments, key, payment)
  const open =
    payment.state === "CREATED" ? HashMap.set(world.open, key, payment.expiresAt) : HashMap.remove(world.open, key)
  const next = changed({ ...world, payments, open }, "payments", key, payment)
  return Announce.paymentChanged(next, payment, before)
}

export const putSession = (world: World, session: Session, now: number): World => {
  const key = keyOf(session)
  const next = changed({ ...world, sessions: HashMap.set(world.sessions, key, session) }, "sessions", key, session)
  return Announce.sessionChanged(next, session, now)
}

export const putRegistration = (world: World, registration: Registration): World => {
  const registrations = HashMap.set(world.registrations, registration.id, registration)
  return changed({ ...world, registrations }, "registrations", registration.id, registration)
}

/** Nothing more is sent to it, also not what was on its way. */
export const removeRegistration = (world: World, id: string): World => {
  const orphans = [...HashMap.values(world.deliveries)].filter(({ registrationId }) => registrationId === id)
  const registrations = HashMap.remove(world.registrations, id)
  return orphans.reduce(
    (next, delivery) => putDelivery(next, { ...delivery, state: "GivenUp", result: "the registration is gone" }),
    changed({ ...world, registrations }, "registrations", id, undefined)
  )
}

/** Keeps a delivery where it belongs: among those on their way, or among those that are done. */
export const putDelivery = (world: World, delivery: Delivery): World => {
  const { sequence } = delivery
  const isPending = delivery.state === "Pending"
  const next = {
    ...world,
    lastDelivery: Math.max(world.lastDelivery, sequence),
    deliveries: isPending
      ? HashMap.set(world.deliveries, sequence, delivery)
      : HashMap.remove(world.deliveries, sequence),
    delivered: isPending ? world.delivered : HashMap.set(world.delivered, sequence, delivery)
  }
  return changed(next, "deliveries", String(sequence), delivery)
}

/** All deliveries, oldest first. */
export const allDeliveries = ({ delivered, deliveries }: World): ReadonlyArray<Delivery> =>
  [...HashMap.values(delivered), ...HashMap.values(deliveries)].sort((a, b) => a.sequence - b.sequence)

/** Whether anybody wants to be told when a payment's time runs out. */
const hasListeners = (world: World): boolean => HashMap.size(world.registrations) + HashMap.size(world.sessions) > 0

/** When the next open payment's time runs out, where somebody wants to be told; else never. */
export const nextExpiry = (world: World): number =>
  hasListeners(world)
    ? HashMap.reduce(world.open, Number.POSITIVE_INFINITY, (first, expiresAt) => Math.min(first, expiresAt))
    : Number.POSITIVE_INFINITY

/** Payments whose time ran out, where somebody wants to be told; otherwise it is enough to find out when looking. */
export const settleDue = (world: World, now: number): World =>
  nextExpiry(world) > now
    ? world
    : [...world.open]
        .filter(([, expiresAt]) => expiresAt <= now)
        .reduce(
          (next, [key]) =>
            Option.match(HashMap.get(next.payments, key), {
              onNone: () => next,
              onSome: (payment) => putPayment(next, Transitions.settle(payment, now))
            }),
          world
        )

/** Whether a change may have made something due, earlier or later. */
export const movesDeliveries = (before: World, after: World): boolean =>
  before.deliveries !== after.deliveries ||
  before.ahead !== after.ahead ||
  (before.open !== after.open && hasListeners(after))

export const putAnswer = (world: World, slot: string, remembered: Remembered): World =>
  changed({ ...world, answers: HashMap.set(world.answers, slot, remembered) }, "answers", slot, remembered)

/** Gives out a token, and forgets those that are dead. */
export const putToken = (world: World, value: string, token: Token, now: number): World => {
  const dead = [...world.tokens].filter(([, { expiresAt }]) => expiresAt <= now)
  const cleared = dead.reduce((next, [old]) => removeToken(next, old), world)
  return changed({ ...cleared, tokens: HashMap.set(cleared.tokens, value, token) }, "tokens", value, token)
}

const removeToken = (world: World, value: string): World =>
  changed({ ...world, tokens: HashMap.remove(world.tokens, value) }, "tokens", value, undefined)

/** No access token given out so far is good any longer. */
export const revokeTokens = (world: World): World =>
  [...HashMap.keys(world.tokens)].reduce((next, value) => removeToken(next, value), world)

/** Time goes on by so many milliseconds at once. */
export const moveClock = (world: World, millis: number): World => {
  const ahead = world.ahead + millis
  return changed({ ...world, ahead }, "clock", "ahead", ahead)
}

/** Forgets all, and is on time again. A delivery under way is not taken for a later one: numbers are not used twice. */
export const reset = ({ lastDelivery }: World): World => ({ ...empty, lastDelivery, changes: Chunk.of("reset") })

/** Stores what came out of a transition and writes its movement of money down. */
export const putStep = (world: World, step: Step, at: Transitions.Occasion): World => {
  const next = putPayment(world, step.payment)
  if (step.movement === undefined) return next
  const entry: LedgerEntry = {
    sequence: Chunk.size(world.ledger) + 1,
    timestamp: at.now,
    merchantSerialNumber: step.payment.merchantSerialNumber,
    reference: step.payment.reference,
    operation: step.movement.operation,
    amount: step.movement.amount,
    pspReference: at.pspReference,
    ...(at.idempotencyKey === undefined ? {} : { idempotencyKey: at.idempotencyKey })
  }
  return changed({ ...next, ledger: Chunk.append(world.ledger, entry) }, "ledger", String(entry.sequence), entry)
}
