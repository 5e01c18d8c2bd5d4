/** The receipt of a create request: https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/receipts */
import * as Schema from "effect/Schema"
import { Int, nullable, OneOf, optional, Pattern, Text } from "../core/rules.js"

export const Currency = OneOf("NOK", "DKK", "EUR", "SEK", "USD", "GBP")

const Unsigned = Int({ min: 0 })

const UnitInfo = Schema.Struct({
  unitPrice: Schema.NullOr(Unsigned),
  quantity: Schema.compose(Text({ max: 10 }), Pattern(/^\d+([.]\d{1,8})?$/)),
  quantityUnit: nullable(OneOf("PCS", "KG", "KM", "MINUTE", "LITRE", "KWH"))
})

const OrderLine = Schema.Struct({
  name: Schema.String,
  id: Schema.String,
  totalAmount: Int(),
  totalAmountExcludingTax: Int(),
  totalTaxAmount: Int(),
  taxPercentage: nullable(Int({ min: 0, max: 100 })),
  taxRate: nullable(Int({ min: 0, max: 10_000 })),
  unitInfo: optional(UnitInfo),
  discount: nullable(Unsigned),
  productUrl: nullable(Schema.String),
  isReturn: nullable(Schema.Boolean),
  isShipping: nullable(Schema.Boolean)
}).pipe(
  Schema.filter(({ taxPercentage, taxRate }) =>
    taxRate == null && taxPercentage == null
      ? { path: ["taxRate"], message: "The field, or taxPercentage, is required." }
      : undefined
  )
)

const ShippingInfo = Schema.Struct({
  amount: Schema.NullOr(Unsigned),
  amountExcludingTax: Schema.NullOr(Unsigned),
  taxAmount: Schema.NullOr(Unsigned),
  taxPercentage: Schema.NullOr(Int({ min: 0, max: 100 }))
})

export const PaymentSources = Schema.Struct({
  giftCard: nullable(Int()),
  card: nullable(Int()),
  voucher: nullable(Int()),
  cash: nullable(Int())
})

const Barcode = Schema.Struct({
  format: Schema.NullOr(OneOf("EAN-13", "CODE 39", "CODE 128")),
  data: Schema.NullOr(Schema.String)
})

const bottomLineIn = <A extends string>(currency: Schema.Schema<A>) =>
  Schema.Struct({
    currency,
    tipAmount: nullable(Unsigned),
    giftCardAmount: nullable(Unsigned),
    posId: nullable(Schema.String),
    totalAmount: nullable(Int()),
    totalTax: nullable(Unsigned),
    totalDiscount: nullable(Unsigned),
    shippingAmount: nullable(Unsigned),
    shippingInfo: optional(ShippingInfo),
    paymentSources: optional(PaymentSources),
    barcode: optional(Barcode),
    receiptNumber: nullable(Schema.String),
    terminalId: nullable(Schema.String)
  })

/** A receipt in one of these currencies. */
export const receiptIn = <A extends string>(currency: Schema.Schema<A>) =>
  Schema.Struct({
    orderLines: Schema.Array(OrderLine).pipe(
      Schema.filter((lines) => lines.length > 0, { message: () => "The field must hold at least one order line." })
    ),
    bottomLine: bottomLineIn(currency)
  })

export const Receipt = receiptIn(Currency)

export type Receipt = typeof Receipt.Type
