/**
 * The payment's state machine: from a payment, a command and a time to a refusal or the next payment.
 *
 * Nothing here knows HTTP or Effect services. Every function expects a settled payment (see `settle`).
 * Source: https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/concepts
 */
import * as Either from "effect/Either"
import type { RefusalCode } from "./errorCodes.js"
import type { Amount, Consent, EventName, Payment, PaymentEvent } from "./Payment.js"
import { refundable, remaining } from "./Payment.js"
import { declineOf, isUnknownForAnHour, refundRefusal } from "./testAmounts.js"
import { age } from "./testPerson.js"

/** The time of a command, and the name of its event. */
export interface Occasion {
  readonly now: number
  readonly pspReference: string
  readonly idempotencyKey: string | undefined
}

/** Money that moved, for the ledger. */
export interface Movement {
  readonly operation: "AUTHORIZED" | "CAPTURED" | "REFUNDED" | "CANCELLED"
  readonly amount: Amount
}

export interface Step {
  readonly payment: Payment
  /** Undefined when the state changed and no money did. */
  readonly movement: Movement | undefined
  /** The attempt is in the event log, and failed: the caller's error. */
  readonly refusal?: RefusalCode
}

export type Outcome = Either.Either<Step, RefusalCode>

const day = 24 * 60 * 60 * 1000

/** Default deadlines: 180 days in Norway, 14 in Denmark and Finland; other currencies are card payments of no market. */
export const captureDeadline = ({ amount }: Payment, authorizedAt: number): number =>
  authorizedAt + (amount.currency === "DKK" || amount.currency === "EUR" ? 14 : 180) * day

/** [U] The docs count the refund's year from the reservation in one place and from the capture in another. */
const refundDeadline = (_payment: Payment, authorizedAt: number): number => authorizedAt + 365 * day

const isPast = (payment: Payment, deadline: typeof captureDeadline, now: number): boolean =>
  payment.authorizedAt !== undefined && now > deadline(payment, payment.authorizedAt)

const withEvent = (payment: Payment, name: EventName, value: number, at: Occasion, success = true): Payment => {
  const event: PaymentEvent = {
    name,
    amount: { currency: payment.amount.currency, value },
    pspReference: at.pspReference,
    timestamp: at.now,
    idempotencyKey: at.idempotencyKey,
    success
  }
  return { ...payment, events: [...payment.events, event] }
}

const moved = (payment: Payment, operation: Movement["operation"], value: number, at: Occasion): Outcome =>
  Either.right({
    payment: withEvent(payment, operation, value, at),
    movement: { operation, amount: { currency: payment.amount.currency, value } }
  })

const ended = (payment: Payment, state: "ABORTED" | "EXPIRED" | "TERMINATED", at: Occasion): Step => ({
  payment: withEvent({ ...payment, state }, state, payment.amount.value, at),
  movement: undefined
})

/** Whether the payment has expired. The event has the time of expiry, whenever it is read. */
export const settle = (payment: Payment, now: number): Payment =>
  payment.state === "CREATED" && now >= payment.expiresAt
    ? ended(payment, "EXPIRED", {
        now: payment.expiresAt,
        pspReference: payment.expiryPspReference,
        idempotencyKey: undefined
      }).payment
    : payment

const declined = (payment: Payment, refusal: RefusalCode, at: Occasion): Outcome =>
  Either.right({
    payment: withEvent(payment, "AUTHORIZED", payment.amount.value, at, false),
    movement: undefined,
    refusal
  })

const hour = 60 * 60 * 1000

/** The customer approves. With Express the chosen shipping is reserved in addition to the amount. */
export const approve = (payment: Payment, consent: Consent, at: Occasion): Outcome => {
  if (payment.state === "AUTHORIZED") return Either.left("6230") // [U] 10010 is possible too.
  if (payment.state !== "CREATED") return Either.left("10010") // [U]
  if (age < (payment.minimumUserAge ?? 0)) return Either.left("7010")
  // Samples of the documentation show the create's key in the event of the approval as well. [P]
  const approval = { ...at, idempotencyKey: payment.events[0].idempotencyKey }
  if (declineOf(payment) !== undefined) return declined(payment, "10040", approval) // [U] The code.
  // [U] How it ends: here nothing happens, and the payment expires.
  if (isUnknownForAnHour(payment)) return declined({ ...payment, expiresAt: at.now + hour }, "10010", approval)
  const authorized = payment.amount.value + (consent.shipping?.cost ?? 0)
  return moved(
    {
      ...payment,
      ...consent,
      state: "AUTHORIZED",
      authorizedAt: at.now,
      aggregate: { ...payment.aggregate, authorized }
    },
    "AUTHORIZED",
    authorized,
    approval
  )
}

