import * as Schema from "effect/Schema"
import { minorUnits } from "./rules.js"

/**
 * Other means that paid part of the order, in minor units.
 *
 * @since 0.1.0
 * @category models
 */
export interface PaymentSources {
  readonly giftCard?: number | undefined
  readonly card?: number | undefined
  readonly voucher?: number | undefined
  readonly cash?: number | undefined
}

/** The schema of {@link PaymentSources} in a request. */
export const PaymentSources: Schema.Schema<PaymentSources> = Schema.Struct({
  giftCard: Schema.optional(minorUnits),
  card: Schema.optional(minorUnits),
  voucher: Schema.optional(minorUnits),
  cash: Schema.optional(minorUnits)
})
