import type * as DateTime from "effect/DateTime"
import type * as Option from "effect/Option"
import { toUtc } from "../Timestamp.js"

/**
 * When an event of a payment, from its log or from a webhook, occurred. None where Vipps sent no time that can be read.
 *
 * @since 0.1.0
 * @category conversions
 */
export const occurredAt = ({ timestamp }: { readonly timestamp: string }): Option.Option<DateTime.Utc> =>
  toUtc(timestamp)
