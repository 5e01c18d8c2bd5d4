/**
 * The charge's state machine: from a charge, a command and a moment to a refusal, or the charge that comes out.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/recurring-api
 * [P] That each refusal is a 400; since June 2026 its `detail` names the status.
 */
import * as Either from "effect/Either"
import type { Agreement } from "./Agreement.js"
import type { Charge, ChargeEvent, ChargeStatus, FailureReason } from "./Charge.js"
import { refundable, remaining } from "./Charge.js"
import * as Calendar from "./calendar.js"
import { type Identifier, type Refusal, refusal } from "./refusals.js"
import { failureOf, isFailingRefund, isUnknownForAnHour } from "./testAmounts.js"

/** When a command happens, and the key of the request, if one caused it. */
export interface Occasion {
  readonly now: number
  readonly idempotencyKey: string | undefined
}

export type Outcome = Either.Either<Charge, Refusal>

const minute = 60_000

/** [P] "Minutes to about an hour." */
const processingTime = 30 * minute

/** [U] An unscheduled charge is processed right after its creation. */
const unscheduledTime = 5_000

/** The key of what happens by itself. */
const systemKey = ({ agreementId, id }: Charge): string => `${id}-${agreementId}-ProcessPayment`

const withEvent = (
  charge: Charge,
  event: ChargeEvent["event"],
  amount: number,
  { idempotencyKey = systemKey(charge), now }: Occasion,
  movement?: ChargeEvent["movement"]
): Charge => {
  const added: ChargeEvent = {
    occurred: now,
    event,
    amount,
    idempotencyKey,
    success: event !== "FAIL", // [U]
    transactionId: String(Number(charge.transactionId) + charge.history.length),
    ...(movement === undefined ? {} : { movement })
  }
  return { ...charge, history: [...charge.history, added] }
}

const byItself = (now: number): Occasion => ({ now, idempotencyKey: undefined })

const reservationEnd = ({ currency }: Charge, reservedAt: number): number =>
  reservedAt + Calendar.marketOf(currency).reservationDays * Calendar.dayMillis

/** The next batch time after `now`. */
const nextAttempt = (charge: Charge, now: number): number | undefined => {
  for (const at of Calendar.attempts(Calendar.marketOf(charge.currency), charge)) if (at > now) return at
  return undefined
}

/** The state a new charge begins in. An initial one waits for the customer's approval. */
export const scheduled = (charge: Charge): Charge => {
  const { createdAt, currency, due, type } = charge
  if (type === "INITIAL") return { ...charge, status: "PENDING", nextAt: undefined }
  if (type === "UNSCHEDULED") return { ...charge, status: "PROCESSING", nextAt: createdAt + unscheduledTime }
  const market = Calendar.marketOf(currency)
  return Calendar.isFarAway(market, due, createdAt)
    ? { ...charge, status: "PENDING", nextAt: Calendar.dueVisibleAt(market, due) }
    : { ...charge, status: "DUE", nextAt: nextAttempt(charge, createdAt) }
}

/** Why the customer's payment source would refuse. */
const declineOf = (charge: Charge, { pricing }: Agreement): FailureReason | undefined => {
  const max = pricing.type === "VARIABLE" ? pricing.maxAmount : undefined
  // The ceiling does not apply to the initial charge, which the customer approves as it is. [P]
  if (charge.type !== "INITIAL" && max !== undefined && charge.amount > max) return "charge_amount_too_high"
  return failureOf(charge)
}

const paid = (charge: Charge, now: number): Charge => {
  const { amount, transactionType } = charge
  const clean = { ...charge, failureReason: undefined }
  // [U] Whether the history of a direct capture has a RESERVE besides the CAPTURE.
  return transactionType === "DIRECT_CAPTURE"
    ? withEvent(
        { ...clean, status: "CHARGED", captured: amount, lastCaptureAt: now, nextAt: undefined },
        "CAPTURE",
        amount,
        byItself(now),
        "CAPTURED"
      )
    : withEvent(
        { ...clean, status: "RESERVED", nextAt: reservationEnd(charge, now) },
        "RESERVE",
        amount,
        byItself(now),
        "AUTHORIZED"
      )
}

const failed = (charge: Charge, failureReason: FailureReason, now: number): Charge =>
  withEvent({ ...charge, status: "FAILED", failureReason, nextAt: undefined }, "FAIL", charge.amount, byItself(now))

/** Tries the payment source: paid, due again, or failed for good. */
const attempt = (charge: Charge, agreement: Agreement, now: number): Charge => {
  const tried = { ...charge, attempts: charge.attempts + 1 }
  const failureReason = declineOf(tried, agreement)
  if (failureReason === undefined) return paid(tried, now)
  // [U] An attempt that began before the agreement was stopped is the last.
  const next = tried.type === "RECURRING" && agreement.status === "ACTIVE" ? nextAttempt(tried, now) : undefined
  return next === undefined
    ? failed(tried, failureReason, now)
    : { ...tried, status: "DUE", failureReason, nextAt: next }
}

