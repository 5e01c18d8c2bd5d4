/** What is left of a payment and what happened to it: pure functions of what was read. */

import type { HasAggregate } from "@effect-vipps/client/epayment/Amounts"
import * as Amounts from "@effect-vipps/client/epayment/Amounts"
import type { Reconciliation } from "@effect-vipps/client/epayment/Reconciliation"
import * as Reconciliations from "@effect-vipps/client/epayment/Reconciliation"
import type { Amount } from "@effect-vipps/client/Money"

/**
 * What is left to capture: authorized - captured - cancelled. Zero before the customer's approval, and never negative.
 *
 * Capture this, not the requested amount, to capture a whole payment: for Express the authorized amount includes
 * the shipping that the customer chose, which would never be captured otherwise.
 *
 * @example
 * ```ts
 * const payment = await vipps.ePayment.getPayment(reference)
 * await vipps.ePayment.capturePayment(
 *   reference,
 *   { modificationAmount: remaining(payment) },
 *   { idempotencyKey: idempotencyKey(reference, "capture-all") }
 * )
 * ```
 */
export const remaining = (payment: HasAggregate): Amount => Amounts.remaining(payment)

/**
 * What can still be refunded: captured - refunded. What is reserved but not captured is not refunded but cancelled.
 *
 * @example
 * ```ts
 * const payment = await vipps.ePayment.getPayment(reference)
 * await vipps.ePayment.refundPayment(
 *   reference,
 *   { modificationAmount: refundable(payment) },
 *   { idempotencyKey: idempotencyKey(reference, "refund") }
 * )
 * ```
 */
export const refundable = (payment: HasAggregate): Amount => Amounts.refundable(payment)

/**
 * What a cancellation would release: the whole amount before the customer's approval (the payment ends), what {@link
 * remaining} returns after it, and nothing once the payment has ended otherwise. With zero there is nothing to cancel,
 * and Vipps refuses.
 *
 * @example
 * ```ts
 * const payment = await vipps.ePayment.getPayment(reference)
 * if (cancellable(payment).value > 0) await vipps.ePayment.cancelPayment(reference)
 * ```
 */
export const cancellable = (payment: HasAggregate): Amount => Amounts.cancellable(payment)

/**
 * Whether the capture or refund with this idempotency key happened, for use after a call whose outcome is unknown.
 *
 * - `true`: it happened. Do not send it again with another key.
 * - `false`: each try that is logged failed. A later one may still be under way: repeat it with the same key.
 * - `undefined`: the log does not contain it yet. It may still be under way: send it again with the same key, never
 *   with a new one.
 *
 * A key alone is not enough: the same one may be on the creation, on a capture and on a refund. Cancellations are
 * logged without their key: for these, read `cancelled`.
 *
 * @example
 * ```ts
 * const reconciliation = await vipps.ePayment.reconcile(reference)
 * const isPaid = happened(reconciliation, "CAPTURED", idempotencyKey(reference, "shipment", 1))
 * ```
 */
export const happened = (
  reconciliation: Pick<Reconciliation, "operations">,
  operation: "CAPTURED" | "REFUNDED",
  idempotencyKey: string
): boolean | undefined => Reconciliations.happened(reconciliation, operation, idempotencyKey)
