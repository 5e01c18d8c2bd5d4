/** What a request to an endpoint of your choice is made of. */
import type * as Schema from "effect/Schema"

/**
 * A request to an endpoint of your choice.
 *
 * @since 0.1.0
 * @category models
 */
export interface VippsRequest<A = unknown, I = unknown> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  /**
   * Path and query, from the root of the configured host, and encoded as a URL is: `/recurring/v3/agreements?status=ACTIVE`.
   * At most 2000 characters. Encode variable parts with `encodeURIComponent`; `..`, `//` and a fragment are refused.
   */
  readonly path: string
  /** Sent as JSON. Omit to send none; a GET has none. */
  readonly body?: unknown
  /**
   * What the request does: it reads, changes something, or moves money. Anything but `Read` carries an idempotency key,
   * and its errors say whether it may have taken effect. Defaults to `Read` for GET and to `MoneyMovement` otherwise.
   */
  readonly kind?: "Read" | "Change" | "MoneyMovement" | undefined
  /**
   * Whether Vipps recognizes a retry, by its `Idempotency-Key` or because it sets the same state again. Only
   * then does the SDK retry a request that may have been carried out. Defaults to true for `Read`, PUT and DELETE, and
   * to false otherwise.
   */
  readonly repeatable?: boolean | undefined
  /** An access token, or client id and secret as headers, as Checkout has it. Defaults to `Bearer`. */
  readonly auth?: "Bearer" | "ClientSecret" | undefined
  /**
   * Decodes the JSON of a successful response as sent, nulls included; an empty body is `undefined`. Omit to get the JSON.
   */
  readonly response?: Schema.Schema<A, I> | undefined
}
