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
import type { ShippingOptionsQuery } from "./callbacks/ShippingOptionsQuery.js"
import type { LogisticsOptionsQuery } from "./checkout/Logistics.js"
import type { LogisticsOption } from "./checkout/LogisticsOption.js"
import type { Session } from "./checkout/Session.js"
import type { ShippingGroup } from "./epayment/Shipping.js"
import { checkoutReceiver, logisticsReceiver, shippingReceiver } from "./internal/callbackReceivers.js"
import { httpApp } from "./internal/httpApp.js"
import type { WebhookInbox } from "./WebhookInbox.js"

export * from "./callbacks/ShippingOptionsQuery.js"

/**
 * Fail with it in the handler of {@link shippingOptions} when the goods cannot be sent there: the customer is told.
 *
 * @since 0.1.0
 * @category errors
 */
export class CannotShip extends Schema.TaggedError<CannotShip>("@effect-vipps/client/CannotShip")("CannotShip", {}) {}

/**
 * What the three receivers take.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options<Query, Answer, E, R> {
  readonly handler: (query: Query) => Effect.Effect<Answer, E, R>
  /** Bytes; 1 MiB unless said. A longer body is refused. */
  readonly maxBodySize?: number | undefined
  /** From the request to its answer. The handler is interrupted then, and the answer is 500. */
  readonly timeout?: Duration.DurationInput | undefined
}

/**
 * Receives what Vipps posts to `merchantInfo.callbackUrl` when a Checkout session has ended: the session as `getSession`
 * tells it. `handler` runs once per session and state. Vipps tries three times at most, so poll as well.
 *
 * Answers 200 done, also for a duplicate; 401 without the token; 400 unreadable; 405 not a POST; 413 too long; 500 not
 * done, come again. What went wrong is logged, by the error's tag. Takes 9 seconds at most unless said.
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
 * Receives what Vipps posts to `logistics.dynamicOptionsCallback`: the customer's address. `handler` gives the ways of
 * delivery to choose from, best well within a second; Vipps waits 8, so that after 7 unless said it is too late.
 *
 * An option that breaks a rule is logged and left out; the others are sent. When none is valid, or anything else fails,
 * the response is 500 and Checkout offers `logistics.fixedOptions`; without these the customer cannot continue. The
 * other responses are those of {@link checkout}.
 *
 * [U] Whether this callback carries a token is not documented: put a secret in the URL, and give the token only when you
 * have seen it.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/
 * @since 0.1.0
 * @category receivers
 */
export const logisticsOptions = <E, R>(
  options: Options<LogisticsOptionsQuery, ReadonlyArray<LogisticsOption>, E, R> & {
    /** Checked if given. */
    readonly callbackAuthorizationToken?: Redacted.Redacted | undefined
  }
): HttpApp.Default<never, R> => httpApp(logisticsReceiver("Callbacks.logisticsOptions", options))

/**
 * Receives what Vipps posts to `shipping.dynamicOptions.callbackUrl` of an Express payment: the customer's address.
 * `handler` gives the shipping options to choose from, or fails with {@link CannotShip}, which answers 400.
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
