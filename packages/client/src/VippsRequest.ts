/**
 * Requests to endpoints of Vipps that this package does not cover, with everything its operations have: access token,
 * headers, retries, idempotency key, deadline, errors, spans and metrics.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Schema from "effect/Schema"
import { customOf } from "./internal/custom.js"
import { inputError } from "./internal/options.js"
import { send as sendOperation } from "./internal/send.js"
import type { CallOptions } from "./Operation.js"
import type { VippsConfig } from "./VippsConfig.js"
import type { VippsError } from "./VippsError.js"

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
   * At most 2000 characters. Encode what is not yours with `encodeURIComponent`; `..`, `//` and a fragment are refused.
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
   * Whether Vipps recognizes the repeated request, by its `Idempotency-Key` or because it sets the same state again. Only
   * then does the SDK repeat a request that may have been carried out. Defaults to true for `Read`, PUT and DELETE, and
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

/**
 * Sends a request to an endpoint that this package does not cover.
 *
 * Fails with `VippsInputError` before anything is sent, for a path that leaves the configured host or a body that is not
 * JSON; with `VippsDecodeError` when the response is not JSON or does not fit `response`; else as every operation.
 *
 * @example
 * ```ts
 * import { VippsRequest } from "@effect-vipps/client"
 * import * as Schema from "effect/Schema"
 *
 * const agreement = VippsRequest.send({
 *   method: "GET",
 *   path: `/recurring/v3/agreements/${encodeURIComponent("agr_5kSeqz")}`,
 *   response: Schema.Struct({ id: Schema.String, status: Schema.String })
 * })
 *
 * const charge = VippsRequest.send(
 *   {
 *     method: "POST",
 *     path: "/recurring/v3/agreements/agr_5kSeqz/charges/chr-1/capture",
 *     body: { amount: 10000, description: "December" },
 *     repeatable: true
 *   },
 *   { idempotencyKey: "chr-1-capture-1" }
 * )
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/
 * @since 0.1.0
 * @category operations
 */
export const send: <A = unknown, I = unknown>(
  request: VippsRequest<A, I>,
  options?: CallOptions
) => Effect.Effect<A, VippsError, VippsConfig | HttpClient.HttpClient> = Effect.fn("Vipps.VippsRequest.send")(
  <A, I>(request: VippsRequest<A, I>, options?: CallOptions) =>
    Either.match(customOf(request), {
      onLeft: (issues) => Effect.fail(inputError("VippsRequest.send", issues)),
      onRight: ({ body, operation, path }) => sendOperation(operation)({ path, request: body, options })
    })
)
