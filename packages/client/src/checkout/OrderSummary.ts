/** The order lines and totals of a Checkout payment. */
import * as Schema from "effect/Schema"
import { PaymentSources } from "../internal/schema/paymentSources.js"
import { minorUnits, text, whole } from "../internal/schema/rules.js"
import { Currency } from "../Money.js"

export type { PaymentSources } from "../internal/schema/paymentSources.js"

/**
 * How much of a product: the price of one and how many. All three are required, and there is no kilowatt-hour here.
 *
 * @since 0.1.0
 * @category models
 */
export interface UnitInfo {
  /** Price of one unit with tax and before discount, in minor units. */
  readonly unitPrice: number
  /** A number as text: `"0.822"`. Only shown, never calculated with. */
  readonly quantity: string
  readonly quantityUnit: "PCS" | "KG" | "KM" | "MINUTE" | "LITRE"
}

/**
 * One line of the order. Amounts are in minor units and not negative: a returned product has `isReturn`.
 *
 * @since 0.1.0
 * @category models
 */
export interface OrderLine {
  /** The product's name, 1 to 2048 characters. */
  readonly name: string
  /** The product's id, 1 to 255 characters. */
  readonly id: string
  /** With tax and discount. */
  readonly totalAmount: number
  /** With discount, without tax. */
  readonly totalAmountExcludingTax: number
  readonly totalTaxAmount: number
  /** Hundredths of a percent, 0 to 10000: 2500 is 25 %. */
  readonly taxRate: number
  /**
   * Percent, 0 to 100.
   * @deprecated Use `taxRate`, which is required in any case.
   */
  readonly taxPercentage?: number | undefined
  /** Defaults to one piece. */
  readonly unitInfo?: UnitInfo | undefined
  /** The whole line's discount. */
  readonly discount?: number | undefined
  /** The product's page in the shop. */
  readonly productUrl?: string | undefined
  /** A returned product: its amounts count negative. */
  readonly isReturn?: boolean | undefined
  /** A shipping cost, shown differently. Checkout adds such a line itself when it handles paid shipping. */
  readonly isShipping?: boolean | undefined
}

/**
 * What concerns the order as a whole. Amounts are in minor units.
 *
 * @since 0.1.0
 * @category models
 */
export interface OrderBottomLine {
  readonly currency: Currency
  readonly tipAmount?: number | undefined
  /** What a gift card or coupon paid. */
  readonly giftCardAmount?: number | undefined
  /** Id of the terminal or point of sale. */
  readonly terminalId?: string | undefined
  readonly paymentSources?: PaymentSources | undefined
  readonly receiptNumber?: string | undefined
}

/**
 * Order lines, at least one, and totals: what ePayment calls a receipt. `configuration.showOrderSummary` shows it.
 *
 * @since 0.1.0
 * @category models
 */
export interface OrderSummary {
  readonly orderLines: ReadonlyArray<OrderLine>
  readonly orderBottomLine: OrderBottomLine
}

const UnitInfo: Schema.Schema<UnitInfo> = Schema.Struct({
  unitPrice: whole(0),
  quantity: Schema.NonEmptyString,
  quantityUnit: Schema.Literal("PCS", "KG", "KM", "MINUTE", "LITRE")
})

const OrderLine: Schema.Schema<OrderLine> = Schema.Struct({
  name: text(1, 2048),
  id: text(1, 255),
  totalAmount: whole(0),
  totalAmountExcludingTax: whole(0),
  totalTaxAmount: whole(0),
  taxRate: whole(0, 10_000),
  taxPercentage: Schema.optional(whole(0, 100)),
  unitInfo: Schema.optional(UnitInfo),
  discount: Schema.optional(whole(0)),
  productUrl: Schema.optional(Schema.String),
  isReturn: Schema.optional(Schema.Boolean),
  isShipping: Schema.optional(Schema.Boolean)
})

const OrderBottomLine: Schema.Schema<OrderBottomLine> = Schema.Struct({
  currency: Currency,
  tipAmount: Schema.optional(minorUnits),
  giftCardAmount: Schema.optional(minorUnits),
  terminalId: Schema.optional(Schema.String),
  paymentSources: Schema.optional(PaymentSources),
  receiptNumber: Schema.optional(Schema.String)
})

/**
 * The schema of {@link OrderSummary}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const OrderSummary = Schema.Struct({
  orderLines: Schema.Array(OrderLine).pipe(Schema.minItems(1, { description: "at least one order line" })),
  orderBottomLine: OrderBottomLine
}) satisfies Schema.Schema<OrderSummary>
