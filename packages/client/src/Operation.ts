/**
 * What the operations of Vipps are, as plain values: one table per API (`EPayment.operations`, ...). The client sends by
 * them; command lines, documentation and tests read them.
 *
 * They are facts to read, not options to change: nothing public takes one. For an endpoint without an operation use
 * `VippsRequest.send`.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type * as Redacted from "effect/Redacted"
import type * as Schedule from "effect/Schedule"
import type * as Schema from "effect/Schema"
import type { RetryOptions } from "./config/Options.js"
import type { ErrorUnions, VippsConflictError, VippsError } from "./VippsError.js"

/**
 * A schema of any type, without requirements.
 *
 * @since 0.1.0
 * @category models
 */
export type AnySchema = Schema.Schema.AnyNoContext

/**
 * What the error codes of an API mean, where the status does not say it.
 *
 * @since 0.1.0
 * @category models
 */
export interface ErrorRules {
  /** Codes that mean `VippsBusyError`, as 423 does. */
  readonly busy?: ReadonlyArray<string> | undefined
  /**
   * Codes that mean `VippsConflictError`, and its `reason`. A key may also be a status: it holds for what has no code of
   * this table.
   */
  readonly conflicts?: { readonly [code: string]: VippsConflictError["reason"] } | undefined
  /** `code` is the last part of the problem's `type`, after `#` or `/`, where the problem has no code of its own. */
  readonly codeFrom?: "type" | undefined
}

/**
 * The name of a union of errors: `Read` is `VippsError.ReadError`, and so on; `Any` is `VippsError.VippsError`.
 *
 * @since 0.1.0
 * @category models
 */
export type Fails = keyof ErrorUnions

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
  /** From the host's root, with the name of each path parameter in braces: `/epayment/v1/payments/{reference}`. */
  readonly path: string
  /**
   * How a request proves whose it is.
   *
   * - `Bearer`: an access token.
   * - `ClientSecret`: client id and secret as headers.
   * - `Basic`: client id and secret as HTTP Basic authentication.
   * - `None`: no credentials but the subscription key.
   */
  readonly auth: "Bearer" | "ClientSecret" | "Basic" | "None"
  /** With `Bearer`: the operation that fetches the access token. */
  readonly token?: TokenOperation | undefined
  /**
   * What a lost response may hide: nothing (`Read`), a change, or a capture, refund or release of money. Whatever is
   * not only a read carries an idempotency key.
   */
  readonly kind: "Read" | "Change" | "MoneyMovement"
  /** Which errors it may fail with: a union, or several. A response that means another error is a `VippsRequestError`. */
  readonly fails: Fails | ReadonlyArray<Fails>
  readonly errors?: ErrorRules | undefined
  /** What a caller's idempotency key must look like; `None` where the API has no such keys. Generated keys are UUIDs. */
  readonly idempotencyKey?: Schema.Schema<string> | "None" | undefined
  /** The server does not recognise a repeated request, so the SDK does not retry one whose outcome is unknown. */
  readonly notRepeatable?: boolean | undefined
  /** What to do after a lost response, where `notRepeatable`; completes "It may have taken effect: ...". */
  readonly afterLoss?: string | undefined
  /** Only the test environment has it; completes "production has no ...". */
  readonly testOnly?: string | undefined
  /** The response holds a secret: an error about one that cannot be read does not contain it. */
  readonly secretResponse?: boolean | undefined
  /** The media types asked for. Defaults to JSON. */
  readonly accept?: string | undefined
  /** A response that is no JSON, which needs no schema: a text, or {@link Bytes}. */
  readonly responseFormat?: "text" | "bytes" | undefined
  /** What the body is sent as. Defaults to JSON. */
  readonly contentType?: "application/json" | "application/x-www-form-urlencoded" | undefined
  /** Headers of every other request that this one must not carry, in lower case. */
  readonly without?: ReadonlyArray<string> | undefined
  /** What differs with a configuration in which an option is true. */
  readonly when?:
    | {
        readonly [Option in "accountingKeys" | "userinfoSubscriptionKey"]?:
          | Pick<Endpoint, "token" | "without">
          | undefined
      }
    | undefined
}

