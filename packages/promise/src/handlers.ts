/** What serves the requests that Vipps makes, for every framework. */
import { checkoutReceiver, logisticsReceiver, shippingReceiver } from "@effect-vipps/client/internal/callbackReceivers"
import { webhookReceiver } from "@effect-vipps/client/internal/webhookReceiver"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type * as Checkout from "./Checkout.js"
import type * as EPayment from "./EPayment.js"
import { checked } from "./internal/checks.js"
import { inboxOf, promised } from "./internal/inbox.js"
import { secretsOf } from "./internal/secrets.js"
import { serve } from "./internal/serve.js"
import type { Logger } from "./options.js"
import type * as Webhooks from "./Webhooks.js"

/**
 * A request, as far as a handler needs it: a web `Request`, one of Node's own server, or one of Express or Fastify with a
 * raw body. A body that is parsed cannot be verified, unless its bytes are beside it as `rawBody`.
 */
export interface HandlerRequest {
  readonly method: string
  readonly headers: Webhooks.RequestHeaders
  /** Bytes, text, or a stream of bytes. */
  readonly body?: unknown
  /** The bytes or the text of a body that the framework has parsed: Firebase, Google Cloud Functions, Nest, Azure. */
  readonly rawBody?: unknown
  readonly bodyUsed?: boolean
  /** Whether `body` is base64 text, as in the events of API Gateway. Defaults to `false`. */
  readonly isBase64Encoded?: boolean | undefined
}

/** The runtime's own `Response`, or as much of it as is needed. */
export type HandlerResponse = typeof globalThis extends { readonly Response: { readonly prototype: infer R } }
  ? R
  : { readonly status: number; text(): Promise<string> }

/** Answers a request. Never rejects and never throws: whatever goes wrong is a response. */
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

/** What an error of a handler is about. */
export interface HandlerErrorInfo {
  /** The response's status: 200 when only a part was left out. */
  readonly status: number
  /** The event's name, as in `CAPTURED` and `recurring.charge-captured.v1`, or the session's state. */
  readonly event?: string | undefined
  /** The payment's or session's reference, or the id of the agreement or charge. */
  readonly reference?: string | undefined
}

/** What every handler takes. */
export interface HandlerOptions {
  /** Bytes. A longer body is refused. Defaults to 1 MiB. */
  readonly maxBodySize?: number | undefined
  /** Milliseconds from the request to its response, which is 500 then. What was begun goes on. */
  readonly timeoutMs?: number | undefined
  /**
   * Receives why a response is not 200, or what was left out of it: a `VippsWebhookError`, a `VippsInputError`, or what
   * your function threw. `info` says what it was about. Omit to have one line logged instead. What it throws is ignored.
   */
  readonly onError?: ((error: unknown, info: HandlerErrorInfo) => unknown) | undefined
  /** Receives the warnings of a handler without `onError`. Defaults to `console`. */
  readonly logger?: Logger | undefined
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
  /**
   * Defaults to one in this process's memory: it forgets when the process ends, and knows nothing of others. On Workers
   * two deliveries at the same time may both run.
   */
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
  /** Defaults to one in this process's memory, as for {@link WebhookHandlerOptions.inbox}. */
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
export const webhookHandler = (options: WebhookHandlerOptions): Handler =>
  checked("webhookHandler", options, ["onEvent"], (given) =>
    serve(
      webhookReceiver("webhookHandler", {
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
 * session and state. Vipps tries three times at most, so poll as well. Answers as {@link webhookHandler}; 401 without the
 * token.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/
 */
export const checkoutCallbackHandler = (options: CheckoutCallbackHandlerOptions): Handler =>
  checked("checkoutCallbackHandler", options, ["onSession"], (given) =>
    serve(
      checkoutReceiver("checkoutCallbackHandler", {
        ...common(given),
        callbackAuthorizationToken: Redacted.make(given.callbackAuthorizationToken),
        handler: (session) => promised(() => given.onSession(session))
      }),
      inboxOf(given.inbox),
      given
    )
  )

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
export const logisticsCallbackHandler = (options: LogisticsCallbackHandlerOptions): Handler =>
  checked("logisticsCallbackHandler", options, ["onAddress"], (given) => {
    const { callbackAuthorizationToken: token } = given
    return serve(
      logisticsReceiver("logisticsCallbackHandler", {
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
 * answered with groups of shipping options, or with 400 when `onAddress` throws `CannotShip`.
 *
 * An option or a group that breaks a rule is reported to `onError` and left out; the others are sent. When none is
 * valid the response is 500. Undocumented by Vipps: how long it waits; `timeoutMs` defaults to 7000.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/express/
 */
export const shippingCallbackHandler = (options: ShippingCallbackHandlerOptions): Handler =>
  checked("shippingCallbackHandler", options, ["onAddress"], (given) =>
    serve(
      shippingReceiver("shippingCallbackHandler", {
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
