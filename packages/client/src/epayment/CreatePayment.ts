/** What `EPayment.createPayment` sends and returns. */
import * as Schema from "effect/Schema"
import { currencyIssues } from "../internal/schema/orderLines.js"
import { identifier, pattern, request, text, url, whole } from "../internal/schema/rules.js"
import { Amount } from "../Money.js"
import { Customer } from "./Customer.js"
import { type AppPaymentMethod, CardPassthrough, PaymentMethod } from "./PaymentMethod.js"
import { Receipt } from "./Receipt.js"
import { Shipping } from "./Shipping.js"

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
 * How the customer is brought to the payment.
 *
 * - `WEB_REDIRECT`: the normal flow; send the browser to `redirectUrl`. Needs `returnUrl`.
 * - `PUSH_MESSAGE`: no landing page, the app rings. Needs `customer`, and special approval.
 * - `QR`: `redirectUrl` is an image (or its target), shown to be scanned.
 * - `NATIVE_REDIRECT`: app to app; only for merchants without any web presence.
 *
 * @since 0.1.0
 * @category models
 */
export type UserFlow = "WEB_REDIRECT" | "PUSH_MESSAGE" | "QR" | "NATIVE_REDIRECT"

/**
 * Facts about a flight that is paid.
 *
 * @since 0.1.0
 * @category models
 */
export interface AirlineData {
  /** The agency's own reference of the invoice, 1 to 6 characters. */
  readonly agencyInvoiceNumber: string
  /** The carrier's IATA accounting code, 3 digits: `074` is KLM. */
  readonly airlineCode: string
  /** The carrier's IATA designator, 2 characters: `KL` is KLM. */
  readonly airlineDesignatorCode: string
  /** Last name, then first name or initials and title, 1 to 49 characters. */
  readonly passengerName: string
  /** 1 to 150 characters. */
  readonly ticketNumber?: string | undefined
}

/**
 * What a new payment has in every {@link UserFlow}.
 *
 * @since 0.1.0
 * @category models
 */
export interface PaymentDetails {
  /** What the customer pays, in minor units. The smallest amount per currency is Vipps' to change; NOK was 100. */
  readonly amount: Amount
  /** 8 to 64 letters, digits and hyphens, unique per sales unit; never reused. */
  readonly reference: string
  /** `CUSTOMER_PRESENT` for a sale in a store. Defaults to `CUSTOMER_NOT_PRESENT`. */
  readonly customerInteraction?: "CUSTOMER_PRESENT" | "CUSTOMER_NOT_PRESENT" | undefined
  /** What the customer sees it is for, 3 to 100 characters. */
  readonly paymentDescription?: string | undefined
  /**
   * Order lines and totals for the app, in the currency of `amount`. Cannot be changed later. Lines that do not add up to
   * the amount are sent with a warning in the log: the app shows none of them. `OrderLines.receipt` makes both.
   */
  readonly receipt?: Receipt | undefined
  /** Where a receipt can be seen: https or an app's own scheme. */
  readonly receiptUrl?: string | undefined
  /** At most 5 pairs; keys to 100, values to 500 characters. Comes back from `getPayment`. */
  readonly metadata?: { readonly [key: string]: string } | undefined
  /** Years, 0 to 100. A younger customer cannot pay. */
  readonly minimumUserAge?: number | undefined
  /**
   * RFC 3339 time with an offset, more than 10 minutes and less than 60 days ahead. For approved long-living payment
   * requests; needs `receipt`. Without it a payment lives 10 minutes.
   */
  readonly expiresAt?: string | undefined
  /** For `QR`: how the code is drawn. */
  readonly qrFormat?:
    | {
        /** Defaults to SVG. `TEXT/TARGETURL` returns the address instead of an image. */
        readonly format: "IMAGE/SVG+XML" | "IMAGE/PNG" | "TEXT/TARGETURL"
        /** Width and height in pixels, 100 to 2000; PNG only. Defaults to 1024. */
        readonly size?: number | undefined
      }
    | undefined
  /** Data about the customer to ask consent for. A customer who refuses cannot pay. */
  readonly profile?:
    | {
        /** One string, separated by spaces, of: `name address email phoneNumber birthDate nin`. */
        readonly scope?: string | undefined
      }
    | undefined
  /** Express: the shipping options to choose from in the app. */
  readonly shipping?: Shipping | undefined
  readonly industryData?: { readonly airlineData?: AirlineData | undefined } | undefined
  /** Payment service providers only. */
  readonly cardPassthrough?: CardPassthrough | undefined
  /** Links shown to the customer; both https. Newer than the 1.8.1 specification. */
  readonly merchantLegalLinks?:
    | { readonly termsOfSaleUrl?: string | undefined; readonly privacyPolicyUrl?: string | undefined }
    | undefined
}

/**
 * A new payment in the normal flow: the customer is sent to `redirectUrl`.
 *
 * @since 0.1.0
 * @category models
 */
export interface WebRedirectPayment extends PaymentDetails {
  readonly userFlow: "WEB_REDIRECT"
  readonly paymentMethod: PaymentMethod
  /** Where the customer lands afterwards, whatever the outcome: https or an app's own scheme, at most 2500 characters. */
  readonly returnUrl: string
  /** Who pays, when known. */
  readonly customer?: Customer | undefined
}

/**
 * A new payment whose customer is known: the app rings, and there is no landing page. Needs special approval.
 *
 * @since 0.1.0
 * @category models
 */
export interface PushMessagePayment extends PaymentDetails {
  readonly userFlow: "PUSH_MESSAGE"
  readonly paymentMethod: AppPaymentMethod
  /** Who pays. */
  readonly customer: Customer
  /** Where the customer lands afterwards, whatever the outcome: https or an app's own scheme, at most 2500 characters. */
  readonly returnUrl?: string | undefined
}