/**
 * Reads a header of a response, whatever the case of its name.
 *
 * @since 0.1.0
 * @category models
 */
export type Header = (name: string) => string | undefined

/**
 * One operation of a Vipps API: its endpoint, and what goes in and comes out. `Arguments` are those of its function,
 * options included.
 *
 * @since 0.1.0
 * @category models
 */
export interface Operation<in Arguments extends ReadonlyArray<unknown>, out A, out E = VippsError> extends Endpoint {
  /** The names of its function's arguments, in order and without the options: `["reference", "request"]`. */
  readonly arguments: ReadonlyArray<string>
  /** What each path parameter must look like. Nothing else is ever put into the path. */
  readonly parameters?: { readonly [name: string]: AnySchema } | undefined
  /** What messages and errors name: a path parameter, or a part of the request. Omit for none. */
  readonly subject?: string | ((request: never) => string | undefined) | undefined
  /** The body's schema; an operation without one sends no body. */
  readonly request?: AnySchema | undefined
  /** The request may be left out, and is then sent as `{}`. */
  readonly requestOptional?: boolean | undefined
  /** Fields of the body that are sent with these values when the caller leaves them out. */
  readonly defaults?: { readonly [field: string]: unknown } | undefined
  /** What looks wrong in a valid request, in words without personal data: logged as a warning, and the request is sent. */
  readonly warnings?: ((request: never) => ReadonlyArray<string>) | undefined
  /** The schema of one argument whose encoded fields are sent in the query string; a list repeats its key. */
  readonly query?: AnySchema | undefined
  /** Which of these fields are sent as request headers instead, and as which. */
  readonly headers?: { readonly [field: string]: string } | undefined
  /** The schema of a JSON response; an operation without one ignores the response's body. */
  readonly response?: AnySchema | undefined
  /** The response's schema reads the JSON as sent: nulls stay, nothing is lenient, and an empty body is `undefined`. */
  readonly responseAsSent?: boolean | undefined
  /** What the call returns, made from the decoded body and the response's headers. Omit to return the body. */
  readonly result?: ((body: never, header: Header) => unknown) | undefined
  /** For the compiler only: no operation has it. */
  readonly types?: ((...given: Arguments) => readonly [value: A, error: E]) | undefined
}

/**
 * What the endpoint of an access token responds with.
 *
 * @since 0.1.0
 * @category models
 */
export interface TokenResponse {
  readonly access_token: Redacted.Redacted
  /** The life of the token, in seconds. */
  readonly expires_in: number
}

/**
 * An operation that fetches an access token.
 *
 * @since 0.1.0
 * @category models
 */
export type TokenOperation = Operation<never, TokenResponse, VippsError>

/**
 * A response that is no JSON.
 *
 * @since 0.1.0
 * @category models
 */
export interface Bytes {
  readonly bytes: Uint8Array
  /** As in `image/png`. */
  readonly mediaType: string | undefined
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
   * ends with `outcome: "unknown"` or is interrupted, the configuration remembers its key in memory: the next equal call
   * (same operation, sales unit, reference and body) carries it again, until a call with it succeeds or is refused, also
   * one that it was passed to. At most 10,000 keys, for 24 hours. After a success, an equal call is a new intent.
   *
   * A configuration is what one `VippsConfig.make` or one layer made, with everything derived from it.
   *
   * Pass your own key, made from data you store, when a retry may come from another process, from another configuration
   * or after a restart, and when equal calls may overlap, such as two shipments of the same amount.
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
  /**
   * When to read again, instead of every 2 seconds; never sooner than half a second after another read. It receives what
   * each read has returned, and when it ends, the wait ends as at the end of `window`.
   */
  readonly schedule?: Schedule.Schedule<unknown> | undefined
}
