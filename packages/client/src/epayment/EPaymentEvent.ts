/** The events of a payment. */
import * as Schema from "effect/Schema"
import { event } from "../internal/receive/event.js"
import { detail } from "../internal/schema/rules.js"
import { PaymentEvent, ShippingDetails, UserDetails } from "./Payment.js"

/**
 * The fields of every event of a payment. Its `pspReference` is its own; that of `getPayment` is the creation's.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/webhooks/
 * @since 0.1.0
 * @category models
 */
export interface EPaymentPayload extends PaymentEvent {
  /** The sales unit's merchant serial number. */
  readonly msn: string
  /** Present for a payment with a `profile.scope`, once authorized: the key to the Userinfo API. */
  readonly sub?: string | undefined
  /** Personal data. What the customer consented to share. */
  readonly userDetails?: UserDetails | undefined
  /** Personal data. What the customer of an Express payment chose. */
  readonly shippingDetails?: ShippingDetails | undefined
  /** With `AUTHORIZED`: until when a capture is sure to succeed, RFC 3339. */
  readonly captureGuaranteedUntil?: string | undefined
}

/**
 * A successful event: `name` says what happened, `amount` how much.
 *
 * @since 0.1.0
 * @category models
 */
export interface EPaymentEvent extends EPaymentPayload {
  readonly _tag: "EPayment"
  readonly success: true
  /** The same for every delivery of this event, and for no other event. */
  readonly dedupeKey: string
}

/**
 * An operation that failed: a capture with this tag moved no money.
 *
 * @since 0.1.0
 * @category models
 */
export interface EPaymentFailedEvent extends EPaymentPayload {
  readonly _tag: "EPaymentFailed"
  readonly success: false
  /** The same for every delivery of this event, and for no other event. */
  readonly dedupeKey: string
}

/**
 * The schema of {@link EPaymentPayload}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const EPaymentPayload = Schema.Struct({
  ...PaymentEvent.fields,
  msn: detail(Schema.String),
  sub: Schema.optional(detail(Schema.String)),
  userDetails: Schema.optional(detail(UserDetails)),
  shippingDetails: Schema.optional(detail(ShippingDetails)),
  captureGuaranteedUntil: Schema.optional(detail(Schema.String))
}) satisfies Schema.Schema<EPaymentPayload>

/**
 * The schema of {@link EPaymentEvent}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const EPaymentEvent = event("EPayment", {
  ...EPaymentPayload.fields,
  success: Schema.Literal(true)
}) satisfies Schema.Schema<EPaymentEvent>

/**
 * The schema of {@link EPaymentFailedEvent}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const EPaymentFailedEvent = event("EPaymentFailed", {
  ...EPaymentPayload.fields,
  success: Schema.Literal(false)
}) satisfies Schema.Schema<EPaymentFailedEvent>
