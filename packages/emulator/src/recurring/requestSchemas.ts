/**
 * The bodies of requests, by their shape. [U] Unknown fields are ignored.
 *
 * Source: https://developer.vippsmobilepay.com/api/recurring
 */
import * as Schema from "effect/Schema"
import { Int, int32Max, nullable, OneOf, optional, Pattern, Text } from "../core/rules.js"

/** [U] The smallest: it was 100 until 2023, and is not documented since. */
const Amount = Int({ min: 1, max: int32Max })
const Price = Int({ min: 0, max: int32Max })
const ExternalId = Pattern(/^.{1,64}$/)
/** [P] That the pattern of the specification is anchored at its end, too. */
const OrderId = Pattern(/^[a-zA-Z\d-]{1,64}$/)
const Description = Text({ min: 1, max: 100 })
const TransactionType = OneOf("DIRECT_CAPTURE", "RESERVE_CAPTURE")
const ProcessingMode = OneOf("MULTIPLE_ATTEMPTS", "SINGLE_ATTEMPT")
const RetryDays = Int({ min: 0, max: 14 })

const PeriodFields = Schema.Struct({
  unit: OneOf("YEAR", "MONTH", "WEEK", "DAY"),
  count: Int({ min: 1, max: 31 })
})

/** Which fields each type demands is checked afterwards. */
export const DraftAgreement = Schema.Struct({
  pricing: Schema.Struct({
    // [P] Left out, it is LEGACY, as in version 2.
    type: optional(OneOf("LEGACY", "VARIABLE", "FLEXIBLE")),
    currency: OneOf("NOK", "DKK", "EUR"),
    amount: optional(Amount),
    suggestedMaxAmount: optional(Int())
  }),
  merchantRedirectUrl: Text({ min: 1, max: 2048 }),
  productName: Text({ min: 1, max: 45 }),
  merchantAgreementUrl: nullable(Text({ min: 1, max: 1024 })),
  productDescription: nullable(Text({ max: 100 })),
  interval: nullable(PeriodFields),
  phoneNumber: nullable(Text({ max: 15 })),
  initialCharge: nullable(
    Schema.Struct({
      amount: Amount,
      description: Description,
      transactionType: TransactionType,
      orderId: nullable(OrderId),
      externalId: nullable(ExternalId)
    })
  ),
  campaign: nullable(
    Schema.Struct({
      type: OneOf("PRICE_CAMPAIGN", "PERIOD_CAMPAIGN", "EVENT_CAMPAIGN"),
      price: Price,
      end: optional(Schema.String),
      period: optional(PeriodFields),
      eventDate: optional(Schema.String),
      eventText: optional(Text({ min: 1, max: 15 }))
    })
  ),
  scope: nullable(Schema.String),
  skipLandingPage: nullable(Schema.Boolean),
  isApp: nullable(Schema.Boolean),
  externalId: nullable(ExternalId),
  paymentMethod: nullable(Schema.Struct({ blockedSources: optional(Schema.Array(OneOf("COMMERCIAL_CARDS"))) }))
})

export type DraftAgreement = typeof DraftAgreement.Type

export const UpdateAgreement = Schema.Struct({
  productName: optional(Text({ min: 1, max: 45 })),
  productDescription: optional(Text({ max: 100 })),
  merchantAgreementUrl: optional(Text({ min: 1, max: 1024 })),
  externalId: optional(ExternalId),
  pricing: optional(Schema.Struct({ amount: optional(Amount), suggestedMaxAmount: optional(Int()) })),
  interval: optional(Schema.Struct({ type: optional(OneOf("RECURRING", "FLEXIBLE")), period: optional(PeriodFields) })),
  status: optional(OneOf("STOPPED"))
})

export type UpdateAgreement = typeof UpdateAgreement.Type

export const AcceptAgreement = Schema.Struct({ phoneNumber: Schema.String })

export const CreateCharge = Schema.Struct({
  amount: Amount,
  description: Description,
  transactionType: TransactionType,
  type: optional(OneOf("RECURRING", "UNSCHEDULED")),
  due: optional(Schema.String),
  retryDays: optional(RetryDays),
  processingMode: optional(ProcessingMode),
  orderId: nullable(OrderId),
  externalId: nullable(ExternalId)
})

export type CreateCharge = typeof CreateCharge.Type

export const BatchItem = Schema.Struct({
  agreementId: Schema.String,
  amount: Amount,
  description: Description,
  due: Schema.String,
  retryDays: RetryDays,
  transactionType: TransactionType,
  orderId: OrderId,
  processingMode: optional(ProcessingMode),
  externalId: nullable(ExternalId)
})

export type BatchItem = typeof BatchItem.Type

export const CaptureCharge = Schema.Struct({ amount: Amount, description: nullable(Description) })

export const RefundCharge = Schema.Struct({ amount: Amount, description: Description })
