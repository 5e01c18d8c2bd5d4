/** An answered login. */
import * as Schema from "effect/Schema"
import { event } from "../internal/receive/event.js"

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
 * The schema of {@link LoginPingPayload}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const LoginPingPayload = Schema.Struct({ auth_req_id: Schema.String }) satisfies Schema.Schema<LoginPingPayload>

/**
 * The schema of {@link LoginPingEvent}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const LoginPingEvent = event("LoginPing", LoginPingPayload.fields) satisfies Schema.Schema<LoginPingEvent>