/** An initial charge is paid, or fails, with the customer's approval. */
export const payInitial = attempt

/** The one change that is due at `nextAt`. */
export const settle = (charge: Charge, agreement: Agreement): Charge => {
  const { nextAt, status } = charge
  if (nextAt === undefined) return charge
  switch (status) {
    case "PENDING":
      return { ...charge, status: "DUE", nextAt: nextAttempt(charge, nextAt) }
    case "DUE": {
      const takes = isUnknownForAnHour(charge) ? 60 * minute : processingTime
      return { ...charge, status: "PROCESSING", nextAt: nextAt + takes }
    }
    case "PROCESSING":
      return attempt(charge, agreement, nextAt)
    default:
      return release(charge, byItself(nextAt))
  }
}

/** [U] Which status a lapsed reservation has: here as after a cancellation. */
const release = (charge: Charge, at: Occasion): Charge => {
  const rest = remaining(charge)
  const isReserved = charge.status === "RESERVED" || charge.status === "PARTIALLY_CAPTURED"
  const status: ChargeStatus = charge.captured > 0 ? "CHARGED" : "CANCELLED"
  return withEvent(
    { ...charge, status, cancelled: charge.cancelled + rest, nextAt: undefined },
    "CANCEL",
    rest,
    at,
    isReserved ? "CANCELLED" : undefined
  )
}

const wrongStatus = (identifier: Identifier, verb: string, { status }: Charge): Outcome =>
  Either.left(refusal(identifier, `Cannot ${verb} a charge with status ${status}.`))

const cancellable = new Set<ChargeStatus>(["PENDING", "DUE", "RESERVED", "PARTIALLY_CAPTURED"])

export const cancel = (charge: Charge, at: Occasion): Outcome =>
  cancellable.has(charge.status)
    ? Either.right(release(charge, at))
    : wrongStatus("cancel-charge-failed", "cancel", charge)

export const capture = (charge: Charge, amount: number, at: Occasion): Outcome => {
  if (charge.status === "CHARGED")
    return Either.left(
      refusal("charge-capture-failed", `The amount is higher than the remaining capturable amount. Status: CHARGED.`)
    )
  if (charge.status !== "RESERVED" && charge.status !== "PARTIALLY_CAPTURED")
    return wrongStatus("charge-capture-failed", "capture", charge)
  if (amount > remaining(charge))
    return Either.left(
      refusal(
        "charge-capture-failed",
        `The amount is higher than the remaining capturable amount. Status: ${charge.status}.`
      )
    )
  const captured = charge.captured + amount
  const isAll = amount === remaining(charge)
  return Either.right(
    withEvent(
      {
        ...charge,
        captured,
        lastCaptureAt: at.now,
        status: isAll ? "CHARGED" : "PARTIALLY_CAPTURED",
        nextAt: isAll ? undefined : charge.nextAt
      },
      "CAPTURE",
      amount,
      at,
      "CAPTURED"
    )
  )
}

const refundDays = 365

/** [U] That the captured part of a PARTIALLY_CAPTURED charge can be refunded, and over-refunds are 400, not 409. */
const isRefundable = ({ status }: Charge): boolean => status === "CHARGED" || status === "PARTIALLY_REFUNDED"

export const refund = (charge: Charge, amount: number, at: Occasion): Outcome => {
  if (!isRefundable(charge) && charge.status !== "PARTIALLY_CAPTURED")
    return wrongStatus("operation-failed", "refund", charge)
  // [U] Whether the year counts from the first or the last capture.
  if (at.now > (charge.lastCaptureAt ?? 0) + refundDays * Calendar.dayMillis)
    return Either.left(
      refusal("operation-failed", `The charge was captured more than ${refundDays} days ago. Status: ${charge.status}.`)
    )
  if (amount > refundable(charge))
    return Either.left(
      refusal("operation-failed", `The amount is higher than the refundable amount. Status: ${charge.status}.`)
    )
  if (isFailingRefund(amount)) return Either.left(refusal("operation-failed", "Refund is not possible."))
  const refunded = charge.refunded + amount
  const status: ChargeStatus =
    charge.status === "PARTIALLY_CAPTURED"
      ? "PARTIALLY_CAPTURED"
      : refunded === charge.captured
        ? "REFUNDED"
        : "PARTIALLY_REFUNDED"
  return Either.right(withEvent({ ...charge, refunded, status }, "REFUND", amount, at, "REFUNDED"))
}

/** Which charges end with their agreement: the merchant's stop also takes reservations, the customer's leaves them. */
export const stopped = (charge: Charge, actor: "MERCHANT" | "USER" | "ADMIN", at: Occasion): Charge => {
  const { status } = charge
  const isCancelled = status === "PENDING" || status === "DUE" || (status === "RESERVED" && actor === "MERCHANT")
  return isCancelled ? release(charge, at) : charge
}
