/**
 * Events, sent by Vipps as they happen: register for them, verify that they come from Vipps, and handle each once.
 *
 * Delivery is at least once and not guaranteed: poll as well for what matters.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/
 * @since 0.1.0
 */
import type * as HttpApp from "@effect/platform/HttpApp"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { send } from "./internal/operation/send.js"
import { spanned } from "./internal/operation/span.js"
import { httpApp } from "./internal/receive/httpApp.js"
import type { SignedRequest } from "./internal/receive/SignedRequest.js"
import { encoder, plainInput } from "./internal/request/encodeRequest.js"
import { inputError } from "./internal/schema/checkOptions.js"
import { isFields } from "./internal/schema/plain.js"
import { pattern } from "./internal/schema/rules.js"
import type { CallOptions, Operation } from "./Operation.js"
import type { VippsConfig } from "./VippsConfig.js"
import type { VippsError, VippsWebhookError } from "./VippsError.js"
import type { WebhookInbox } from "./WebhookInbox.js"
import type { EnsureOptions, EnsureRequest, EnsureResponse } from "./webhooks/Ensure.js"
import { ensureWith } from "./webhooks/ensureWith.js"
import type { ReceiverOptions, VerifierOptions } from "./webhooks/ReceiverOptions.js"
import { ListResponse, RegisterRequest, RegisterResponse, type Webhook } from "./webhooks/Registration.js"
import { webhookReceiver } from "./webhooks/receiver.js"
import { makeVerifier } from "./webhooks/verifier.js"
import type { WebhookEvent } from "./webhooks/WebhookEvent.js"

export * from "./internal/receive/SignedRequest.js"
export * from "./webhooks/Ensure.js"
export * from "./webhooks/EPaymentEvent.js"
export * from "./webhooks/OtherEvent.js"
export * from "./webhooks/ReceiverOptions.js"
export * from "./webhooks/RecurringEvent.js"
export * from "./webhooks/Registration.js"
export * from "./webhooks/WebhookEvent.js"

const path = "/webhooks/v1/webhooks"

/**
 * The Webhooks operations as plain values.
 *
 * @since 0.1.0
 * @category operations
 */
export const operations = {
  register: {
    name: "Webhooks.register",
    method: "POST",
    path,
    auth: "Bearer",
    kind: "Change",
    notRepeatable: true,
    secretAnswer: true,
    afterLoss:
      "a registration with an unknown secret may exist. List the registrations, delete the one with this URL and " +
      "register again, or use Webhooks.ensure",
    request: RegisterRequest,
    response: RegisterResponse
  } satisfies Operation<RegisterRequest, RegisterResponse>,
  list: {
    name: "Webhooks.list",
    method: "GET",
    path,
    auth: "Bearer",
    kind: "Read",
    response: ListResponse
  } satisfies Operation<never, ListResponse>,
  delete: {
    name: "Webhooks.delete",
    method: "DELETE",
    path: `${path}/{id}`,
    auth: "Bearer",
    kind: "Change",
    id: pattern(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, "a UUID, as register and list tell it")
  } satisfies Operation<never, void>
}

const sendRegister = send(operations.register)
const sendList = send(operations.list)
const sendDelete = send(operations.delete)

