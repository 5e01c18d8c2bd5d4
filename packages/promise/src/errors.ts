/**
 * What a call can reject with: the classes of the client, typed without Effect. `instanceof` and `_tag` both work.
 */

import * as Callbacks from "@effect-vipps/client/Callbacks"
import type { ErrorCode, Outcome } from "@effect-vipps/client/ErrorCode"
import { publicFields } from "@effect-vipps/client/error/publicFields"
import * as Receiving from "@effect-vipps/client/internal/receive/VippsWebhookError"
import * as Errors from "@effect-vipps/client/VippsError"
import type { Thrown, ThrownAs } from "./internal/derive.js"

export { isWorthRepeating } from "@effect-vipps/client/error/isWorthRepeating"
export type { ErrorCode, Outcome }

/** The fields of every error. */
export type VippsErrorFields = Thrown<Omit<Errors.VippsInputError, "_tag" | "issues">>

/** The fields of an error from a response. */
export type VippsAnswerFields = ThrownAs<VippsErrorFields, Omit<Errors.VippsRequestError, "_tag">>

/** One issue: where it is, and what the value should be. */
export interface Issue {
  readonly path: string
  readonly message: string
}

export type VippsInputError = ThrownAs<VippsErrorFields, Errors.VippsInputError>
export type VippsAuthError = ThrownAs<VippsAnswerFields, Errors.VippsAuthError>
export type VippsRequestError = ThrownAs<VippsAnswerFields, Errors.VippsRequestError>
export type VippsNotFoundError = ThrownAs<VippsAnswerFields, Errors.VippsNotFoundError>
export type VippsConflictError = ThrownAs<VippsAnswerFields, Errors.VippsConflictError>
export type VippsRateLimitError = ThrownAs<VippsAnswerFields, Errors.VippsRateLimitError>
export type VippsBusyError = ThrownAs<VippsAnswerFields, Errors.VippsBusyError>
export type VippsServerError = ThrownAs<VippsAnswerFields, Errors.VippsServerError>
export type VippsTransportError = ThrownAs<VippsErrorFields, Errors.VippsTransportError>
export type VippsDecodeError = ThrownAs<VippsErrorFields, Errors.VippsDecodeError>

/** Every error a call can reject with, besides the reason of its own signal. */
export type VippsError =
  | VippsInputError
  | VippsAuthError
  | VippsRequestError
  | VippsNotFoundError
  | VippsConflictError
  | VippsRateLimitError
  | VippsBusyError
  | VippsServerError
  | VippsTransportError
  | VippsDecodeError

export type VippsWebhookError = Thrown<Receiving.VippsWebhookError>

/** Throw it in `onAddress` of `shippingCallbackHandler` when you do not ship to the address: the customer sees it. */
export type CannotShip = Thrown<Callbacks.CannotShip>

/** A class to use with `instanceof`, and in what test libraries make of it. */
// biome-ignore lint/suspicious/noExplicitAny: test libraries ask for a class that can be made from anything
export type ErrorClass<E> = new (...args: any) => E

/**
 * Bundling shortens the names of classes; these are printed. What the classes inherit from Effect is hidden from those
 * who list it, such as the serialisers of logging libraries.
 *
 * A rejection has its durations in milliseconds.
 */
const named = <E extends { readonly _tag: string }>(errorClass: {
  readonly _tag: E["_tag"]
  readonly prototype: object
}): ErrorClass<E> => {
  const { prototype } = errorClass
  for (const key in prototype) {
    const value: unknown = Reflect.get(prototype, key)
    Object.defineProperty(prototype, key, { value, configurable: true, writable: true, enumerable: false })
  }
  return Object.defineProperty(errorClass as unknown as ErrorClass<E>, "name", { value: errorClass._tag })
}

export const VippsInputError: ErrorClass<VippsInputError> = named(Errors.VippsInputError)
export const VippsAuthError: ErrorClass<VippsAuthError> = named(Errors.VippsAuthError)
export const VippsRequestError: ErrorClass<VippsRequestError> = named(Errors.VippsRequestError)
export const VippsNotFoundError: ErrorClass<VippsNotFoundError> = named(Errors.VippsNotFoundError)
export const VippsConflictError: ErrorClass<VippsConflictError> = named(Errors.VippsConflictError)
export const VippsRateLimitError: ErrorClass<VippsRateLimitError> = named(Errors.VippsRateLimitError)
export const VippsBusyError: ErrorClass<VippsBusyError> = named(Errors.VippsBusyError)
export const VippsServerError: ErrorClass<VippsServerError> = named(Errors.VippsServerError)
export const VippsTransportError: ErrorClass<VippsTransportError> = named(Errors.VippsTransportError)
export const VippsDecodeError: ErrorClass<VippsDecodeError> = named(Errors.VippsDecodeError)
export const VippsWebhookError: ErrorClass<VippsWebhookError> = named(Receiving.VippsWebhookError)
export const CannotShip: ErrorClass<CannotShip> = named(Callbacks.CannotShip)

/**
 * True for every error that a call fails with, also one made by another copy of the SDK (ESM and CommonJS in one process).
 * A `VippsWebhookError` is about a request from Vipps, and none of them.
 */
export const isVippsError = (value: unknown): value is VippsError => Errors.isVippsError(value)

/** What others may see of an error: a customer, a browser, another team. A plain object, for a response. */
export interface PublicError {
  /** An English sentence that can be shown. */
  readonly message: string
  /**
   * - `NotFound`: Vipps MobilePay has nothing under this reference.
   * - `Conflict`: it exists already, or contradicts an earlier request.
   * - `Rejected`: Vipps MobilePay refused the request; the same one is refused again.
   * - `Unavailable`: Vipps MobilePay cannot be reached, or is busy.
   * - `Failed`: a fault of the integration. Its operator finds it in the log.
   */
  readonly reason: "NotFound" | "Conflict" | "Rejected" | "Unavailable" | "Failed"
  /** After `unknown` it may have taken effect: look before trying again. */
  readonly outcome: Outcome
  /** Whether trying again may succeed, and cannot do anything twice. */
  readonly retryable: boolean
  /** The payment's or session's reference, where the call had one. */
  readonly reference?: string
  /** What Vipps' support asks for. */
  readonly traceId?: string
  /** Milliseconds to wait. */
  readonly retryAfter?: number
}

/**
 * What others may see of an error: without the idempotency key, the operation, Vipps' own words and advice for the merchant.
 * Log the error itself.
 *
 * @example
 * ```ts
 * import { isVippsError, toPublic } from "@effect-vipps/promise"
 *
 * const responseTo = (error: unknown): Response => {
 *   if (!isVippsError(error)) throw error
 *   console.error(error)
 *   return Response.json(toPublic(error), { status: error.retryable ? 503 : 502 })
 * }
 * ```
 */
export const toPublic = (error: VippsError): PublicError => publicFields<number>(error)