/**
 * A new payment that starts from a QR code on a screen, or from the merchant's own app.
 *
 * @since 0.1.0
 * @category models
 */
export interface QrOrNativePayment extends PaymentDetails {
  readonly userFlow: "QR" | "NATIVE_REDIRECT"
  readonly paymentMethod: AppPaymentMethod
  /** Who pays, when known. */
  readonly customer?: Customer | undefined
  /** Where the customer lands afterwards, whatever the outcome: https or an app's own scheme, at most 2500 characters. */
  readonly returnUrl?: string | undefined
}

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

const AirlineData: Schema.Schema<AirlineData> = Schema.Struct({
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

/** Before the rules of its flow are known to be kept. */
interface Unchecked extends PaymentDetails {
  readonly userFlow: UserFlow
  readonly paymentMethod: PaymentMethod
  readonly customer?: Customer | undefined
  readonly returnUrl?: string | undefined
}

/** The rules of Express: https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/express/ */
const expressIssues = ({ amount, paymentMethod, profile, shipping }: Unchecked): Array<Schema.FilterIssue> => {
  if (shipping === undefined) return []
  const issues: Array<Schema.FilterIssue> = []
  if (paymentMethod.type !== "WALLET") {
    issues.push({ path: ["paymentMethod", "type"], message: "must be WALLET when shipping is given" })
  }
  if (!profile?.scope?.split(" ").includes("address")) {
    issues.push({ path: ["profile", "scope"], message: "must include address when shipping is given" })
  }
  shipping.fixedOptions?.forEach(({ options }, group) => {
    options.forEach((option, at) => {
      if (option.amount.currency !== amount.currency) {
        const path = ["shipping", "fixedOptions", group, "options", at, "amount", "currency"]
        issues.push({ path, message: `must be ${amount.currency}, the currency of amount` })
      }
    })
  })
  return issues
}

const rules = (payment: Unchecked): Array<Schema.FilterIssue> => {
  const issues: Array<Schema.FilterIssue> = []
  const { amount, cardPassthrough, paymentMethod, userFlow } = payment
  if (userFlow === "WEB_REDIRECT" && payment.returnUrl === undefined) {
    issues.push({ path: ["returnUrl"], message: "is required when userFlow is WEB_REDIRECT" })
  }
  if (userFlow === "PUSH_MESSAGE" && payment.customer === undefined) {
    issues.push({ path: ["customer"], message: "is required when userFlow is PUSH_MESSAGE" })
  }
  if (paymentMethod.type === "CARD" && userFlow !== "WEB_REDIRECT") {
    issues.push({ path: ["userFlow"], message: "must be WEB_REDIRECT when paymentMethod.type is CARD" })
  }
  if (paymentMethod.type === "CARD_PASSTHROUGH" && cardPassthrough === undefined) {
    issues.push({ path: ["cardPassthrough"], message: "is required when paymentMethod.type is CARD_PASSTHROUGH" })
  }
  if (paymentMethod.type !== "CARD_PASSTHROUGH" && cardPassthrough !== undefined) {
    issues.push({ path: ["paymentMethod", "type"], message: "must be CARD_PASSTHROUGH when cardPassthrough is given" })
  }
  if (paymentMethod.blockedSources?.length && amount.currency !== "DKK" && amount.currency !== "EUR") {
    issues.push({ path: ["paymentMethod", "blockedSources"], message: "needs an amount in DKK or EUR" })
  }
  if (payment.expiresAt !== undefined && payment.receipt === undefined) {
    issues.push({ path: ["receipt"], message: "is required when expiresAt is given" })
  }
  issues.push(...expressIssues(payment))
  issues.push(...currencyIssues(amount, payment.receipt?.bottomLine, ["receipt", "bottomLine"]))
  return issues
}

/** A generated payment with its parts made to fit each other, for the arbitrary. */
const fitting = (payment: Unchecked): Unchecked => {
  const { amount, cardPassthrough, expiresAt, receipt, shipping, ...rest } = payment
  const { currency } = amount
  const { blockedSources, ...method } = payment.paymentMethod
  const isPassthrough = method.type === "CARD_PASSTHROUGH" && cardPassthrough !== undefined && shipping === undefined
  const type = isPassthrough || (method.type === "CARD" && shipping === undefined) ? method.type : "WALLET"
  const blocks = blockedSources !== undefined && (currency === "DKK" || currency === "EUR")
  return {
    ...rest,
    amount,
    paymentMethod: { type, ...(blocks ? { blockedSources } : {}) },
    userFlow: type === "CARD" ? "WEB_REDIRECT" : payment.userFlow,
    returnUrl: payment.returnUrl ?? "https://example.com/thanks",
    customer: payment.customer ?? { phoneNumber: "4712345678" },
    ...(isPassthrough ? { cardPassthrough } : {}),
    ...(receipt === undefined ? {} : { receipt: { ...receipt, bottomLine: { ...receipt.bottomLine, currency } } }),
    ...(receipt === undefined || expiresAt === undefined ? {} : { expiresAt }),
    ...(shipping === undefined
      ? {}
      : {
          profile: { scope: "name address email phoneNumber" },
          shipping: {
            ...shipping,
            fixedOptions: shipping.fixedOptions?.map((group) => ({
              ...group,
              options: group.options.map((option) => ({ ...option, amount: { ...option.amount, currency } }))
            }))
          }
        })
  }
}

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
    industryData: Schema.optional(Schema.Struct({ airlineData: Schema.optional(AirlineData) })),
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
