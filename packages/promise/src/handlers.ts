/** Handlers for the requests that Vipps makes, for every framework. */
import * as callbacks from "@effect-vipps/client/callbacks/receivers"
import * as webhooks from "@effect-vipps/client/webhooks/receiver"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type {
  CheckoutCallbackHandlerOptions,
  Handler,
  HandlerOptions,
  LogisticsCallbackHandlerOptions,
  ShippingCallbackHandlerOptions,
  WebhookHandlerOptions
} from "./handlerTypes.js"
import { checked } from "./internal/checks.js"
import { inboxOf, promised } from "./internal/inbox.js"
import { secretsOf } from "./internal/secrets.js"
import { serve } from "./internal/serve.js"

const common = ({ maxBodySize, timeoutMs }: HandlerOptions) => ({ maxBodySize, timeout: timeoutMs })

/**
 * Serves webhooks: verifies each, runs `onEvent` once per event, and responds with the status Vipps acts on. 200:
 * processed, or a duplicate; 401: not signed by Vipps; 400: unreadable; 405: not a POST; 413: too large; 500:
 * processing failed, and Vipps redelivers the event. The timeout defaults to 9 seconds; Vipps waits for 10.
 *
 * Vipps keeps the order of one payment's events: one without a 200 response delays those after it. So let the handler
 * succeed for events you do not use. Throws a `VippsInputError` if the secret is empty or the URL is invalid.
 *
 * @example
 * ```ts
 * const vippsWebhook = webhookHandler({
 *   secret: process.env.VIPPS_WEBHOOK_SECRET ?? "",
 *   url: "https://example.com/vipps/webhooks",
 *   onEvent: async (event) => {
 *     if (event._tag === "EPayment" && event.name === "AUTHORIZED") await orders.paid(event.reference)
 *   }
 * })
 *
 * // Next.js, Hono, Bun, Deno, Workers
 * export const POST = vippsWebhook
 *
 * // Express: the raw body, so before express.json()
 * app.post("/vipps/webhooks", express.raw({ type: () => true }), async (request, response) => {
 *   response.sendStatus((await vippsWebhook(request)).status)
 * })
 *
 * // Fastify: in a separate plugin, whose bodies stay raw
 * app.register(async (scope) => {
 *   scope.removeAllContentTypeParsers()
 *   scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body))
 *   scope.post("/vipps/webhooks", async (request, reply) => reply.code((await vippsWebhook(request)).status).send())
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/
 */
export const webhookHandler = (options: WebhookHandlerOptions): Handler =>
  checked("webhookHandler", options, ["onEvent"], (given) =>
    serve(
      webhooks.webhookReceiver("webhookHandler", {
        ...common(given),
        secret: secretsOf(given.secret),
        url: given.url,
        maxAge: given.maxAgeMs,
        handler: (event) => promised(() => given.onEvent(event))
      }),
      inboxOf(given.inbox),
      given
    )
  )

/**
 * Serves what Vipps posts to `merchantInfo.callbackUrl` when a Checkout session has ended. `onSession` runs once per
 * session and state. Vipps tries three times at most, so poll as well. Responds like {@link webhookHandler}; 401
 * without the token.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/
 */
export const checkoutCallbackHandler = (options: CheckoutCallbackHandlerOptions): Handler =>
  checked("checkoutCallbackHandler", options, ["onSession"], (given) =>
    serve(
      callbacks.checkoutReceiver("checkoutCallbackHandler", {
        ...common(given),
        callbackAuthorizationToken: Redacted.make(given.callbackAuthorizationToken),
        handler: (session) => promised(() => given.onSession(session))
      }),
      inboxOf(given.inbox),
      given
    )
  )

/**
 * Serves what Vipps posts to `logistics.dynamicOptionsCallback` of a Checkout session: the customer's address;
 * the response contains the delivery options. Vipps waits 8 seconds; the timeout defaults to 7.
 *
 * An option that breaks a rule is reported to `onError` and left out; the others are sent. When none is valid, or
 * anything else fails, the response is 500 and Checkout offers `logistics.fixedOptions`; without these the customer
 * cannot continue.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/
 */
export const logisticsCallbackHandler = (options: LogisticsCallbackHandlerOptions): Handler =>
  checked("logisticsCallbackHandler", options, ["onAddress"], (given) => {
    const { callbackAuthorizationToken: token } = given
    return serve(
      callbacks.logisticsReceiver("logisticsCallbackHandler", {
        ...common(given),
        callbackAuthorizationToken: token === undefined ? undefined : Redacted.make(token),
        handler: (address) => promised(() => given.onAddress(address))
      }),
      Context.empty(),
      given
    )
  })

/**
 * Serves what Vipps posts to `shipping.dynamicOptions.callbackUrl` of an Express payment: the customer's address, to be
 * responded to with groups of shipping options, or with 400 when `onAddress` throws `CannotShip`.
 *
 * An option or a group that breaks a rule is reported to `onError` and left out; the others are sent. When none is
 * valid the response is 500. Undocumented by Vipps: how long it waits; `timeoutMs` defaults to 7000.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/express/
 */
export const shippingCallbackHandler = (options: ShippingCallbackHandlerOptions): Handler =>
  checked("shippingCallbackHandler", options, ["onAddress"], (given) =>
    serve(
      callbacks.shippingReceiver("shippingCallbackHandler", {
        ...common(given),
        callbackAuthorizationToken: Redacted.make(given.callbackAuthorizationToken),
        handler: (address) =>
          promised(() => given.onAddress(address)).pipe(
            Effect.catchSomeDefect((thrown) =>
              Predicate.isTagged(thrown, "CannotShip") ? Option.some(Effect.fail(thrown)) : Option.none()
            )
          )
      }),
      Context.empty(),
      given
    )
  )
