/** What goes into a batch of payments, and what comes of it. */
import type * as Duration from "effect/Duration"
import type { StepOptions } from "../internal/operation/steps.js"
import type { Amount } from "../Money.js"

/**
 * What identifies an order of a batch. Two orders of a batch differ in one of the two fields.
 *
 * @since 0.1.0
 * @category batches
 */
export interface BatchOrder {
  readonly reference: string
  /** Which order of the payment this is, where there are several: for example the number of the shipment. */
  readonly shipment?: string | number | undefined
}

/**
 * How far a batch has come: plain data to store as JSON. It is the checkpoint that a later run continues from.
 *
 * @since 0.1.0
 * @category batches
 */
export interface BatchReport {
  /** How many orders the batch is done with: the first ones of the stream. The sum of the next three. */
  readonly settled: number
  readonly done: number
  readonly refused: number
  readonly unsettled: number
  /**
   * The last order that is settled, by what identifies it. A payment may have several orders: a later run continues after
   * this one, not after its reference.
   */
  readonly last?: BatchOrder | undefined
}

/**
 * What became of an order, in the order of the stream, and the report up to it.
 *
 * - `Done`: with the operation's response.
 * - `Refused`: Vipps refused it, by a code or details of its own, or its input is invalid. It changed nothing, and is
 *   refused again. To capture another amount, give the corrected order a `shipment` of its own: Vipps stores a refusal
 *   under the key.
 * - `Unsettled`: it is not known whether it was carried out, Vipps did not carry it out in time, or the refusal is not
 *   Vipps': a gateway's or a proxy's page. Read it back, or include it in a later batch: it has the same key there. With a `VippsConflictError` an earlier run sent the order with
 *   another amount: read back what that has captured before you give the rest a `shipment` of its own.
 *
 * @since 0.1.0
 * @category batches
 */
export type BatchResult<Order, A, E> =
  | { readonly _tag: "Done"; readonly order: Order; readonly value: A; readonly report: BatchReport }
  | { readonly _tag: "Refused"; readonly order: Order; readonly error: E; readonly report: BatchReport }
  | { readonly _tag: "Unsettled"; readonly order: Order; readonly error: E; readonly report: BatchReport }

/**
 * Options of a batch.
 *
 * @since 0.1.0
 * @category batches
 */
export interface BatchOptions extends StepOptions {
  /** How many orders are under way at once. Defaults to 10. */
  readonly concurrency?: number | undefined
  /**
   * For how long an order is repeated that is worth it, after the retries of each call. No repetition begins later: when
   * Vipps asks for a longer wait with `Retry-After`, the order is `Unsettled` at once. Defaults to 10 minutes; a number is
   * in milliseconds.
   */
  readonly patience?: Duration.DurationInput | undefined
  /** The report of an earlier run, to count on from. Pass a stream of the orders after its `last` or its `settled`. */
  readonly from?: BatchReport | undefined
}

/**
 * One capture of a batch.
 *
 * @since 0.1.0
 * @category batches
 */
export interface BatchCapture extends BatchOrder {
  readonly amount: Amount
  /**
   * Which of the payment's captures this is, where there are several. It is a part of the idempotency key: two orders of
   * one payment without it are one capture, which the second repeats.
   */
  readonly shipment?: string | number | undefined
}
