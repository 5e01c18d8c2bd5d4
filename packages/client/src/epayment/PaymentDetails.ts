/** A new payment, by how the customer is brought to it. */
import type { Amount } from "../Money.js"
import type { Customer } from "./Customer.js"
import type { AppPaymentMethod, CardPassthrough, PaymentMethod } from "./PaymentMethod.js"
import type { Receipt } from "./Receipt.js"
import type { Shipping } from "./Shipping.js"

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
