/** What serves the requests that Vipps makes, for every framework. */
import { checkoutReceiver, logisticsReceiver, shippingReceiver } from "@effect-vipps/client/internal/callbackReceivers"
import { webhookReceiver } from "@effect-vipps/client/internal/webhookReceiver"
import { WebhookInbox } from "@effect-vipps/client/WebhookInbox"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type * as Checkout from "./Checkout.js"
import type * as EPayment from "./EPayment.js"
import { inboxOf, promised, secretsOf, serve } from "./internal/serve.js"
import type * as Webhooks from "./Webhooks.js"

/**
 * A request, as far as a handler needs it: a web `Request`, one of Node's own server, or one of Express or Fastify whose
 * body is raw. Once parsed, a body cannot be verified.
 */
export interface HandlerRequest {
  readonly method: string
  readonly headers: Webhooks.RequestHeaders
  /** Bytes, text, or a stream of bytes. */
  readonly body?: unknown
  readonly bodyUsed?: boolean
}

/** The runtime's own `Response`, or as much of it as is needed. */
export type HandlerResponse = typeof globalThis extends { readonly Response: { readonly prototype: infer R } }
  ? R
  : { readonly status: number; text(): Promise<string> }

/** Answers a request. Never rejects: whatever goes wrong is an answer. */
export type Handler = (request: HandlerRequest) => Promise<HandlerResponse>

/**
 * Remembers what was handled, for as long as Vipps may deliver it again: 7 days. One's own is best kept in the database
 * that the handler writes to, in the same transaction.
 */
export interface Inbox {
  /**
   * Runs `handle` unless this key was handled before, and remembers the key when `handle` has succeeded. Rejects with
   * what `handle` rejects with, and then remembers nothing.
   */
  once(key: string, handle: () => Promise<void>): Promise<"Handled" | "Duplicate">
}

/** What every handler takes. */
export interface HandlerOptions {
  /** Bytes; 1 MiB unless said. A longer body is refused. */
  readonly maxBodySize?: number | undefined
  /** Milliseconds from the request to its answer, which is 500 then. What was begun goes on. */
  readonly timeoutMs?: number | undefined
  /**
   * Told why an answer is not what Vipps hopes for: a `VippsWebhookError`, or what your function threw. Without it, one
   * line is logged, with the kind of the error and nothing that it says. What `onError` throws is ignored.
   */
  readonly onError?: ((error: unknown) => void) | undefined
}

/** What {@link webhookHandler} takes. */
export interface WebhookHandlerOptions extends HandlerOptions {
  /** The registration's secret, as it was given. Several while one registration replaces another. */
  readonly secret: string | ReadonlyArray<string>
  /** The URL as it is registered, not as the request has it: behind a proxy the two differ. */
  readonly url: string
  /**
   * What to do about an event. When its promise rejects, or takes too long, Vipps delivers the event again. Until it
   * settles, deliveries of the same event wait for it: what it calls should have timeouts of its own.
   */
  readonly onEvent: (event: Webhooks.WebhookEvent) => unknown
  /** One in this process's memory unless given: it forgets when the process ends, and knows nothing of others. */
  readonly inbox?: Inbox | undefined
  /** How old a signature may be, in milliseconds. Off unless said: see `VerifyOptions`. */
  readonly maxAgeMs?: number | undefined
}

/** What {@link checkoutCallbackHandler} takes. */
export interface CheckoutCallbackHandlerOptions extends HandlerOptions {
  /** `merchantInfo.callbackAuthorizationToken` of the session. */
  readonly callbackAuthorizationToken: string
  /** What to do about a session that has ended. */
  readonly onSession: (session: Checkout.Session) => unknown
  /** One in this process's memory unless given. */
  readonly inbox?: Inbox | undefined
}

/** What {@link logisticsCallbackHandler} takes. */
export interface LogisticsCallbackHandlerOptions extends HandlerOptions {
  /** Checked if given. Whether this callback carries one is not documented: put a secret in its URL. */
  readonly callbackAuthorizationToken?: string | undefined
  /** The ways of delivery to choose from, best within a second. */
  readonly onAddress: (
    address: Checkout.LogisticsOptionsQuery
  ) => ReadonlyArray<Checkout.LogisticsOption> | Promise<ReadonlyArray<Checkout.LogisticsOption>>
}

