/** The receipt of an ePayment payment: order lines and totals shown in the app. */
import * as Schema from "effect/Schema"
import { quantityPattern } from "../internal/schema/orderLines.js"
import { PaymentSources } from "../internal/schema/paymentSources.js"
import { minorUnits, pattern, whole } from "../internal/schema/rules.js"
import { Currency } from "../Money.js"

/**
 * How much of a product: the price of one and how many.
 *
 * @since 0.1.0
 * @category models
 */
export interface UnitInfo {
  /** Price of one unit with tax and before discount, in minor units. */
  readonly unitPrice: number
  /** A number as text, at most 10 characters and 8 decimals: `"0.822"`. Only shown, never calculated with. */
  readonly quantity: string
  /** Defaults to `PCS`. */
  readonly quantityUnit?: "PCS" | "KG" | "KM" | "MINUTE" | "LITRE" | "KWH" | undefined
}

/**
 * One line of the receipt. Amounts are in minor units and must add up over the lines to the payment's amount, else the
 * app shows no lines. One of `taxRate` and `taxPercentage` is required.
 *
 * @since 0.1.0
 * @category models
 */
export interface OrderLine {
  /** The product's name. */
  readonly name: string
  /** The product's id. */
  readonly id: string
  /** With tax and discount. */
  readonly totalAmount: number
  /** With discount, without tax. */
  readonly totalAmountExcludingTax: number
  readonly totalTaxAmount: number
  /** Hundredths of a percent, 0 to 10000: 2500 is 25 %. */
  readonly taxRate?: number | undefined
  /**
   * Percent, 0 to 100.
   * @deprecated Use `taxRate`.
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
  /** A shipping cost, shown differently in the app. */
  readonly isShipping?: boolean | undefined
}

/**
 * Shipping as a total of its own.
 *
 * @deprecated Use an order line with `isShipping`: with this the sums come out wrong.
 * @since 0.1.0
 * @category models
 */
export interface ShippingInfo {
  readonly amount: number
  readonly amountExcludingTax: number
  readonly taxAmount: number
  readonly taxPercentage: number
}

/**
 * The totals of a receipt. Amounts are in minor units.
 *
 * @since 0.1.0
 * @category models
 */
export interface BottomLine {
  readonly currency: Currency
  readonly tipAmount?: number | undefined
  /** Id of the point of sale. */
  readonly posId?: string | undefined
  /** Other means that paid part of the order. */
  readonly paymentSources?: PaymentSources | undefined
  /** A barcode printed under the receipt. */
  readonly barcode?: { readonly format: "EAN-13" | "CODE 39" | "CODE 128"; readonly data: string } | undefined
  readonly receiptNumber?: string | undefined
  /** @deprecated Use `paymentSources.giftCard`. */
  readonly giftCardAmount?: number | undefined
  /** @deprecated Use `posId`. */
  readonly terminalId?: string | undefined
  /** @deprecated Vipps adds up the order lines. */
  readonly totalAmount?: number | undefined
  /** @deprecated Vipps adds up the order lines. */
  readonly totalTax?: number | undefined
  /** @deprecated Vipps adds up the order lines. */
  readonly totalDiscount?: number | undefined
  /** @deprecated Use an order line with `isShipping`. */
  readonly shippingAmount?: number | undefined
  /** @deprecated Use an order line with `isShipping`. */
  readonly shippingInfo?: ShippingInfo | undefined
}

/**
 * Order lines, at least one, and totals. Cannot be changed once the payment is made.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/receipts/
 * @since 0.1.0
 * @category models
 */
export interface Receipt {
  readonly orderLines: ReadonlyArray<OrderLine>
  readonly bottomLine: BottomLine
}

const UnitInfo: Schema.Schema<UnitInfo> = Schema.Struct({
  unitPrice: whole(0),
  quantity: pattern(
    quantityPattern,
    "a number as a string of at most 10 characters and 8 decimals, such as 0.822"
  ).annotations({ arbitrary: () => (fc) => fc.nat(9999).map((n) => String(n / 100)) }),
  quantityUnit: Schema.optional(Schema.Literal("PCS", "KG", "KM", "MINUTE", "LITRE", "KWH"))
})

const OrderLine: Schema.Schema<OrderLine> = Schema.Struct({
  name: Schema.String,
  id: Schema.String,
  totalAmount: minorUnits,
  totalAmountExcludingTax: minorUnits,
  totalTaxAmount: minorUnits,
  taxRate: Schema.optional(whole(0, 10_000)),
  taxPercentage: Schema.optional(whole(0, 100)),
  unitInfo: Schema.optional(UnitInfo),
  discount: Schema.optional(whole(0)),
  productUrl: Schema.optional(Schema.String),
  isReturn: Schema.optional(Schema.Boolean),
  isShipping: Schema.optional(Schema.Boolean)
}).pipe(
  Schema.filter((line) =>
    line.taxRate === undefined && line.taxPercentage === undefined
      ? { path: ["taxRate"], message: "is required (hundredths of a percent: 2500 is 25 %)" }
      : undefined
  )
)

const BottomLine: Schema.Schema<BottomLine> = Schema.Struct({
  currency: Currency,
  tipAmount: Schema.optional(whole(0)),
  posId: Schema.optional(Schema.String),
  paymentSources: Schema.optional(PaymentSources),
  barcode: Schema.optional(
    Schema.Struct({ format: Schema.Literal("EAN-13", "CODE 39", "CODE 128"), data: Schema.String })
  ),
  receiptNumber: Schema.optional(Schema.String),
  giftCardAmount: Schema.optional(whole(0)),
  terminalId: Schema.optional(Schema.String),
  totalAmount: Schema.optional(minorUnits),
  totalTax: Schema.optional(whole(0)),
  totalDiscount: Schema.optional(whole(0)),
  shippingAmount: Schema.optional(whole(0)),
  shippingInfo: Schema.optional(
    Schema.Struct({
      amount: whole(0),
      amountExcludingTax: whole(0),
      taxAmount: whole(0),
      taxPercentage: whole(0, 100)
    })
  )
})

/**
 * The schema of {@link Receipt}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Receipt = Schema.Struct({
  orderLines: Schema.Array(OrderLine).pipe(Schema.minItems(1, { description: "at least one order line" })),
  bottomLine: BottomLine
}) satisfies Schema.Schema<Receipt>
