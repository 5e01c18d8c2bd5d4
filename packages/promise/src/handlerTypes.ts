/** Options, requests and responses of the handlers. */
import type { Checkout } from "./Checkout.js"
import type { EPayment } from "./EPayment.js"
import type { Logger } from "./options.js"
import type { Webhooks } from "./Webhooks.js"

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

/** The runtime's `Response`, or the part of it that is needed. */
export type HandlerResponse = typeof globalThis extends { readonly Response: { readonly prototype: infer R } }
  ? R
  : { readonly status: number; text(): Promise<string> }

/** Responds to a request. Never rejects and never throws: a failure is a response, too. */
export type Handler = (request: HandlerRequest) => Promise<HandlerResponse>

/**
 * Remembers what was handled, for as long as Vipps may redeliver it: 7 days. Keep your own in the database that the
 * handler writes to, in the same transaction.
 */
export interface Inbox {
  /**
   * Runs `handle` unless this key was handled before, and remembers the key when `handle` has succeeded. Rejects with
   * what `handle` rejects with, and then does not remember the key. Waits for `handle`: without it, and without
   * `Duplicate`, the response is 500.
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
  /** Milliseconds from the request to its response, which is then 500. Your function continues. */
  readonly timeoutMs?: number | undefined
  /**
   * Receives why a response is not 200, or what was left out of it: a `VippsWebhookError`, a `VippsInputError`, or what
   * your function threw. `info` identifies the request. Omit to have one line logged instead. What it throws is ignored.
   */
  readonly onError?: ((error: unknown, info: HandlerErrorInfo) => unknown) | undefined
  /** Receives the warnings of a handler without `onError`. Defaults to `console`. */
  readonly logger?: Logger | undefined
}

/** What {@link webhookHandler} takes. */
export interface WebhookHandlerOptions extends HandlerOptions {
  /** The registration's secret, unchanged. Several while one registration replaces another. */
  readonly secret: string | ReadonlyArray<string>
  /** The URL as it is registered, not as the request has it: behind a proxy the two differ. */
  readonly url: string
  /**
   * Handles an event. When its promise rejects, or takes too long, Vipps redelivers the event. Until it
   * settles, deliveries of the same event wait for it: what it calls should have its own timeouts.
   */
  readonly onEvent: (event: Webhooks.WebhookEvent) => unknown
  /**
   * Defaults to one in memory, which is lost when the process ends, and not shared with other processes. On Workers
   * two concurrent deliveries may both run.
   */
  readonly inbox?: Inbox | undefined
  /** How old a signature may be, in milliseconds. Defaults to no limit: see `VerifyOptions`. */
  readonly maxAgeMs?: number | undefined
}

/** What {@link checkoutCallbackHandler} takes. */
export interface CheckoutCallbackHandlerOptions extends HandlerOptions {
  /** `merchantInfo.callbackAuthorizationToken` of the session. */
  readonly callbackAuthorizationToken: string
  /** Handles a session that has ended. */
  readonly onSession: (session: Checkout.Session) => unknown
  /** Defaults to one in memory, as for {@link WebhookHandlerOptions.inbox}. */
  readonly inbox?: Inbox | undefined
}

/** What {@link logisticsCallbackHandler} takes. */
export interface LogisticsCallbackHandlerOptions extends HandlerOptions {
  /** Checked if set. Whether this callback carries one is not documented: put a secret in its URL. */
  readonly callbackAuthorizationToken?: string | undefined
  /** Returns the delivery options to choose from, ideally within a second. */
  readonly onAddress: (
    address: Checkout.LogisticsOptionsQuery
  ) => ReadonlyArray<Checkout.LogisticsOption> | Promise<ReadonlyArray<Checkout.LogisticsOption>>
}

/** What {@link shippingCallbackHandler} takes. */
export interface ShippingCallbackHandlerOptions extends HandlerOptions {
  /** `shipping.dynamicOptions.callbackAuthorizationToken` of the payment. */
  readonly callbackAuthorizationToken: string
  /** Returns the shipping options to choose from, ideally within a second. Throw `CannotShip` when you do not ship there. */
  readonly onAddress: (
    address: Webhooks.ShippingOptionsQuery
  ) => ReadonlyArray<EPayment.ShippingGroup> | Promise<ReadonlyArray<EPayment.ShippingGroup>>
}
