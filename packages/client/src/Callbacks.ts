/**
 * What Vipps asks a merchant's server while a customer buys: the callbacks of Checkout and of Express. They carry a token
 * instead of a signature.
 *
 * @since 0.1.0
 */
import type * as HttpApp from "@effect/platform/HttpApp"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { checkoutReceiver, logisticsReceiver, shippingReceiver } from "./callbacks/receivers.js"
import type { ShippingOptionsQuery } from "./callbacks/ShippingOptionsQuery.js"
import type { LogisticsOptionsQuery } from "./checkout/Logistics.js"
import type { LogisticsOption } from "./checkout/LogisticsOption.js"
import type { Session } from "./checkout/Session.js"
import type { ShippingGroup } from "./epayment/Shipping.js"
import { httpApp } from "./internal/receive/httpApp.js"
import type { WebhookInbox } from "./WebhookInbox.js"

export * from "./callbacks/ShippingOptionsQuery.js"

/**
 * Fail with this error in the handler of {@link shippingOptions} when you do not ship to the address: the customer sees
 * it.
 *
 * @since 0.1.0
 * @category errors
 */
export class CannotShip extends Schema.TaggedError<CannotShip>("@effect-vipps/client/CannotShip")("CannotShip", {}) {}

/**
 * Options of the three receivers.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options<Query, Answer, E, R> {
  readonly handler: (query: Query) => Effect.Effect<Answer, E, R>
  /** In bytes. Defaults to 1 MiB. A larger body is rejected. */
  readonly maxBodySize?: number | undefined
  /**
   * From the request to its response, which is then 500. The handler of {@link checkout} runs on, as that of a webhook
   * does, so that its success is remembered; the other two are interrupted.
   */
  readonly timeout?: Duration.DurationInput | undefined
}

/**
 * Receives what Vipps posts to `merchantInfo.callbackUrl` when a Checkout session has ended: the session as
 * `getSession` returns it. `handler` runs once per session and state. Vipps tries three times at most, so poll as well.
 *
 * Responds with 200: processed, or a duplicate; 401: without the token; 400: unreadable; 405: not a POST; 413: too
 * large; 500: processing failed, and Vipps calls again. Failures are logged. The timeout defaults to 9 seconds.
 *
 * Throws a `VippsInputError` for an empty token.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/
 * @since 0.1.0
 * @category receivers
 */
export const checkout = <E, R>(
  options: Options<Session, unknown, E, R> & {
    /** `merchantInfo.callbackAuthorizationToken` of the session. */
    readonly callbackAuthorizationToken: Redacted.Redacted
  }
): HttpApp.Default<never, R | WebhookInbox> => httpApp(checkoutReceiver("Callbacks.checkout", options))

/**
 * Receives what Vipps posts to `logistics.dynamicOptionsCallback`: the customer's address. `handler` returns the
 * delivery options to choose from, ideally well within a second. Vipps waits 8 seconds; the timeout defaults to 7.
 *
 * An option that breaks a rule is logged and left out; the others are sent. When none is valid, or anything else fails,
 * the response is 500 and Checkout offers `logistics.fixedOptions`; without these the customer cannot continue. The
 * other responses are those of {@link checkout}.
 *
 * Undocumented by Vipps: whether this callback carries a token. Put a secret in the URL, and pass the token only if you
 * have seen Vipps send it.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/
 * @since 0.1.0
 * @category receivers
 */
export const logisticsOptions = <E, R>(
  options: Options<LogisticsOptionsQuery, ReadonlyArray<LogisticsOption>, E, R> & {
    /** Checked if set. */
    readonly callbackAuthorizationToken?: Redacted.Redacted | undefined
  }
): HttpApp.Default<never, R> => httpApp(logisticsReceiver("Callbacks.logisticsOptions", options))

/**
 * Receives what Vipps posts to `shipping.dynamicOptions.callbackUrl` of an Express payment: the customer's address.
 * `handler` returns the shipping options to choose from, or fails with {@link CannotShip}, which responds with 400.
 *
 * An option or a group that breaks a rule is logged and left out; the others are sent. When none is valid the response
 * is 500. The other responses are those of {@link checkout}. Undocumented by Vipps: how long it waits; the timeout
 * defaults to 7 seconds.
 *
 * Throws a `VippsInputError` for an empty token.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/express/
 * @since 0.1.0
 * @category receivers
 */
export const shippingOptions = <E, R>(
  options: Options<ShippingOptionsQuery, ReadonlyArray<ShippingGroup>, E, R> & {
    /** `shipping.dynamicOptions.callbackAuthorizationToken` of the payment. */
    readonly callbackAuthorizationToken: Redacted.Redacted
  }
): HttpApp.Default<never, R> => httpApp(shippingReceiver("Callbacks.shippingOptions", options))
