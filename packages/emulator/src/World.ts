/** All the emulator remembers, as one immutable value: a request is a function from one world to an answer and the next. */
import * as Chunk from "effect/Chunk"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Session } from "./checkout/Session.js"
import * as Sessions from "./checkout/Session.js"
import * as FaultBook from "./faults/book.js"
import type { Answer } from "./http/Answer.js"
import type { Amount, Payment } from "./payment/Payment.js"
import type { Movement, Step } from "./payment/transitions.js"
import * as Transitions from "./payment/transitions.js"

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

export interface World {
  readonly payments: HashMap.HashMap<string, Payment>
  readonly sessions: HashMap.HashMap<string, Session>
  readonly ledger: Chunk.Chunk<LedgerEntry>
  /** Access tokens and the epoch milliseconds they die at. */
  readonly tokens: HashMap.HashMap<string, number>
  readonly answers: HashMap.HashMap<string, Remembered>
  readonly faults: FaultBook.FaultBook
}

export const empty: World = {
  payments: HashMap.empty(),
  sessions: HashMap.empty(),
  ledger: Chunk.empty(),
  tokens: HashMap.empty(),
  answers: HashMap.empty(),
  faults: FaultBook.empty
}

/** The payment as it is at `now`: expiry is worked out on the way. */
export const payment = (world: World, reference: string, now: number): Option.Option<Payment> =>
  Option.map(HashMap.get(world.payments, reference), (found) => Transitions.settle(found, now))

/** The session, if it is still known at `now`. */
export const session = (world: World, reference: string, now: number): Option.Option<Session> =>
  Option.filter(HashMap.get(world.sessions, reference), (found) => Sessions.isKnown(found, now))

export const putPayment = (world: World, payment: Payment): World => ({
  ...world,
  payments: HashMap.set(world.payments, payment.reference, payment)
})

export const putSession = (world: World, session: Session): World => ({
  ...world,
  sessions: HashMap.set(world.sessions, session.reference, session)
})

/** No access token given out so far is good any longer. */
export const revokeTokens = (world: World): World => ({ ...world, tokens: empty.tokens })

/** Stores what came out of a transition and writes its movement of money down. */
export const putStep = (world: World, step: Step, at: Transitions.Occasion): World => {
  const next = putPayment(world, step.payment)
  if (step.movement === undefined) return next
  const entry: LedgerEntry = {
    sequence: Chunk.size(world.ledger) + 1,
    timestamp: at.now,
    reference: step.payment.reference,
    operation: step.movement.operation,
    amount: step.movement.amount,
    pspReference: at.pspReference,
    ...(at.idempotencyKey === undefined ? {} : { idempotencyKey: at.idempotencyKey })
  }
  return { ...next, ledger: Chunk.append(world.ledger, entry) }
}
