/** What `EPayment.createPayment` sends and returns. */
import * as Schema from "effect/Schema"
import { identifier, pattern, request, text, url, whole } from "../internal/schema/rules.js"
import { Amount } from "../Money.js"
import { Customer } from "./Customer.js"
import { fitting, rules, type Unchecked } from "./createPaymentRules.js"
import type { AirlineData, PushMessagePayment, QrOrNativePayment, WebRedirectPayment } from "./PaymentDetails.js"
import { CardPassthrough, PaymentMethod } from "./PaymentMethod.js"
import { Receipt } from "./Receipt.js"
import { Shipping } from "./Shipping.js"

export type * from "./PaymentDetails.js"

/**
 * The merchant's own id of a payment: 8 to 64 letters, digits and hyphens, case-sensitive, unique per sales unit.
 * A new attempt at paying the same order needs a new reference, for example with a suffix `-2`.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/orderid/
 * @since 0.1.0
 * @category schemas
 */
export const Reference: Schema.Schema<string> = pattern(
  /^[a-zA-Z0-9-]{8,64}$/,
  "a reference: 8 to 64 letters, digits and hyphens"
)

/**
 * A new payment. `userFlow` decides what else it needs.
 *
 * Checked before anything is sent, besides each field: `CARD_PASSTHROUGH` and `cardPassthrough` go together;
 * `blockedSources` needs an amount in DKK or EUR; `shipping` (Express) needs `WALLET` and a `profile.scope` with
 * `address`, and its options have the currency of `amount`; `expiresAt` needs `receipt`; `receipt` has the currency of
 * `amount`.
 *
 * @see https://developer.vippsmobilepay.com/api/epayment/#tag/CreatePayments/operation/createPayment
 * @since 0.1.0
 * @category models
 */
export type CreatePaymentRequest = WebRedirectPayment | PushMessagePayment | QrOrNativePayment

/**
 * The response to {@link CreatePaymentRequest}.
 *
 * @since 0.1.0
 * @category models
 */
export interface CreatePaymentResponse {
  readonly reference: string
  /**
   * Where to send the customer; for `QR`, the image or its target; absent for `PUSH_MESSAGE`. Treat it as opaque: its
   * host changes.
   */
  readonly redirectUrl?: string | undefined
}

const airlineData: Schema.Schema<AirlineData> = Schema.Struct({
  agencyInvoiceNumber: text(1, 6),
  airlineCode: text(3, 3),
  airlineDesignatorCode: text(2, 2),
  passengerName: text(1, 49),
  ticketNumber: Schema.optional(text(1, 150))
})

/** JavaScript would take this one name for something else than a pair, and lose it. */
const MetadataKey = text(0, 100).pipe(
  Schema.filter((key) => key !== "__proto__", { description: "a string of at most 100 characters, not __proto__" })
)

const Metadata = Schema.Record({ key: MetadataKey, value: text(0, 500) }).pipe(
  Schema.filter((metadata) => Object.keys(metadata).length <= 5 || "at most 5 pairs")
)

const scopes = new Set(["name", "address", "email", "phoneNumber", "birthDate", "nin"])

const Scope = Schema.String.pipe(
  Schema.filter((scope) => scope.split(" ").every((word) => scopes.has(word)), {
    description: `words separated by single spaces, out of ${[...scopes].join(", ")}`,
    arbitrary: () => (fc) => fc.subarray([...scopes], { minLength: 1 }).map((words) => words.join(" "))
  })
)

/**
 * The schema of {@link CreatePaymentRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CreatePaymentRequest = request(
  Schema.Struct({
    amount: Amount,
    paymentMethod: PaymentMethod,
    reference: Reference,
    userFlow: Schema.Literal("WEB_REDIRECT", "PUSH_MESSAGE", "QR", "NATIVE_REDIRECT"),
    customer: Schema.optional(Customer),
    customerInteraction: Schema.optional(Schema.Literal("CUSTOMER_PRESENT", "CUSTOMER_NOT_PRESENT")),
    returnUrl: Schema.optional(url({ max: 2500, customScheme: true })),
    paymentDescription: Schema.optional(text(3, 100)),
    receipt: Schema.optional(Receipt),
    receiptUrl: Schema.optional(url({ customScheme: true })),
    metadata: Schema.optional(Metadata),
    minimumUserAge: Schema.optional(whole(0, 100)),
    expiresAt: Schema.optional(
      pattern(
        /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-](?:2[0-3]|[01]\d):[0-5]\d)$/,
        "an RFC 3339 time with an offset, such as 2026-12-24T18:00:00+01:00"
      )
    ),
    qrFormat: Schema.optional(
      Schema.Struct({
        format: Schema.Literal("IMAGE/SVG+XML", "IMAGE/PNG", "TEXT/TARGETURL"),
        size: Schema.optional(whole(100, 2000))
      })
    ),
    profile: Schema.optional(Schema.Struct({ scope: Schema.optional(Scope) })),
    shipping: Schema.optional(Shipping),
    industryData: Schema.optional(Schema.Struct({ airlineData: Schema.optional(airlineData) })),
    cardPassthrough: Schema.optional(CardPassthrough),
    merchantLegalLinks: Schema.optional(
      Schema.Struct({ termsOfSaleUrl: Schema.optional(url()), privacyPolicyUrl: Schema.optional(url()) })
    )
  }).pipe(Schema.filter(rules, { arbitrary: (payment) => (fc) => payment(fc).map(fitting) }))
) satisfies Schema.Schema<Unchecked> as Schema.Schema<CreatePaymentRequest>

/**
 * The schema of {@link CreatePaymentResponse}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CreatePaymentResponse = Schema.Struct({
  reference: identifier,
  redirectUrl: Schema.optional(Schema.String)
}) satisfies Schema.Schema<CreatePaymentResponse>
