/** How Checkout looks and what it asks the customer. */
import * as Schema from "effect/Schema"
import { pattern, url } from "../internal/schema/rules.js"

/**
 * Another provider's payment method, shown beside those of Vipps.
 *
 * @since 0.1.0
 * @category models
 */
export interface ExternalPaymentMethod {
  readonly paymentMethod: "Klarna" | "SveaCheckout"
  /** Where a customer who picks it goes to pay, https. */
  readonly redirectUrl: string
}

/**
 * How a session looks and what it asks for. All optional.
 *
 * @since 0.1.0
 * @category models
 */
export interface Configuration {
  /** `CUSTOMER_PRESENT` for a sale in a store. */
  readonly customerInteraction?: "CUSTOMER_PRESENT" | "CUSTOMER_NOT_PRESENT" | undefined
  /**
   * What the customer fills in: `Full` with an address, the default; `PaymentAndContactInfo` without one; `PaymentOnly`
   * nothing at all.
   */
  readonly elements?: "Full" | "PaymentAndContactInfo" | "PaymentOnly" | undefined
  /** The only countries a customer can choose. */
  readonly countries?:
    | {
        /** ISO 3166-1 alpha-2 codes. */
        readonly supported: ReadonlyArray<string>
      }
    | undefined
  /** `NATIVE_REDIRECT` when `returnUrl` opens an app. */
  readonly userFlow?: "WEB_REDIRECT" | "NATIVE_REDIRECT" | undefined
  /** The customer must consent to share e-mail and `sub` to pay with the wallet; then the session has `userInfo`. */
  readonly requireUserInfo?: boolean | undefined
  /** A checkbox; its value is returned as `customConsentProvided`. */
  readonly customConsent?:
    | {
        /** Shown beside the box; may hold one link: `[terms](https://example.com)`. */
        readonly text: string
        /** True: the customer cannot pay without ticking it. */
        readonly required: boolean
      }
    | undefined
  /** Show the order lines; needs `transaction.orderSummary`. */
  readonly showOrderSummary?: boolean | undefined
  readonly externalPaymentMethods?: ReadonlyArray<ExternalPaymentMethod> | undefined
}

/**
 * The schema of {@link Configuration}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Configuration = Schema.Struct({
  customerInteraction: Schema.optional(Schema.Literal("CUSTOMER_PRESENT", "CUSTOMER_NOT_PRESENT")),
  elements: Schema.optional(Schema.Literal("Full", "PaymentAndContactInfo", "PaymentOnly")),
  countries: Schema.optional(
    Schema.Struct({
      supported: Schema.Array(pattern(/^[A-Z]{2}$/, "an ISO 3166-1 alpha-2 country code, such as NO"))
    })
  ),
  userFlow: Schema.optional(Schema.Literal("WEB_REDIRECT", "NATIVE_REDIRECT")),
  requireUserInfo: Schema.optional(Schema.Boolean),
  customConsent: Schema.optional(Schema.Struct({ text: Schema.String, required: Schema.Boolean })),
  showOrderSummary: Schema.optional(Schema.Boolean),
  externalPaymentMethods: Schema.optional(
    Schema.Array(Schema.Struct({ paymentMethod: Schema.Literal("Klarna", "SveaCheckout"), redirectUrl: url() }))
  )
}) satisfies Schema.Schema<Configuration>
