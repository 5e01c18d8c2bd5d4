/**
 * Requests to endpoints of Vipps that this package does not cover, with everything its operations have: access token,
 * headers, retries, idempotency key, deadline, errors, spans and metrics.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { customOf } from "./custom/customOf.js"
import type { VippsRequest } from "./custom/VippsRequest.js"
import { send as sendOperation } from "./internal/operation/send.js"
import { spanned } from "./internal/operation/span.js"
import { inputError } from "./internal/schema/checkOptions.js"
import type { CallOptions } from "./Operation.js"
import type { VippsConfig } from "./VippsConfig.js"
import type { VippsError } from "./VippsError.js"

export type { VippsRequest } from "./custom/VippsRequest.js"

/**
 * Sends a request to an endpoint that this package does not cover.
 *
 * Fails with `VippsInputError` before anything is sent, for a path that leaves the configured host or a body that is
 * not JSON; with `VippsDecodeError` when the response is not JSON or does not match `response`. See `VippsError` for
 * errors common to all operations.
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
) => Effect.Effect<A, VippsError, VippsConfig | HttpClient.HttpClient> = spanned("VippsRequest.send")(
  <A, I>(request: VippsRequest<A, I>, options?: CallOptions) =>
    Either.match(customOf(request), {
      onLeft: (issues) => Effect.fail(inputError("VippsRequest.send", issues)),
      onRight: ({ body, operation, path }) => sendOperation(operation)({ path, request: body, options })
    })
)