/**
 * Registers a URL for events. Store the `secret` of the response: it verifies these events, and is returned only once.
 * At most 25 registrations per event. To change one, register again, then delete the old one.
 *
 * Vipps does not recognise a repeated registration, so an attempt without a response is not retried. After `outcome:
 * "unknown"` a registration with an unknown secret may exist: delete what {@link list} has of this URL and register
 * again, or use {@link ensure}.
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
) => Effect.Effect<RegisterResponse, VippsError, VippsConfig | HttpClient.HttpClient> = spanned(
  "Vipps.Webhooks.register"
)((request, options) => sendRegister({ request, options }))

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
) => Effect.Effect<ReadonlyArray<Webhook>, VippsError, VippsConfig | HttpClient.HttpClient> = spanned(
  "Vipps.Webhooks.list"
)((options) => Effect.map(sendList({ options }), ({ webhooks }) => webhooks))

const remove: (
  id: string,
  options?: CallOptions
) => Effect.Effect<void, VippsError, VippsConfig | HttpClient.HttpClient> = spanned("Vipps.Webhooks.delete")(
  (id, options) => sendDelete({ id, options })
)

export {
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
  remove as delete
}

const checkRegister = encoder(operations.register)
const checkDelete = encoder(operations.delete)

/**
 * Ensures one registration for a URL and these events whose secret you know. Use it in each deployment. Keeps the
 * registration with the given `id`. Without it, or when its events or its URL differ, registers a new one; store the
 * `id` and the `secret` of the response. Removes other registrations of the same URL, whose secret is unknown or which
 * are replaced; registrations of other URLs stay.
 *
 * Registers before it removes, so that no event is missed, except where the limit of 25 registrations per event (1 for
 * `user.checked-in.v1`) leaves no room. Deliveries signed with the new secret are refused until you use it, and Vipps
 * redelivers them. Run it in one place at a time: of two that replace the same registration, one may remove the other's.
 *
 * Fails with `VippsInputError` before anything is sent; otherwise as {@link list} and {@link register}. A stale
 * registration that cannot be removed is logged, not an error. After a failure, call it again.
 *
 * @example
 * ```ts
 * import { Webhooks } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * declare const store: {
 *   readonly load: Effect.Effect<{ readonly id: string } | undefined>
 *   readonly save: (registration: Webhooks.CreatedWebhook) => Effect.Effect<void>
 * }
 *
 * const ensured = Effect.gen(function* () {
 *   const stored = yield* store.load
 *   const webhook = yield* Webhooks.ensure({
 *     url: "https://example.com/vipps/webhooks",
 *     events: ["epayments.payment.authorized.v1", "epayments.payment.captured.v1"],
 *     id: stored?.id
 *   })
 *   if (webhook.created) yield* store.save(webhook)
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/api-guide/
 * @since 0.1.0
 * @category operations
 */
export const ensure: (
  request: EnsureRequest,
  options?: EnsureOptions
) => Effect.Effect<EnsureResponse, VippsError, VippsConfig | HttpClient.HttpClient> = Effect.fn(
  "Vipps.Webhooks.ensure"
)(function* (givenRequest, givenOptions) {
  const input = plainInput({ request: givenRequest, options: givenOptions })
  const { id, ...registration } = isFields(input.request) ? input.request : ({} as EnsureRequest)
  const { options } = input
  const checks = [
    checkRegister({ ...input, request: registration }),
    ...(id === undefined ? [] : [checkDelete(plainInput({ id }))])
  ]
  const issues = checks.flatMap((checked) => (Either.isLeft(checked) ? checked.left : []))
  if (issues.length > 0) return yield* inputError("Webhooks.ensure", issues)
  return yield* ensureWith(
    {
      list: list(options),
      register: sendRegister({ request: registration, options }),
      remove: (id) => remove(id, options)
    },
    { ...registration, id }
  )
})

/**
 * Prepares {@link verify} for many requests. Throws a `VippsInputError` if the secret is empty or the URL is invalid.
 *
 * @since 0.1.0
 * @category verification
 */
export const verifier = (
  options: VerifierOptions
): ((request: SignedRequest) => Effect.Effect<WebhookEvent, VippsWebhookError>) =>
  makeVerifier("Webhooks.verifier", options)

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
 * Throws a `VippsInputError` if the secret is empty or the URL is invalid.
 *
 * @example
 * ```ts
 * import { WebhookInbox, Webhooks } from "@effect-vipps/client"
 * import * as HttpRouter from "@effect/platform/HttpRouter"
 * import * as Effect from "effect/Effect"
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
 *   ),
 *   Effect.provide(WebhookInbox.layerMemory)
 * )
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/
 * @since 0.1.0
 * @category receivers
 */
export const receiver = <E, R>(options: ReceiverOptions<E, R>): HttpApp.Default<never, R | WebhookInbox> =>
  httpApp(webhookReceiver("Webhooks.receiver", options))
