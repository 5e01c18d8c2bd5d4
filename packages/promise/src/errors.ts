/**
 * What a call can reject with: the classes of the client, typed without Effect. `instanceof` and `_tag` both work.
 */

import * as Callbacks from "@effect-vipps/client/Callbacks"
import type { ErrorCode, Outcome } from "@effect-vipps/client/ErrorCode"
import * as Errors from "@effect-vipps/client/VippsError"

export type { ErrorCode, Outcome }

/** The fields of every error. */
export interface VippsErrorFields extends Error {
  /** What happened, whether it may have taken effect and what to do next. Holds no secrets and no personal data. */
  readonly message: string
  /** The operation, as in `EPayment.capturePayment`. */
  readonly operation: string
  /** The payment's or session's reference, where the call had one. */
  readonly reference?: string | undefined
  /** How many times the request was sent. */
  readonly attempts: number
  /**
   * Whether the same call may succeed later. Retrying it is safe in this process, which remembers its key; elsewhere
   * retry it with `idempotencyKey`.
   */
  readonly retryable: boolean
  /**
   * Whether the request may have taken effect. After `unknown`, retry the same call in this process, retry it with
   * `idempotencyKey` in another, or read the payment back; never retry it with a new key. `refused` says nothing about
   * an earlier call with the same key.
   */
  readonly outcome: Outcome
  /** The key every attempt carried; absent for a read. */
  readonly idempotencyKey?: string | undefined
}

/** The fields of an error from a response. */
export interface VippsAnswerFields extends VippsErrorFields {
  /** The HTTP status. */
  readonly status: number
  /** Vipps' code, as in `6090`. */
  readonly code?: ErrorCode | undefined
  readonly title?: string | undefined
  readonly detail?: string | undefined
  /** What Vipps' support asks for. */
  readonly traceId?: string | undefined
  /** Field by field, what Vipps found wrong. */
  readonly extraDetails?: ReadonlyArray<{ readonly name: string; readonly reason: string }> | undefined
  /** Milliseconds Vipps asked to wait. */
  readonly retryAfter?: number | undefined
  /** The raw answer, at most 10 000 characters; never printed by itself. */
  readonly body: string | undefined
}

/** One thing that is wrong: where, and what it should be. */
export interface Issue {
  readonly path: string
  readonly message: string
}

/** Invalid input; no request was sent. `issues` lists every invalid field and what it must be. */
export interface VippsInputError extends VippsErrorFields {
  readonly _tag: "VippsInputError"
  readonly issues: ReadonlyArray<Issue>
}

/** The keys were not accepted: 401 (after one new token), 403, or the token endpoint rejected the credentials. */
export interface VippsAuthError extends VippsAnswerFields {
  readonly _tag: "VippsAuthError"
}

/** The API refused: 400, 422 and other 4xx. `code` tells why. */
export interface VippsRequestError extends VippsAnswerFields {
  readonly _tag: "VippsRequestError"
}

/** 404: no payment or session with this reference at this sales unit. */
export interface VippsNotFoundError extends VippsAnswerFields {
  readonly _tag: "VippsNotFoundError"
}

/** 409: the reference is already in use, or the idempotency key was used with another body. */
export interface VippsConflictError extends VippsAnswerFields {
  readonly _tag: "VippsConflictError"
  readonly reason: "ReferenceExists" | "IdempotencyKeyReused" | "Unknown"
}

/** 429: wait for `retryAfter` milliseconds, where given. */
export interface VippsRateLimitError extends VippsAnswerFields {
  readonly _tag: "VippsRateLimitError"
}

/** 423, or codes 6160, 6250 and 6280: try again soon with the same key. */
export interface VippsBusyError extends VippsAnswerFields {
  readonly _tag: "VippsBusyError"
}

/** 5xx: the server failed. The operation may have been applied. */
export interface VippsServerError extends VippsAnswerFields {
  readonly _tag: "VippsServerError"
}

/**
 * No usable response: the connection failed (`Network`), or time ran out (`Timeout`). Where the request provably did
 * not leave, `outcome` is `refused` and the message says that no request was sent: the host is unknown or refuses the
 * connection, its certificate is not trusted, or a proxy does not let the request through.
 */
export interface VippsTransportError extends VippsErrorFields {
  readonly _tag: "VippsTransportError"
  readonly reason: "Network" | "Timeout"
  /** What the network said, such as `ECONNREFUSED`. */
  readonly detail?: string | undefined
}

/** The request succeeded (2xx), but the response cannot be read, or is larger than `maxResponseSize`. */
export interface VippsDecodeError extends VippsErrorFields {
  readonly _tag: "VippsDecodeError"
  readonly status: number
  readonly issues: ReadonlyArray<Issue>
  /** The raw answer, at most 10 000 characters; never printed by itself. */
  readonly body: string | undefined
}

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

/**
 * A request that claims to come from Vipps, and must not be acted on: respond with 401, or 400 for `Payload`. No call
 * rejects with it, so it is no `VippsError`. Its message says what to check; it contains no secret and nothing of the
 * body.
 */
export interface VippsWebhookError extends Error {
  readonly _tag: "VippsWebhookError"
  readonly message: string
  /**
   * - `MissingHeader`: not signed, or a proxy stripped a header.
   * - `BodyHash`: the body does not match its signed hash. Most often it was parsed and serialised again.
   * - `Signature`: signed with another secret, or for another URL.
   * - `Token`: a callback whose `Authorization` header is not the configured token.
   * - `Stale`: signed longer ago than `maxAgeMs`.
   * - `Payload`: the request is authentic, but its body cannot be read.
   */
  readonly reason: "MissingHeader" | "BodyHash" | "Signature" | "Token" | "Stale" | "Payload"
}

/** Throw it in `onAddress` of `shippingCallbackHandler` when you do not ship to the address: the customer sees it. */
export interface CannotShip extends Error {
  readonly _tag: "CannotShip"
}

/** A class to use with `instanceof`, and in what test libraries make of it. */
// biome-ignore lint/suspicious/noExplicitAny: test libraries ask for a class that can be made from anything
export type ErrorClass<E> = new (...args: any) => E

/**
 * Bundling shortens the names of classes; these are printed. What the classes inherit from Effect is hidden from those
 * who list it, such as the serialisers of logging libraries.
 */
const named = <C extends { readonly _tag: string; readonly prototype: object }>(errorClass: C): C => {
  const { prototype } = errorClass
  for (const key in prototype) {
    const value: unknown = Reflect.get(prototype, key)
    Object.defineProperty(prototype, key, { value, configurable: true, writable: true, enumerable: false })
  }
  return Object.defineProperty(errorClass, "name", { value: errorClass._tag })
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
export const VippsWebhookError: ErrorClass<VippsWebhookError> = named(Errors.VippsWebhookError)
export const CannotShip: ErrorClass<CannotShip> = named(Callbacks.CannotShip)

/** True for every error of the SDK, also one made by another copy of it (ESM and CommonJS in one process). */
export const isVippsError = (value: unknown): value is VippsError => Errors.isVippsError(value)
