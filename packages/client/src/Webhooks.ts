/**
 * Events, sent by Vipps as they happen: register for them, verify that they come from Vipps, and handle each once.
 *
 * Delivery is at least once and not guaranteed: poll as well for what matters.
 *
 * An event that this version does not know is delivered with the tag `Unknown`. A minor version may give it a tag of its
 * own, and add event names and values of fields: end a `switch` over tags, names and values with a default.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/
 * @since 0.1.0
 */
import type * as HttpApp from "@effect/platform/HttpApp"
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { call } from "./internal/operation/call.js"
import { signal } from "./internal/outcome/signals.js"
import { httpApp } from "./internal/receive/httpApp.js"
import type { SignedRequest } from "./internal/receive/SignedRequest.js"
import type { VippsWebhookError } from "./internal/receive/VippsWebhookError.js"
import type { CallOptions } from "./Operation.js"
import type { VippsConfig } from "./VippsConfig.js"
import type { CommonError, ReadError } from "./VippsError.js"
import type { WebhookInbox } from "./WebhookInbox.js"
import { wokenBy } from "./webhooks/events.js"
import * as operations from "./webhooks/operations.js"
import type { ReceiverOptions, RegistrationReceiverOptions, VerifierOptions } from "./webhooks/ReceiverOptions.js"
import type { RegisterRequest, RegisterResponse, Webhook } from "./webhooks/Registration.js"
import { webhookReceiver } from "./webhooks/receiver.js"
import { makeVerifier } from "./webhooks/verifier.js"
import type { WebhookEvent } from "./webhooks/WebhookEvent.js"

export * from "./donations/DonationAgreementEvent.js"
export * from "./epayment/EPaymentEvent.js"
export * from "./internal/receive/SignedRequest.js"
export * from "./internal/receive/VippsWebhookError.js"
export * from "./login/LoginPingEvent.js"
export * from "./qr/QrCheckInEvent.js"
export * from "./recurring/RecurringEvent.js"
export * from "./webhooks/Ensure.js"
export { ensure } from "./webhooks/ensureRegistration.js"
/**
 * The Webhooks operations as plain values.
 *
 * @since 0.1.0
 * @category operations
 */
export * as operations from "./webhooks/operations.js"
export * from "./webhooks/ReceiverOptions.js"
export * from "./webhooks/Registration.js"
export * from "./webhooks/UnknownEvent.js"
export * from "./webhooks/WebhookEvent.js"

/**
 * Registers a URL for events. Store the `secret` of the response: it verifies these events, and is returned only once.
 * At most 25 registrations per event. To change one, register again, then {@link remove} the old one.
 *
 * Vipps does not recognise a repeated registration, so an attempt without a response is not retried. After `outcome:
 * "unknown"` a registration with an unknown secret may exist: {@link remove} what {@link list} has of this URL and
 * register again, or use {@link ensure}.
 *
 * Fails with `VippsInputError` before anything is sent; `VippsRequestError` when Vipps rejects the request. See
 * `VippsError` for errors common to all operations.
 *
 * @example
 * ```ts
 * import { Webhooks } from "@effect-vipps/client"
 *
 * const registered = Webhooks.register({
 *   url: "https://example.com/vipps/webhooks",
 *   events: ["epayments.payment.authorized.v1", "epayments.payment.captured.v1"]
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/api-guide/
 * @since 0.1.0
 * @category operations
 */
export const register: (
  request: RegisterRequest,
  options?: CallOptions
) => Effect.Effect<RegisterResponse, CommonError, VippsConfig | HttpClient.HttpClient> = call(operations.register)

/**
 * Lists the registrations, without their secrets. Vipps deletes one whose URL has not responded for two weeks.
 *
 * See `VippsError` for its errors.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/api-guide/
 * @since 0.1.0
 * @category operations
 */
export const list: (
  options?: CallOptions
) => Effect.Effect<ReadonlyArray<Webhook>, CommonError, VippsConfig | HttpClient.HttpClient> = call(operations.list)

/**
 * Ends a registration, by its `id`.
 *
 * Fails with `VippsNotFoundError` or `VippsRequestError` if no registration has this id. See `VippsError` for errors
 * common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/api-guide/
 * @since 0.1.0
 * @category operations
 */
export const remove: (
  id: string,
  options?: CallOptions
) => Effect.Effect<void, ReadError, VippsConfig | HttpClient.HttpClient> = call(operations.remove)

/**
 * Prepares {@link verify} for many requests. Throws a `VippsInputError` if the secret is empty or the URL is invalid.
 *
 * @since 0.1.0
 * @category verification
 */
export const verifier = (
  options: VerifierOptions
): ((request: SignedRequest) => Effect.Effect<WebhookEvent, VippsWebhookError>) => {
  const verify = makeVerifier("Webhooks.verifier", options)
  return (request) => Effect.suspend(() => verify(request))
}

/**
 * Verifies that a request comes from Vipps and returns its event. For servers that cannot use {@link receiver}.
 *
 * Fails with `VippsWebhookError`: respond with 401, or 400 for `reason: "Payload"`. Dies with a `VippsInputError` if
 * the secret is empty or the URL is invalid.
 *
 * @example
 * ```ts
 * import { Webhooks } from "@effect-vipps/client"
 * import * as Redacted from "effect/Redacted"
 *
 * const event = Webhooks.verify({
 *   secret: Redacted.make("..."),
 *   url: "https://example.com/vipps/webhooks",
 *   headers: { "x-ms-date": "...", "x-ms-content-sha256": "...", authorization: "..." },
 *   body: new Uint8Array()
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/request-authentication/
 * @since 0.1.0
 * @category verification
 */
