/** What Order Management sends and returns. */
import * as Schema from "effect/Schema"
import type { PaymentSources } from "../internal/schema/paymentSources.js"
import { detail, minorUnits, type Open, open, pattern, request, url } from "../internal/schema/rules.js"

/**
 * Which API the order was paid with: `ecom` is ePayment, too.
 *
 * @since 0.1.0
 * @category models
 */
export type PaymentType = "ecom" | "recurring"

/**
 * The schema of {@link PaymentType}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PaymentType: Schema.Schema<PaymentType> = Schema.Literal("ecom", "recurring")

const name = (what: string) =>
  pattern(/^[0-9A-Za-z\-_.]{1,128}$/, `${what} of 1 to 128 letters, digits and - _ .`).annotations({
    arbitrary: () => (fc) => fc.stringMatching(/^[0-9A-Za-z][0-9A-Za-z\-_.]{0,63}$/)
  })

/**
 * The `reference` of a payment, or the `orderId` of a Recurring charge. Vipps does not check that it exists: one that is
 * misspelled is accepted and shown nowhere.
 *
 * @since 0.1.0
 * @category schemas
 */
export const OrderId: Schema.Schema<string> = name("an order id")

const ImageId = name("an image id")

/**
 * An image for the orders that name it.
 *
 * @since 0.1.0
 * @category models
 */
export interface AddImageRequest {
  /** The bytes of a PNG or JPEG file: at least 167 pixels high, at most 2 MB, and better square. */
  readonly image: Uint8Array
  /**
   * Your id of the image: 1 to 128 letters, digits and `- _ .`. The image of an id is never replaced. Omit to use
   * the SHA-256 of the bytes, so that the same image has the same id.
   */
  readonly imageId?: string | undefined
}

/**
 * An image, as the category of an order names it.
 *
 * @since 0.1.0
 * @category models
 */
export interface AddImageResponse {
  readonly imageId: string
}

/**
 * What the link of an order is.
 *
 * @since 0.1.0
 * @category models
 */
export type Category = "GENERAL" | "RECEIPT" | "ORDER_CONFIRMATION" | "DELIVERY" | "TICKET" | "BOOKING"

const categories = ["GENERAL", "RECEIPT", "ORDER_CONFIRMATION", "DELIVERY", "TICKET", "BOOKING"] as const

/**
 * The link that the app shows with the order.
 *
 * @since 0.1.0
 * @category models
 */
export interface PutCategoryRequest {
  readonly category: Category
  /** The page it opens. */
  readonly orderDetailsUrl: string
  /** An image from `OrderManagement.addImage`. */
  readonly imageId?: string | undefined
}

/**
 * A line of a receipt, as Vipps returns it. Amounts are in minor units.
 *
 * @since 0.1.0
 * @category models
 */
export interface ReceiptLine {
  readonly name: string
  readonly id: string
  /** With tax and discount. */
  readonly totalAmount: number
  /** With discount, without tax. */
  readonly totalAmountExcludingTax: number
  readonly totalTaxAmount: number
  /** Hundredths of a percent: 2500 is 25 %. */
  readonly taxRate?: number | undefined
  /** Percent, of older receipts. */
  readonly taxPercentage?: number | undefined
  readonly unitInfo?:
    | {
        readonly unitPrice?: number | undefined
        /** A number as text. */
        readonly quantity: string
        readonly quantityUnit?: Open<"PCS" | "KG" | "KM" | "MINUTE" | "LITRE" | "KWH"> | undefined
      }
    | undefined
  readonly discount?: number | undefined
  readonly productUrl?: string | undefined
  /** A returned product: its amounts count negative. */
  readonly isReturn?: boolean | undefined
  readonly isShipping?: boolean | undefined
}

/**
 * The totals of a receipt, as Vipps returns them. Amounts are in minor units.
 *
 * @since 0.1.0
 * @category models
 */
export interface ReceiptTotals {
  readonly currency: Open<"NOK" | "DKK" | "EUR">
  readonly tipAmount?: number | undefined
  readonly posId?: string | undefined
  readonly receiptNumber?: string | undefined
  readonly paymentSources?: PaymentSources | undefined
  readonly barcode?: { readonly format: Open<"EAN-13" | "CODE 39" | "CODE 128">; readonly data: string } | undefined
}

/**
 * What the app shows with an order.
 *
 * @since 0.1.0
 * @category models
 */
export interface Order {
  readonly category?:
    | {
        readonly category?: Open<Category> | undefined
        readonly orderDetailsUrl?: string | undefined
        readonly imageId?: string | undefined
      }
    | undefined
  /** Order lines and totals, also those of `EPayment.createPayment`, which `getPayment` does not return. */
  readonly receipt?: { readonly orderLines: ReadonlyArray<ReceiptLine>; readonly bottomLine: ReceiptTotals } | undefined
}

/** An image on the wire. */
export const ImageUpload = request(
  Schema.Struct({ imageId: ImageId, src: Schema.NonEmptyString, type: Schema.Literal("base64") })
)

/**
 * The schema of {@link AddImageResponse}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AddImageResponse = Schema.Struct({ imageId: Schema.String }) satisfies Schema.Schema<AddImageResponse>

/**
 * The schema of {@link PutCategoryRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PutCategoryRequest = request(
  Schema.Struct({
    category: Schema.Literal(...categories),
    orderDetailsUrl: url(),
    imageId: Schema.optional(ImageId)
  })
) satisfies Schema.Schema<PutCategoryRequest>

const text = Schema.optional(detail(Schema.String))
const amount = Schema.optional(detail(minorUnits))
const flag = Schema.optional(detail(Schema.Boolean))

const ReceiptLine: Schema.Schema<ReceiptLine> = Schema.Struct({
  name: Schema.String,
  id: Schema.String,
  totalAmount: minorUnits,
  totalAmountExcludingTax: minorUnits,
  totalTaxAmount: minorUnits,
  taxRate: amount,
  taxPercentage: amount,
  unitInfo: Schema.optional(
    detail(
      Schema.Struct({
        unitPrice: amount,
        quantity: Schema.String,
        quantityUnit: Schema.optional(detail(open("PCS", "KG", "KM", "MINUTE", "LITRE", "KWH")))
      })
    )
  ),
  discount: amount,
  productUrl: text,
  isReturn: flag,
  isShipping: flag
})

const ReceiptTotals: Schema.Schema<ReceiptTotals> = Schema.Struct({
  currency: open("NOK", "DKK", "EUR"),
  tipAmount: amount,
  posId: text,
  receiptNumber: text,
  paymentSources: Schema.optional(
    detail(Schema.Struct({ giftCard: amount, card: amount, voucher: amount, cash: amount }))
  ),
  barcode: Schema.optional(
    detail(Schema.Struct({ format: open("EAN-13", "CODE 39", "CODE 128"), data: Schema.String }))
  )
})

/**
 * The schema of {@link Order}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Order = Schema.Struct({
  category: Schema.optional(
    detail(
      Schema.Struct({
        category: Schema.optional(detail(open(...categories))),
        orderDetailsUrl: text,
        imageId: text
      })
    )
  ),
  receipt: Schema.optional(Schema.Struct({ orderLines: Schema.Array(ReceiptLine), bottomLine: ReceiptTotals }))
}) satisfies Schema.Schema<Order>
