/** Events of QR codes, logins and donations, and events that this version does not know. */
import * as Schema from "effect/Schema"
import { detail, type Open, open } from "../internal/schema/rules.js"

/**
 * A customer scanned a merchant's QR code, `user.checked-in.v1`.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/qr-api/
 * @since 0.1.0
 * @category models
 */
export interface QrCheckInPayload {
  /** Who: `customer.customerToken` of a payment, for 15 minutes. */
  readonly customerToken: string
  /** The merchant's id of the QR code. */
  readonly merchantQrId?: string | undefined
  /** The sales unit's merchant serial number. */
  readonly msn?: string | undefined
  /** The name of `msn` in older documentation of Vipps; `msn` is set from it. */
  readonly merchantSerialNumber?: string | undefined
  /** When, RFC 3339. */
  readonly initiatedAt?: string | undefined
}

/**
 * The customer has responded to a login that the merchant started, `login.merchant-initiated.ping.v1`: the tokens can be
 * fetched.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide/webhooks/
 * @since 0.1.0
 * @category models
 */
export interface LoginPingPayload {
  /** Which login. */
  readonly auth_req_id: string
}

/**
 * Something happened to a donation agreement. Undocumented by Vipps, except for the names of these events: what else
 * there is stays on the event.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/donations-api/
 * @since 0.1.0
 * @category models
 */
export interface DonationAgreementPayload {
  readonly eventType: Open<
    | "donations.agreement.started.v1"
    | "donations.agreement.stopped.v1"
    | "donations.agreement.withdrawal-day-changed.v1"
    | "donations.agreement.amount-changed.v1"
  >
  readonly agreementId?: string | undefined
}

/**
 * See {@link QrCheckInPayload}.
 *
 * @since 0.1.0
 * @category models
 */
export interface QrCheckInEvent extends QrCheckInPayload {
  readonly _tag: "QrCheckIn"
  /** The same for every delivery of this event, and for no other event. */
  readonly dedupeKey: string
}

/**
 * See {@link LoginPingPayload}. (That a customer revoked a consent is not sent through the Webhooks API, and unsigned.)
 *
 * @since 0.1.0
 * @category models
 */
export interface LoginPingEvent extends LoginPingPayload {
  readonly _tag: "LoginPing"
  /** The same for every delivery of this event, and for no other event. */
  readonly dedupeKey: string
}

/**
 * See {@link DonationAgreementPayload}.
 *
 * @since 0.1.0
 * @category models
 */
export interface DonationAgreementEvent extends DonationAgreementPayload {
  readonly _tag: "DonationAgreement"
  /** The same for every delivery of this event, and for no other event. */
  readonly dedupeKey: string
}

/**
 * An event that this version does not know, or that differs from its documentation in what identifies it or in its
 * amounts. It is genuine.
 *
 * @since 0.1.0
 * @category models
 */
export interface UnknownEvent {
  readonly _tag: "Unknown"
  /** The JSON that was sent, without its nulls. */
  readonly payload: unknown
  /** Of a known event: the fields that prevent reading it as such. Names fields, never values. */
  readonly issues?: ReadonlyArray<{ readonly path: string; readonly message: string }> | undefined
  /** The same for every delivery of this event, and for no other event. */
  readonly dedupeKey: string
}

/**
 * The schema of {@link QrCheckInPayload}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const QrCheckInPayload = Schema.Struct({
  customerToken: Schema.String,
  merchantQrId: Schema.optional(detail(Schema.String)),
  msn: Schema.optional(detail(Schema.String)),
  merchantSerialNumber: Schema.optional(detail(Schema.String)),
  initiatedAt: Schema.optional(detail(Schema.String))
}) satisfies Schema.Schema<QrCheckInPayload>

/**
 * The schema of {@link LoginPingPayload}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const LoginPingPayload = Schema.Struct({ auth_req_id: Schema.String }) satisfies Schema.Schema<LoginPingPayload>

/**
 * The schema of {@link DonationAgreementPayload}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const DonationAgreementPayload = Schema.Struct({
  eventType: open<DonationAgreementPayload["eventType"]>(),
  agreementId: Schema.optional(detail(Schema.String))
}) satisfies Schema.Schema<DonationAgreementPayload>