/** What {@link shippingCallbackHandler} takes. */
export interface ShippingCallbackHandlerOptions extends HandlerOptions {
  /** `shipping.dynamicOptions.callbackAuthorizationToken` of the payment. */
  readonly callbackAuthorizationToken: string
  /** The shipping options to choose from, best within a second. Throw `CannotShip` when there are none. */
  readonly onAddress: (
    address: Webhooks.ShippingOptionsQuery
  ) => ReadonlyArray<EPayment.ShippingGroup> | Promise<ReadonlyArray<EPayment.ShippingGroup>>
}

const common = ({ maxBodySize, timeoutMs }: HandlerOptions) => ({ maxBodySize, timeout: timeoutMs })

/**
 * Serves webhooks: verifies each, runs `onEvent` once per event, and answers what Vipps acts upon. 200 done, also for a
 * duplicate; 401 not signed by Vipps; 400 unreadable; 405 not a POST; 413 too long; 500 not done, come again. Takes 9
 * seconds at most unless said; Vipps waits for 10.
 *
 * Vipps keeps the order of one payment's events: one that is not answered with 200 holds back those after it. So let
 * what you do not care for succeed. Throws a `VippsInputError` for an empty secret or a URL that is none.
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
 * // Fastify: in a plugin of its own, whose bodies stay raw
 * app.register(async (scope) => {
 *   scope.removeAllContentTypeParsers()
 *   scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body))
 *   scope.post("/vipps/webhooks", async (request, reply) => reply.code((await vippsWebhook(request)).status).send())
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/
 */
export const webhookHandler = (options: WebhookHandlerOptions): Handler => {
  const { maxAgeMs, onError, onEvent, secret, url } = options
  return serve(
    webhookReceiver("webhookHandler", {
      ...common(options),
      secret: secretsOf(secret),
      url,
      maxAge: maxAgeMs,
      handler: (event) => promised(() => onEvent(event))
    }),
    Effect.provideService(WebhookInbox, inboxOf(options.inbox)),
    onError
  )
}

/**
 * Serves what Vipps posts to `merchantInfo.callbackUrl` when a Checkout session has ended. `onSession` runs once per
 * session and state. Vipps tries three times at most, so poll as well. Answers as {@link webhookHandler}; 401 without the
 * token.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/
 */
export const checkoutCallbackHandler = (options: CheckoutCallbackHandlerOptions): Handler => {
  const { callbackAuthorizationToken, inbox, onError, onSession } = options
  return serve(
    checkoutReceiver("checkoutCallbackHandler", {
      ...common(options),
      callbackAuthorizationToken: Redacted.make(callbackAuthorizationToken),
      handler: (session) => promised(() => onSession(session))
    }),
    Effect.provideService(WebhookInbox, inboxOf(inbox)),
    onError
  )
}

/**
 * Serves what Vipps posts to `logistics.dynamicOptionsCallback` of a Checkout session: the customer's address, to be
 * answered with the ways of delivery. Vipps waits 8 seconds, so that after 7 unless said it is too late.
 *
 * An option that breaks a rule is reported to `onError` and left out; the others are sent. When none is valid, or
 * anything else fails, the response is 500 and Checkout offers `logistics.fixedOptions`; without these the customer
 * cannot continue.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/
 */
export const logisticsCallbackHandler = (options: LogisticsCallbackHandlerOptions): Handler => {
  const { callbackAuthorizationToken: token, onAddress, onError } = options
  return serve(
    logisticsReceiver("logisticsCallbackHandler", {
      ...common(options),
      callbackAuthorizationToken: token === undefined ? undefined : Redacted.make(token),
      handler: (address) => promised(() => onAddress(address))
    }),
    identity,
    onError
  )
}

/**
 * Serves what Vipps posts to `shipping.dynamicOptions.callbackUrl` of an Express payment: the customer's address, to be
 * answered with groups of shipping options, or with 400 when `onAddress` throws `CannotShip`.
 *
 * An option or a group that breaks a rule is reported to `onError` and left out; the others are sent. When none is
 * valid the response is 500. Undocumented by Vipps: how long it waits; `timeoutMs` defaults to 7000.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/express/
 */
export const shippingCallbackHandler = (options: ShippingCallbackHandlerOptions): Handler => {
  const { callbackAuthorizationToken, onAddress, onError } = options
  return serve(
    shippingReceiver("shippingCallbackHandler", {
      ...common(options),
      callbackAuthorizationToken: Redacted.make(callbackAuthorizationToken),
      handler: (address) =>
        promised(() => onAddress(address)).pipe(
          Effect.catchSomeDefect((thrown) =>
            Predicate.isTagged(thrown, "CannotShip") ? Option.some(Effect.fail(thrown)) : Option.none()
          )
        )
    }),
    identity,
    onError
  )
}
