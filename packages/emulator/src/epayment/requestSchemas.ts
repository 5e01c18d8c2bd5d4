/** The request bodies of ePayment v1: https://developer.vippsmobilepay.com/api/epayment */
import * as Schema from "effect/Schema"
import { Int, nullable, OneOf, optional, Pattern, Text } from "../core/rules.js"
import { Currency, Receipt } from "./receipt.js"

export const referencePattern = /^[a-zA-Z0-9-]{8,64}$/

export const Amount = Schema.Struct({ currency: Currency, value: Int({ min: 0, max: 65_000_000 }) })

const customerFields = {
  phoneNumber: optional(Pattern(/^\d{9,15}$/)),
  personalQr: optional(Text({ min: 5, max: 255 })),
  customerToken: optional(Schema.String)
}

const identifiers = (customer: object): number =>
  Object.keys(customer).filter((key) => Object.hasOwn(customerFields, key)).length

/** Whether it identifies the customer. */
export const isIdentified = (customer: object): boolean => identifiers(customer) > 0

/**
 * One of three ways to identify the customer. [P] The specification says exactly one; official plugins and SDKs send none of
 * them, with `customerInteraction` or nothing in its place. Unknown nested fields pass.
 */
export const Customer = Schema.Struct(customerFields).pipe(
  Schema.filter((customer) => identifiers(customer) <= 1, {
    message: () => "Only one of phoneNumber, personalQr and customerToken can be given."
  })
)

const AirlineData = Schema.Struct({
  agencyInvoiceNumber: Text({ min: 1, max: 6 }),
  airlineCode: Text({ min: 3, max: 3 }),
  airlineDesignatorCode: Text({ min: 2, max: 2 }),
  passengerName: Text({ min: 1, max: 49 }),
  ticketNumber: optional(Text({ min: 1, max: 150 }))
})

const ShippingOption = Schema.Struct({
  id: Schema.String,
  isDefault: optional(Schema.Boolean),
  amount: Amount,
  name: Schema.String,
  priority: optional(Int()),
  meta: optional(Schema.String),
  estimatedDelivery: optional(Schema.String)
})

export const ShippingGroup = Schema.Struct({
  isDefault: optional(Schema.Boolean),
  priority: optional(Int()),
  type: OneOf("HOME_DELIVERY", "PICKUP_POINT", "MAILBOX", "IN_STORE", "OTHER"),
  brand: OneOf(
    "POSTEN",
    "BRING",
    "POSTNORD",
    "HELTHJEM",
    "PORTERBUDDY",
    "DHL",
    "INSTABOX",
    "FEDEX",
    "MATKAHUOLTO",
    "GLS",
    "POSTI",
    "GORDON",
    "OTHER"
  ),
  options: Schema.Array(ShippingOption)
})

export type ShippingGroup = typeof ShippingGroup.Type

const Shipping = Schema.Struct({
  dynamicOptions: optional(
    Schema.Struct({ callbackUrl: Schema.String, callbackAuthorizationToken: optional(Schema.String) })
  ),
  fixedOptions: optional(Schema.Array(ShippingGroup)),
  allowedCountries: optional(Schema.Array(Pattern(/^[A-Z]{2}$/)))
})

const CardPassthrough = Schema.Struct({
  pspReference: Text({ max: 64 }),
  cardCallbackUrl: Schema.String,
  allowedCardTypes: Schema.Array(OneOf("VISA_DEBIT", "VISA_CREDIT", "MC_CREDIT", "MC_DEBIT", "DANKORT", "ELEC_DEBIT")),
  preferVisaPartOfVisaDankort: optional(Schema.Boolean),
  publicEncryptionKeyId: optional(Schema.String)
})

/**
 * `metadata` has no limits here: exceeding them has its own ErrorCodes.
 * `allowedCountries`, `ELEC_DEBIT` and `merchantLegalLinks` are newer than the public 1.8.1 specification.
 */
export const CreatePayment = Schema.Struct({
  amount: Amount,
  customer: optional(Customer),
  minimumUserAge: nullable(Int({ min: 0, max: 100 })),
  customerInteraction: optional(OneOf("CUSTOMER_PRESENT", "CUSTOMER_NOT_PRESENT")),
  industryData: optional(Schema.Struct({ airlineData: optional(AirlineData) })),
  paymentMethod: Schema.Struct({
    type: OneOf("WALLET", "CARD", "CARD_PASSTHROUGH"),
    blockedSources: optional(Schema.Array(OneOf("COMMERCIAL_CARDS")))
  }),
  profile: optional(Schema.Struct({ scope: optional(Schema.String) })),
  reference: Pattern(referencePattern),
  returnUrl: optional(Text({ max: 2500 })),
  userFlow: OneOf("PUSH_MESSAGE", "NATIVE_REDIRECT", "WEB_REDIRECT", "QR"),
  expiresAt: nullable(
    Pattern(/^((?:(\d{4}-\d{2}-\d{2})(T|t)(\d{2}:\d{2}:\d{2}(?:\.\d+)?))(Z|z|([+-](?:2[0-3]|[01][0-9]):[0-5][0-9])))$/)
  ),
  qrFormat: nullable(
    Schema.Struct({
      format: OneOf("TEXT/TARGETURL", "IMAGE/SVG+XML", "IMAGE/PNG"),
      size: nullable(Int({ min: 100, max: 2000 }))
    })
  ),
  paymentDescription: optional(Text({ min: 3, max: 100 })),
  receipt: optional(Receipt),
  metadata: nullable(Schema.Record({ key: Schema.String, value: Schema.String })),
  receiptUrl: nullable(Schema.String),
  shipping: optional(Shipping),
  cardPassthrough: optional(CardPassthrough),
  // [U] Whether both links are required.
  merchantLegalLinks: optional(
    Schema.Struct({ termsOfSaleUrl: optional(Schema.String), privacyPolicyUrl: optional(Schema.String) })
  )
})

export type CreatePayment = typeof CreatePayment.Type

/** [P] Left over from an earlier version of the API; an official plugin still sends it. */
const leftOver = { modificationReference: nullable(Schema.String) }

/** The request of captures and refunds. */
export const Modification = Schema.Struct({ modificationAmount: Amount, ...leftOver })

export const CancelModification = Schema.Struct({ cancelTransactionOnly: optional(Schema.Boolean), ...leftOver })

/** [U] That neither is refused: the specification only lists the two. */
export const ForceApprove = Schema.Struct({ customer: optional(Customer), token: optional(Schema.String) }).pipe(
  Schema.filter(({ customer = {}, token }) => isIdentified(customer) || token !== undefined, {
    message: () => "A customer, the token or both must be given."
  })
)
