/**
 * Every error of the SDK: one class per thing the caller does next.
 *
 * All of them report the `operation`, whether a retry with the same idempotency key may succeed (`retryable`), and
 * whether the request may have taken effect (`outcome`).
 *
 * What may be new in a minor version: tags of `VippsError`, `reason`s, and codes, which are Vipps' own. What an operation
 * declares to fail with ({@link ReadError} and so on) changes in a major version only, so a `catchTags` that is
 * exhaustive stays so. Values that Vipps adds pass through, as does an outcome's `Unknown`.
 *
 * The classes and their unions are schemas: errors of an RPC, an HTTP API, a workflow or a queue. An encoded error has the
 * fields that it prints as JSON, with `retryAfter` in milliseconds; the raw response stays behind. It is for programs of
 * your own: {@link toPublic} makes what others may see.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Predicate from "effect/Predicate"
import { TypeId } from "./error/classes.js"
import { publicFields } from "./error/publicFields.js"
import type { VippsError } from "./error/unions.js"
import { VippsPublicError } from "./error/VippsPublicError.js"

export type { ErrorCode, Outcome } from "./ErrorCode.js"
export * from "./error/classes.js"
export * from "./error/isWorthRepeating.js"
export * from "./error/unions.js"
export * from "./error/VippsPublicError.js"

/**
 * The error that others may see: a customer, a browser, another team. Without the idempotency key, the operation, Vipps'
 * own words and advice for the merchant; `retryable` is true only if a retry cannot do anything twice.
 *
 * @example
 * ```ts
 * import { EPayment, VippsError } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const created = (request: EPayment.CreatePaymentRequest) =>
 *   EPayment.createPayment(request).pipe(Effect.tapError(Effect.logError), Effect.mapError(VippsError.toPublic))
 * ```
 *
 * @since 0.1.0
 * @category conversions
 */
export const toPublic = (error: VippsError): VippsPublicError =>
  new VippsPublicError(publicFields<Duration.Duration>(error))

/**
 * True for every error that a call fails with, also one made by another copy of the SDK (ESM and CommonJS in one process).
 * A `VippsWebhookError` is about a request from Vipps, and none of them.
 *
 * @since 0.1.0
 * @category guards
 */
export const isVippsError = (value: unknown): value is VippsError => Predicate.hasProperty(value, TypeId)