/** The customer rejects in the app, or leaves the landing page. */
export const reject = (payment: Payment, at: Occasion): Outcome =>
  payment.state === "CREATED" ? Either.right(ended(payment, "ABORTED", at)) : Either.left("10010")

/** The payment expires now. */
export const expire = (payment: Payment, at: Occasion): Outcome =>
  payment.state === "CREATED" ? Either.right(ended(payment, "EXPIRED", at)) : Either.left("10010")

const checkAmount = (payment: Payment, amount: Amount): RefusalCode | undefined => {
  if (amount.currency !== payment.amount.currency) return "5040"
  return amount.value === 0 ? "4040" : undefined
}

export const capture = (payment: Payment, amount: Amount, at: Occasion): Outcome => {
  const { aggregate, state } = payment
  if (state === "CREATED") return Either.left("6080")
  if (state !== "AUTHORIZED") return Either.left("6200") // [U] 6080 is possible too.
  if (remaining(payment) === 0) {
    // [U] A rest that was cancelled after a partial capture counts as cancelled; a full capture could also be 6090.
    return Either.left(aggregate.cancelled > 0 ? "6070" : "6170")
  }
  if (isPast(payment, captureDeadline, at.now)) return Either.left("6100")
  const wrong = checkAmount(payment, amount)
  if (wrong !== undefined) return Either.left(wrong)
  if (amount.value > remaining(payment)) return Either.left("6090")
  return moved(
    { ...payment, aggregate: { ...aggregate, captured: aggregate.captured + amount.value } },
    "CAPTURED",
    amount.value,
    at
  )
}

export const refund = (payment: Payment, amount: Amount, at: Occasion): Outcome => {
  const { aggregate, state } = payment
  if (state === "CREATED") return Either.left("6020")
  if (state !== "AUTHORIZED") return Either.left("6210") // [U] 6020 is possible too.
  if (aggregate.captured === 0) return Either.left("6020") // [U] 6150 is possible too.
  if (refundable(payment) === 0) return Either.left("6180") // [U] 6150 is possible too.
  if (isPast(payment, refundDeadline, at.now)) return Either.left("6220")
  const wrong = checkAmount(payment, amount)
  const refused = wrong ?? refundRefusal(amount.value)
  if (refused !== undefined) return Either.left(refused)
  if (amount.value > refundable(payment)) return Either.left("6150")
  return moved(
    { ...payment, aggregate: { ...aggregate, refunded: aggregate.refunded + amount.value } },
    "REFUNDED",
    amount.value,
    at
  )
}

/** Before the approval it ends the payment, afterwards it releases all that is left of the reservation. */
export const cancel = (payment: Payment, cancelTransactionOnly: boolean, at: Occasion): Outcome => {
  const { aggregate, amount, state } = payment
  if (state === "CREATED") {
    const { movement, payment: terminated } = ended(payment, "TERMINATED", at)
    // The aggregate names the full amount as cancelled although nothing was reserved; no money moved, so no ledger entry.
    return Either.right({
      payment: { ...terminated, aggregate: { ...aggregate, cancelled: amount.value } },
      movement
    })
  }
  if (state === "TERMINATED") return Either.left("6050") // [U] 6190 is possible too.
  if (state !== "AUTHORIZED") return Either.left("6190") // [U] 6050 is possible too.
  if (cancelTransactionOnly) return Either.left("6060")
  const rest = remaining(payment)
  // [U] 6190 is possible too for what was cancelled before.
  if (rest === 0) return Either.left(aggregate.cancelled > 0 ? "6050" : "6040")
  if (isPast(payment, captureDeadline, at.now)) return Either.left("6030")
  // The idempotency key is missing from CANCELLED events.
  return moved({ ...payment, aggregate: { ...aggregate, cancelled: aggregate.cancelled + rest } }, "CANCELLED", rest, {
    ...at,
    idempotencyKey: undefined
  })
}
