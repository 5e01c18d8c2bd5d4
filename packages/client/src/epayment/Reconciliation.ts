/** What truly happened to a payment: its state and sums, and its event log. */
import { dual } from "effect/Function"
import type { Amount } from "../Money.js"
import { cancellable, refundable, remaining } from "./Amounts.js"
import type { Payment, PaymentEvent, State } from "./Payment.js"

/**
 * A payment and its event log, read together. The sums are the payment's own, from `aggregate`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Reconciliation {
  readonly reference: string
  readonly state: State
  /** Reserved by the customer's approval, shipping included for Express. */
  readonly authorized: Amount
  /** Taken from the customer. */
  readonly captured: Amount
  /** Given back. */
  readonly refunded: Amount
  /** Released, or the whole amount of a payment cancelled before its approval. */
  readonly cancelled: Amount
  /** Left to capture: authorized - captured - cancelled. */
  readonly remaining: Amount
  /** Left to refund: captured - refunded. */
  readonly refundable: Amount
  /** What a cancellation would release. */
  readonly cancellable: Amount
  /** What the merchant tried: captures, refunds and cancellations, each with `success` and, but for cancellations, its key. */
  readonly operations: ReadonlyArray<PaymentEvent>
  /** The whole log, as read. */
  readonly events: ReadonlyArray<PaymentEvent>
  /**
   * Whether the log adds up to the sums. If not, an operation was under way during both reads, or Vipps' log lags
   * behind: trust the sums, and reconcile again before you decide by the log.
   */
  readonly consistent: boolean
  /** The payment, as read. */
  readonly payment: Payment
}

const merchantOperations: ReadonlyArray<string> = ["CAPTURED", "REFUNDED", "CANCELLED"]

const sumOf = (events: ReadonlyArray<PaymentEvent>, name: PaymentEvent["name"]): number =>
  events.reduce((sum, event) => (event.success && event.name === name ? sum + event.amount.value : sum), 0)

/**
 * Only an approved payment's releases are compared. Undocumented by Vipps: which event carries the amount of one
 * cancelled before its approval. Also undocumented: whether the AUTHORIZED event of an Express payment counts the
 * shipping, so only its presence is checked.
 */
const isConsistent = ({ aggregate, state }: Payment, events: ReadonlyArray<PaymentEvent>): boolean =>
  sumOf(events, "CAPTURED") === aggregate.capturedAmount.value &&
  sumOf(events, "REFUNDED") === aggregate.refundedAmount.value &&
  (state !== "AUTHORIZED" || sumOf(events, "CANCELLED") === aggregate.cancelledAmount.value) &&
  (state === "AUTHORIZED") === events.some(({ name, success }) => success && name === "AUTHORIZED")

export const reconciliationOf = (payment: Payment, events: ReadonlyArray<PaymentEvent>): Reconciliation => ({
  reference: payment.reference,
  state: payment.state,
  authorized: payment.aggregate.authorizedAmount,
  captured: payment.aggregate.capturedAmount,
  refunded: payment.aggregate.refundedAmount,
  cancelled: payment.aggregate.cancelledAmount,
  remaining: remaining(payment),
  refundable: refundable(payment),
  cancellable: cancellable(payment),
  operations: events.filter(({ name }) => merchantOperations.includes(name)),
  events,
  consistent: isConsistent(payment, events),
  payment
})

/**
 * Whether the capture or refund with this idempotency key happened, for use after a call whose outcome is unknown.
 *
 * - `true`: it happened. Do not send it again with another key. If the client made the key, it still sends it with the next
 *   equal call: pass a new one when you move the same amount once more.
 * - `false`: each try that is logged failed. A later one may still be under way: repeat it with the same key.
 * - `undefined`: the log does not know of it, yet. It may still be under way: send it again with the same key, never
 *   with a new one.
 *
 * A key alone is not enough: the same one may be on the creation, on a capture and on a refund. Cancellations are
 * logged without their key: for these, read `cancelled`.
 *
 * @example
 * ```ts
 * import { EPayment } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const wasShipmentPaid = EPayment.reconcile("order-2026-0001").pipe(
 *   Effect.map(EPayment.happened("CAPTURED", "order-2026-0001-shipment-1"))
 * )
 * ```
 *
 * @since 0.1.0
 * @category reconciling
 */
export const happened: {
  (
    operation: "CAPTURED" | "REFUNDED",
    idempotencyKey: string
  ): (reconciliation: Pick<Reconciliation, "operations">) => boolean | undefined
  (
    reconciliation: Pick<Reconciliation, "operations">,
    operation: "CAPTURED" | "REFUNDED",
    idempotencyKey: string
  ): boolean | undefined
} = dual(
  3,
  (
    { operations }: Pick<Reconciliation, "operations">,
    operation: "CAPTURED" | "REFUNDED",
    idempotencyKey: string
  ): boolean | undefined => {
    const tries = operations.filter((event) => event.name === operation && event.idempotencyKey === idempotencyKey)
    return tries.length === 0 ? undefined : tries.some(({ success }) => success)
  }
)
