/**
 * What a call to Vipps is, as a plain value: the client sends by it, and a test holds every one against the official
 * specification.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type * as Schema from "effect/Schema"
import type { RetryOptions } from "./config/Options.js"

/**
 * Where an operation is found and how it behaves.
 *
 * @since 0.1.0
 * @category models
 */
export interface Endpoint {
  /** Module and function: `EPayment.capturePayment`. */
  readonly name: string
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE"
  /** From the host's root, with `{reference}` or `{id}` where that goes. */
  readonly path: string
  /** An access token, or client id and secret as headers. */
  readonly auth: "Bearer" | "ClientSecret"
  /**
   * What a lost response may hide: nothing (`Read`), a change, or a capture, refund or release of money. Whatever is
   * not only a read carries an idempotency key.
   */
  readonly kind: "Read" | "Change" | "MoneyMovement"
  /** The server does not recognise a repeated request, so the SDK does not retry one whose outcome is unknown. */
  readonly notRepeatable?: boolean | undefined
  /** What to do after a lost response, where `notRepeatable`; completes "It may have taken effect: ...". */
  readonly afterLoss?: string | undefined
  /** The answer holds a secret: one that cannot be read is told without it. */
  readonly secretAnswer?: boolean | undefined
}

/**
 * One operation of a Vipps API: its endpoint, and what goes in and comes out.
 *
 * @since 0.1.0
 * @category models
 */
export interface Operation<Request, Response> extends Endpoint {
  /** What a reference in the path must look like; nothing but this and {@link id} is ever put into a path. */
  readonly reference?: Schema.Schema<string> | undefined
  /** What an id in the path must look like: one that Vipps gave, unlike a reference. */
  readonly id?: Schema.Schema<string> | undefined
  /** The body's schema; an operation without one sends no body. */
  readonly request?: Schema.Schema<Request> | undefined
  /** What looks wrong in a valid request, in words without personal data: logged as a warning, and the request is sent. */
  readonly warnings?: ((request: Request) => ReadonlyArray<string>) | undefined
  /** Fields of the body that are sent with these values when the caller leaves them out. */
  readonly defaults?: Partial<Request> | undefined
  /** The answer's schema; an operation without one ignores the answer's body. */
  // biome-ignore lint/suspicious/noExplicitAny: what a response is decoded from differs, and `Schema` is invariant in it
  readonly response?: Schema.Schema<Response, any> | undefined
  /** The response's schema reads the JSON as sent: nulls stay, nothing is lenient, and an empty body is `undefined`. */
  readonly responseAsSent?: boolean | undefined
}

/**
 * Options of one call, its last argument. Calls that wait take {@link AwaitOptions} instead.
 *
 * @since 0.1.0
 * @category models
 */
export interface CallOptions {
  /**
   * 1 to 50 printable ASCII characters. Vipps carries out requests with the same key and body once; a new intent needs
   * a new key.
   *
   * Omit to have one generated. It belongs to the Effect value: running the value again sends the same key. When a call
   * ends with `outcome: "unknown"` or is interrupted, its key is remembered in this process: the next equal call (same
   * operation, sales unit, reference and body) carries it again, until a call with it succeeds or is refused. At most
   * 10,000 keys, for 24 hours. After a success, an equal call is a new intent.
   *
   * Pass your own key, made from data you store, when a retry may come from another process or after a restart, and
   * when equal calls may overlap, such as two shipments of the same amount.
   */
  readonly idempotencyKey?: string | undefined
  /** Another sales unit than the configured one, for partners: 4 to 10 digits. */
  readonly merchantSerialNumber?: string | undefined
  /**
   * The whole call with its retries. Defaults to the configured one, 30 seconds. When it runs out, the call fails with a
   * `VippsTransportError` that reports outcome and key. `Effect.timeout` interrupts the call instead: its outcome is
   * unknown, and only a warning in the log names the key.
   */
  readonly timeout?: Duration.DurationInput | undefined
  /**
   * Changes to the configured retry policy for this call, or `false` for a single attempt. The retries of the
   * `HttpClient` provided, if it has any, multiply with these.
   */
  readonly retry?: RetryOptions | false | undefined
  /**
   * Fields that Vipps accepts and this version does not know, added to the request's body as they are: `{ newField:
   * true, paymentMethod: { newToo: 1 } }`. Objects are merged with those of the request, and arrays item by item. A
   * field that the request's type has is rejected here, so that its rules still apply.
   */
  readonly extra?: { readonly [field: string]: unknown } | undefined
}

/**
 * Options of a call that waits for an outcome.
 *
 * @since 0.1.0
 * @category models
 */
export interface AwaitOptions {
  /** Another sales unit than the configured one, for partners: 4 to 10 digits. */
  readonly merchantSerialNumber?: string | undefined
  /**
   * How long to wait, from now. Defaults to the time the customer has, plus 30 seconds: 10 minutes for a payment, one
   * hour for a Checkout session. A payment with `expiresAt` needs a longer one; where that is days, webhooks and
   * `EPayment.reconcile` are better than waiting.
   */
  readonly window?: Duration.DurationInput | undefined
  /**
   * When to read for the first time, from now; earlier if another waiter reads. Defaults to 5 seconds, which suits a
   * payment just created; zero suits a customer who has just come back.
   */
  readonly firstReadAfter?: Duration.DurationInput | undefined
}
