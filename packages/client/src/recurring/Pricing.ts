/** What an agreement costs. */
import * as Schema from "effect/Schema"
import { minorUnits, type Open, open } from "../internal/schema/rules.js"
import { amount, Currency, type RecurringCurrency } from "./Identifiers.js"

/**
 * A fixed price for each interval. Charges may differ from it: see `Recurring.ceiling`.
 *
 * @since 0.1.0
 * @category models
 */
export interface LegacyPricing {
  readonly type: "LEGACY"
  readonly currency: RecurringCurrency
  /** The price of an interval, in minor units. */
  readonly amount: number
}

/**
 * A price that varies, up to a maximum that the customer chooses in the app.
 *
 * @since 0.1.0
 * @category models
 */
export interface VariablePricing {
  readonly type: "VARIABLE"
  readonly currency: RecurringCurrency
  /** The maximum proposed to the customer, in minor units. At most NOK 20 000, DKK 300 000 or EUR 2 000. */
  readonly suggestedMaxAmount: number
}

/**
 * A price without a maximum.
 *
 * @since 0.1.0
 * @category models
 */
export interface FlexiblePricing {
  readonly type: "FLEXIBLE"
  readonly currency: RecurringCurrency
}

/**
 * The pricing of a new agreement. Its type and currency never change.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/recurring-api/how-it-works/
 * @since 0.1.0
 * @category models
 */
export type Pricing = LegacyPricing | VariablePricing | FlexiblePricing

/**
 * The pricing of an agreement that was read. Amounts are in minor units of `currency`.
 *
 * @since 0.1.0
 * @category models
 */
export interface ReceivedPricing {
  readonly type: Open<"LEGACY" | "VARIABLE" | "FLEXIBLE">
  readonly currency: Open<RecurringCurrency>
  /** `LEGACY`: the price of an interval. */
  readonly amount?: number | undefined
  /** `VARIABLE`: the maximum proposed to the customer. */
  readonly suggestedMaxAmount?: number | undefined
  /** `VARIABLE`: the maximum that the customer chose; absent before the approval. */
  readonly maxAmount?: number | undefined
}

/**
 * The schema of {@link Pricing}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Pricing = Schema.Union(
  Schema.Struct({ type: Schema.Literal("LEGACY"), currency: Currency, amount: amount(1) }),
  Schema.Struct({ type: Schema.Literal("VARIABLE"), currency: Currency, suggestedMaxAmount: amount(1) }),
  Schema.Struct({ type: Schema.Literal("FLEXIBLE"), currency: Currency })
) satisfies Schema.Schema<Pricing>

/**
 * The schema of {@link ReceivedPricing}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ReceivedPricing = Schema.Struct({
  type: open("LEGACY", "VARIABLE", "FLEXIBLE"),
  currency: open("NOK", "DKK", "EUR"),
  amount: Schema.optional(minorUnits),
  suggestedMaxAmount: Schema.optional(minorUnits),
  maxAmount: Schema.optional(minorUnits)
}) satisfies Schema.Schema<ReceivedPricing>
