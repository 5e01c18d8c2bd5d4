/**
 * Times as Vipps sends them: text in RFC 3339, such as `2026-12-24T18:00:00.4533325Z`.
 *
 * In requests and responses a time stays the text that is sent, with all of its decimals, so that it can be stored and
 * sent back unchanged. Instants that this package computes, such as `Recurring.captureDeadline`, are a `Date`. To compare
 * or to calculate, read a text with {@link toUtc}: texts of different precision or offset do not sort as their times do.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import { millisOf } from "./internal/schema/wireTime.js"

/**
 * Reads a time, to the millisecond. Returns none for a text that is no time. A time without an offset counts as UTC.
 *
 * `EPayment.occurredAt` and `Recurring.occurredAt` do the same for an event.
 *
 * @example
 * ```ts
 * import { type EPayment, Timestamp } from "@effect-vipps/client"
 * import * as DateTime from "effect/DateTime"
 * import * as Option from "effect/Option"
 *
 * const isGuaranteed = ({ captureGuaranteedUntil = "" }: EPayment.Payment, now: DateTime.Utc) =>
 *   Option.exists(Timestamp.toUtc(captureGuaranteedUntil), DateTime.greaterThan(now))
 * ```
 *
 * @since 0.1.0
 * @category conversions
 */
export const toUtc = (timestamp: string): Option.Option<DateTime.Utc> =>
  Option.map(Option.fromNullable(millisOf(timestamp)), DateTime.unsafeMake)
