/** A scanned QR code. */
import * as Schema from "effect/Schema"
import { event } from "../internal/receive/event.js"
import { detail } from "../internal/schema/rules.js"

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
 * The schema of {@link QrCheckInEvent}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const QrCheckInEvent = event("QrCheckIn", QrCheckInPayload.fields) satisfies Schema.Schema<QrCheckInEvent>
