/** How often an agreement is charged. */
import * as Schema from "effect/Schema"
import { detail, type Open, open, whole } from "../internal/schema/rules.js"

/**
 * A length of time on the calendar: `{ unit: "MONTH", count: 1 }` is every month.
 *
 * @since 0.1.0
 * @category models
 */
export interface Interval {
  readonly unit: "YEAR" | "MONTH" | "WEEK" | "DAY"
  /** 1 to 31. */
  readonly count: number
}

/**
 * The interval of an agreement that was read. One without a fixed interval has neither unit nor count.
 *
 * @since 0.1.0
 * @category models
 */
export interface ReceivedInterval {
  readonly unit?: Open<Interval["unit"]> | undefined
  readonly count?: number | undefined
  /** As the app shows it, perhaps in the customer's language. */
  readonly text?: string | undefined
}

/**
 * The schema of {@link Interval}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Interval = Schema.Struct({
  unit: Schema.Literal("YEAR", "MONTH", "WEEK", "DAY"),
  count: whole(1, 31)
}) satisfies Schema.Schema<Interval>

/**
 * The schema of {@link ReceivedInterval}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ReceivedInterval = Schema.Struct({
  unit: Schema.optional(detail(open("YEAR", "MONTH", "WEEK", "DAY"))),
  count: Schema.optional(detail(Schema.Int)),
  text: Schema.optional(detail(Schema.String))
}) satisfies Schema.Schema<ReceivedInterval>
