/** QR codes that report the customer who scans them, and codes of the customer. */
import * as Schema from "effect/Schema"
import { detail, type Open, open, pattern, request, text } from "../internal/schema/rules.js"

/**
 * The merchant's own id of a callback QR code, or the beacon id on a MobilePay sticker.
 *
 * Undocumented by Vipps: any limits. The SDK takes 1 to 128 characters without control characters.
 *
 * @since 0.1.0
 * @category schemas
 */
export const MerchantQrId: Schema.Schema<string> = pattern(
  // [U] The specification has no pattern.
  /^[^\p{Cc}]{1,128}$/u,
  "an id of 1 to 128 characters without control characters"
).annotations({ arbitrary: () => (fc) => fc.stringMatching(/^[\w-]{1,64}$/) })

/**
 * Where a callback QR code stands.
 *
 * @since 0.1.0
 * @category models
 */
export interface PutCallbackQrRequest {
  /** Shown in the app: which till or machine. 1 to 36 characters. */
  readonly locationDescription: string
  /** Defaults to `IN_STORE`. */
  readonly category?: "IN_STORE" | "VENDING" | undefined
}

/**
 * Where an adopted MobilePay sticker stands.
 *
 * @since 0.1.0
 * @category models
 */
export type AdoptQrRequest = Pick<PutCallbackQrRequest, "locationDescription">

/**
 * A callback QR code: a customer who scans it checks in, which the webhook `user.checked-in.v1` reports.
 *
 * @since 0.1.0
 * @category models
 */
export interface CallbackQr {
  readonly merchantSerialNumber?: string | undefined
  readonly merchantQrId: string
  readonly locationDescription?: string | undefined
  readonly category?: Open<"IN_STORE" | "VENDING"> | undefined
  /** Where the image is, for one hour: store the bytes, not the URL. */
  readonly qrImageUrl?: string | undefined
  /** The text in the code. */
  readonly qrContent?: string | undefined
}

/**
 * What is scanned from the customer's app.
 *
 * @since 0.1.0
 * @category models
 */
export interface PersonalQrRequest {
  /** The whole text of the code, as scanned. */
  readonly qrCode: string
}

/**
 * Whose personal QR code it is.
 *
 * @since 0.1.0
 * @category models
 */
export interface PersonalQr {
  /** The phone number with country code, digits only. */
  readonly msisdn: string
  /** When the app showed the code, epoch seconds. Absent with version `1.0`. */
  readonly timestamp?: number | undefined
  /** `2.0`; `1.0` is an old code, which holds the number in clear and may be a copy. */
  readonly version: string
}

/**
 * A checked-in customer.
 *
 * @since 0.1.0
 * @category models
 */
export interface CustomerTokenRequest {
  readonly customer: {
    /** From the event `QrCheckIn`; it works for 15 minutes. */
    readonly customerToken: string
  }
}

/**
 * Who checked in.
 *
 * @since 0.1.0
 * @category models
 */
export interface CheckedInCustomer {
  /** The phone number with country code, digits only. */
  readonly msisdn: string
  /** When the customer checked in, epoch seconds. */
  readonly timestamp?: number | undefined
}

const locationDescription = text(1, 36)

/**
 * The schema of {@link PutCallbackQrRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PutCallbackQrRequest = request(
  Schema.Struct({ locationDescription, category: Schema.optional(Schema.Literal("IN_STORE", "VENDING")) })
) satisfies Schema.Schema<PutCallbackQrRequest>

/**
 * The schema of {@link AdoptQrRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AdoptQrRequest = request(Schema.Struct({ locationDescription })) satisfies Schema.Schema<AdoptQrRequest>

/**
 * The schema of {@link CallbackQr}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CallbackQr = Schema.Struct({
  merchantSerialNumber: Schema.optional(detail(Schema.String)),
  merchantQrId: Schema.String,
  locationDescription: Schema.optional(detail(Schema.String)),
  category: Schema.optional(detail(open("IN_STORE", "VENDING"))),
  qrImageUrl: Schema.optional(detail(Schema.String)),
  qrContent: Schema.optional(detail(Schema.String))
}) satisfies Schema.Schema<CallbackQr>

/**
 * The schema of {@link PersonalQrRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PersonalQrRequest = request(
  Schema.Struct({ qrCode: Schema.NonEmptyString })
) satisfies Schema.Schema<PersonalQrRequest>

/**
 * The schema of {@link PersonalQr}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PersonalQr = Schema.Struct({
  msisdn: Schema.String,
  timestamp: Schema.optional(detail(Schema.Int)),
  version: Schema.String
}) satisfies Schema.Schema<PersonalQr>

/**
 * The schema of {@link CustomerTokenRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CustomerTokenRequest = request(
  Schema.Struct({ customer: Schema.Struct({ customerToken: Schema.NonEmptyString }) })
) satisfies Schema.Schema<CustomerTokenRequest>

/**
 * The schema of {@link CheckedInCustomer}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CheckedInCustomer = Schema.Struct({
  msisdn: Schema.String,
  timestamp: Schema.optional(detail(Schema.Int))
}) satisfies Schema.Schema<CheckedInCustomer>
