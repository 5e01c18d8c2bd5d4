/** What is left to capture, refund or release of a payment: pure sums of a payment or of the response to a modification. */
import { type Amount, subtract } from "../Money.js"
import type { Aggregate, State } from "./Payment.js"

/**
 * What the sums are made from: a payment that was read, or the response to a capture, refund or cancellation.
 *
 * @since 0.1.0
 * @category models
 */
export interface HasAggregate {
  readonly state: State
  readonly amount: Amount
  readonly aggregate: Aggregate
}

/** A payment cancelled before its approval has a cancelled amount and no authorized one. */
const atLeastZero = (amount: Amount): Amount => ({ ...amount, value: Math.max(0, amount.value) })

/**
 * What is left to capture: authorized - captured - cancelled. Zero before the customer's approval, and never negative.
 * Throws a `RangeError` if the sums are in different currencies, which no payment of Vipps has.
 *
 * Capture this, not the requested amount, to capture a whole payment: for Express the authorized amount includes
 * the shipping that the customer chose, which would never be captured otherwise.
 *
 * @example
 * ```ts
 * import { EPayment, IdempotencyKey } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const captureAll = (reference: string) =>
 *   Effect.flatMap(EPayment.getPayment(reference), (payment) =>
 *     EPayment.capturePayment(
 *       reference,
 *       { modificationAmount: EPayment.remaining(payment) },
 *       { idempotencyKey: IdempotencyKey.make(reference, "capture-all") }
 *     )
 *   )
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/capture/
 * @since 0.1.0
 * @category amounts
 */
export const remaining = ({ aggregate }: HasAggregate): Amount =>
  atLeastZero(subtract(subtract(aggregate.authorizedAmount, aggregate.capturedAmount), aggregate.cancelledAmount))

/**
 * What can still be refunded: captured - refunded. What is reserved but not captured is not refunded but cancelled.
 *
 * @example
 * ```ts
 * import { EPayment, IdempotencyKey } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const refundAll = (reference: string) =>
 *   Effect.flatMap(EPayment.getPayment(reference), (payment) =>
 *     EPayment.refundPayment(
 *       reference,
 *       { modificationAmount: EPayment.refundable(payment) },
 *       { idempotencyKey: IdempotencyKey.make(reference, "refund") }
 *     )
 *   )
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/refund/
 * @since 0.1.0
 * @category amounts
 */
export const refundable = ({ aggregate }: HasAggregate): Amount =>
  atLeastZero(subtract(aggregate.capturedAmount, aggregate.refundedAmount))

/**
 * What a cancellation would release: the whole amount before the customer's approval (the payment ends), what {@link
 * remaining} returns after it, and nothing once the payment has ended otherwise. With zero there is nothing to cancel,
 * and Vipps refuses.
 *
 * @example
 * ```ts
 * import { EPayment } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const releaseRest = (reference: string) =>
 *   Effect.flatMap(EPayment.getPayment(reference), (payment) =>
 *     EPayment.cancellable(payment).value > 0 ? EPayment.cancelPayment(reference) : Effect.void
 *   )
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/cancel/
 * @since 0.1.0
 * @category amounts
 */
export const cancellable = (payment: HasAggregate): Amount =>
  payment.state === "CREATED" ? payment.amount : remaining(payment)
