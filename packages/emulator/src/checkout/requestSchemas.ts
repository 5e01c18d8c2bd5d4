/** The request bodies of Checkout v3: https://developer.vippsmobilepay.com/api/checkout */
import * as Schema from "effect/Schema"
import { Int, nullable, OneOf, optional, Pattern, Text } from "../core/rules.js"
import { PaymentSources } from "../epayment/receipt.js"
import { Amount, Logistics, LogisticsOption } from "./logistics.js"

const Unsigned = Int({ min: 0 })

const OrderLine = Schema.Struct({
  name: Text({ min: 1, max: 2048 }),
  id: Text({ min: 1, max: 255 }),
  totalAmount: Unsigned,
  totalAmountExcludingTax: Unsigned,
  totalTaxAmount: Unsigned,
  taxPercentage: nullable(Int({ min: 0, max: 100 })),
  taxRate: Int({ min: 0, max: 10_000 }),
  unitInfo: nullable(
    Schema.Struct({
      unitPrice: Unsigned,
      quantity: Schema.String,
      quantityUnit: OneOf("PCS", "KG", "KM", "MINUTE", "LITRE")
    })
  ),
  discount: nullable(Unsigned),
  productUrl: nullable(Schema.String),
  isReturn: nullable(Schema.Boolean),
  isShipping: nullable(Schema.Boolean)
})

const OrderSummary = Schema.Struct({
  orderLines: Schema.Array(OrderLine).pipe(
    Schema.filter((lines) => lines.length > 0, { message: () => "The field must hold at least one order line." })
  ),
  orderBottomLine: Schema.Struct({
    currency: Text({ min: 3, max: 3 }),
    tipAmount: nullable(Int()),
    giftCardAmount: nullable(Int()),
    terminalId: nullable(Schema.String),
    paymentSources: nullable(PaymentSources),
    receiptNumber: nullable(Schema.String)
  })
})

const PaymentTransaction = Schema.Struct({
  amount: Amount,
  reference: nullable(Schema.String),
  paymentDescription: Text({ min: 3, max: 100 }),
  orderSummary: nullable(OrderSummary)
})

const MerchantInfo = Schema.Struct({
  callbackUrl: Schema.String,
  returnUrl: Text({ min: 1 }),
  callbackAuthorizationToken: Schema.String,
  termsAndConditionsUrl: nullable(Schema.String)
})

const PrefillCustomer = Schema.Struct({
  firstName: nullable(Schema.String),
  lastName: nullable(Schema.String),
  email: nullable(Schema.String),
  phoneNumber: nullable(Schema.String),
  streetAddress: nullable(Schema.String),
  city: nullable(Schema.String),
  postalCode: nullable(Schema.String),
  country: nullable(Schema.String)
})

const Configuration = Schema.Struct({
  customerInteraction: nullable(OneOf("CUSTOMER_PRESENT", "CUSTOMER_NOT_PRESENT")),
  elements: nullable(OneOf("Full", "PaymentAndContactInfo", "PaymentOnly")),
  countries: nullable(Schema.Struct({ supported: Schema.Array(Schema.String) })),
  userFlow: nullable(OneOf("WEB_REDIRECT", "NATIVE_REDIRECT")),
  requireUserInfo: nullable(Schema.Boolean),
  customConsent: nullable(Schema.Struct({ text: Schema.String, required: Schema.Boolean })),
  showOrderSummary: nullable(Schema.Boolean),
  externalPaymentMethods: nullable(
    Schema.Array(Schema.Struct({ paymentMethod: OneOf("Klarna", "SveaCheckout"), redirectUrl: Schema.String }))
  )
})

const Interval = Schema.Struct({ unit: OneOf("YEAR", "MONTH", "WEEK", "DAY"), count: Int({ min: 1, max: 31 }) })

const price = Int({ min: 0, max: 2_147_483_647 })

const Campaign = Schema.Union(
  Schema.Struct({ type: Schema.Literal("PRICE_CAMPAIGN"), price, end: Text({ min: 1 }) }),
  Schema.Struct({ type: Schema.Literal("PERIOD_CAMPAIGN"), price, period: Interval }),
  Schema.Struct({
    type: Schema.Literal("EVENT_CAMPAIGN"),
    price,
    eventDate: Text({ min: 1 }),
    eventText: Text({ min: 1, max: 15 })
  })
)

const Subscription = Schema.Struct({
  productName: Text({ min: 1, max: 45 }),
  amount: Amount,
  interval: Interval,
  merchantAgreementUrl: Schema.String,
  productDescription: nullable(Schema.String),
  campaign: nullable(Campaign)
})

const base = {
  reference: nullable(Schema.String),
  prefillCustomer: nullable(PrefillCustomer),
  merchantInfo: MerchantInfo,
  configuration: nullable(Configuration)
}

const PaymentSession = Schema.Struct({
  ...base,
  type: Schema.Literal("PAYMENT"),
  transaction: PaymentTransaction,
  logistics: nullable(Logistics)
})

const SubscriptionSession = Schema.Struct({
  ...base,
  type: Schema.Literal("SUBSCRIPTION"),
  transaction: nullable(PaymentTransaction),
  subscription: Subscription
})

export const CreateSession = Schema.Union(PaymentSession, SubscriptionSession)

export type CreateSession = typeof CreateSession.Type

export const UpdateSession = Schema.Struct({
  transaction: nullable(PaymentTransaction),
  logisticOptions: nullable(Schema.Array(LogisticsOption))
})

export type UpdateSession = typeof UpdateSession.Type

/**
 * What the customer types into the Checkout page of the emulator. All fields are optional.
 *
 * @since 0.1.0
 * @category models
 */
export interface CompleteSessionDetails {
  /** Defaults to `Wallet`. */
  readonly paymentMethod?: "Wallet" | "Card"
  /** The id of one of the session's shipping options. Defaults to the default one, else the one of lowest priority. */
  readonly shippingOptionId?: string
  /** The id of one of that option's pickup points. Defaults to the first. */
  readonly pickupPointId?: string
  /** The id of one of that option's timeslots. Defaults to the first. */
  readonly timeslotId?: string
  /** The response to the merchant's own question, where the session has one. Defaults to yes. */
  readonly customConsent?: boolean
  readonly firstName?: string
  readonly lastName?: string
  readonly email?: string
  /** Digits only, with country code. */
  readonly phoneNumber?: string
  readonly streetAddress?: string
  readonly postalCode?: string
  readonly city?: string
  /** Two letters. */
  readonly country?: string
}

export const CompleteSessionDetails = Schema.Struct({
  paymentMethod: optional(OneOf("Wallet", "Card")),
  shippingOptionId: optional(Schema.String),
  pickupPointId: optional(Schema.String),
  timeslotId: optional(Schema.String),
  customConsent: optional(Schema.Boolean),
  firstName: optional(Schema.String),
  lastName: optional(Schema.String),
  email: optional(Schema.String),
  phoneNumber: optional(Pattern(/^\d{9,15}$/)),
  streetAddress: optional(Schema.String),
  postalCode: optional(Schema.String),
  city: optional(Schema.String),
  country: optional(Pattern(/^[A-Z]{2}$/))
})