export const verify = (options: VerifierOptions & SignedRequest): Effect.Effect<WebhookEvent, VippsWebhookError> =>
  Effect.suspend(() => makeVerifier("Webhooks.verify", options)(options))

/**
 * Receives webhooks: verifies each, runs `handler` once per event, and responds with the status Vipps acts on. 200:
 * processed, or a duplicate; 401: not signed by Vipps; 400: unreadable; 405: not a POST; 413: too large; 500:
 * processing failed, and Vipps redelivers the event. A response contains nothing more; the failure is logged, without
 * the event's content.
 *
 * Vipps keeps the order of one payment's events: one without a 200 response delays those after it. So let the handler
 * succeed for events you do not use.
 *
 * Many merchants have many registrations: pass `registration` instead of `secret` and `url` to find the one of each
 * request.
 *
 * Throws a `VippsInputError` if the secret is empty or the URL is invalid.
 *
 * @example
 * ```ts
 * import { WebhookInbox, Webhooks } from "@effect-vipps/client"
 * import * as HttpRouter from "@effect/platform/HttpRouter"
 * import * as HttpServer from "@effect/platform/HttpServer"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 * import * as Redacted from "effect/Redacted"
 *
 * const app = HttpRouter.empty.pipe(
 *   HttpRouter.post(
 *     "/vipps/webhooks",
 *     Webhooks.receiver({
 *       secret: Redacted.make("..."),
 *       url: "https://example.com/vipps/webhooks",
 *       handler: (event) =>
 *         event._tag === "EPayment" && event.name === "AUTHORIZED" ? Effect.log("paid", event.reference) : Effect.void
 *     })
 *   )
 * )
 *
 * // Provide the inbox to the server, not to `app`, which would make a new one for each request.
 * const server = HttpServer.serve(app).pipe(Layer.provide(WebhookInbox.layerMemory))
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/
 * @since 0.1.0
 * @category receivers
 */
export const receiver = <E, R, E2 = never, R2 = never>(
  options: ReceiverOptions<E, R> | RegistrationReceiverOptions<E, R, E2, R2>
): HttpApp.Default<never, R | R2 | WebhookInbox> => httpApp(webhookReceiver("Webhooks.receiver", options))

/**
 * {@link receiver} as a route of an `HttpLayerRouter`. What the handler needs is taken from the layer, once. When the
 * layer is released, handlers that outlive their responses are interrupted.
 *
 * Throws a `VippsInputError` if the secret is empty or the URL is invalid.
 *
 * @example
 * ```ts
 * import { WebhookInbox, Webhooks } from "@effect-vipps/client"
 * import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 * import * as Redacted from "effect/Redacted"
 *
 * const VippsWebhooks = Webhooks.layerRoute("/vipps/webhooks", {
 *   secret: Redacted.make("..."),
 *   url: "https://example.com/vipps/webhooks",
 *   handler: (event) => Effect.log(event._tag)
 * }).pipe(Layer.provide(WebhookInbox.layerMemory))
 *
 * const Server = HttpLayerRouter.serve(VippsWebhooks)
 * ```
 *
 * @since 0.1.0
 * @category receivers
 */
export const layerRoute = <E, R, E2 = never, R2 = never>(
  path: HttpLayerRouter.PathInput,
  options: ReceiverOptions<E, R> | RegistrationReceiverOptions<E, R, E2, R2>
): Layer.Layer<never, never, HttpLayerRouter.HttpRouter | Exclude<R | R2, HttpLayerRouter.Provided> | WebhookInbox> => {
  const route = webhookReceiver("Webhooks.receiver", options)
  type Needed = Exclude<R | R2, HttpLayerRouter.Provided> | WebhookInbox
  const added = Effect.gen(function* () {
    // Loaded when it is used: programs without webhooks need no router.
    const { HttpRouter } = yield* Effect.promise(() => import("@effect/platform/HttpLayerRouter"))
    const router = yield* HttpRouter
    const context = yield* Effect.context<Needed>()
    const scope = yield* Effect.scope
    const provided = Effect.mapInputContext(
      httpApp({ ...route, scope }),
      (request: Context.Context<HttpLayerRouter.Provided>) =>
        Context.merge(context, request) as Context.Context<R | R2 | WebhookInbox | HttpServerRequest>
    )
    yield* router.add("*", path, provided)
  })
  return Layer.scopedDiscard(added)
}

/**
 * Wakes what waits in this process for the payment, session, agreement or charge of an event, such as
 * `EPayment.awaitOutcome`. For events that {@link verify} has verified or that come from a queue; {@link receiver} does
 * this itself. A waiter then reads from Vipps: the event is only a hint, and one that nobody waits for changes nothing.
 *
 * @example
 * ```ts
 * import { Webhooks } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const received = (request: Webhooks.VerifierOptions & Webhooks.SignedRequest) =>
 *   Effect.tap(Webhooks.verify(request), Webhooks.notify)
 * ```
 *
 * @since 0.1.0
 * @category receivers
 */
export const notify = (event: WebhookEvent): Effect.Effect<void> => Effect.sync(() => wokenBy(event).forEach(signal))
