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
import * as Schema from "effect/Schema"
import type { ErrorCode } from "./ErrorCode.js"
import { publicFields } from "./error/publicFields.js"
import { VippsPublicError } from "./error/VippsPublicError.js"
import { millis } from "./internal/schema/rules.js"

export type { ErrorCode, Outcome } from "./ErrorCode.js"
export * from "./error/VippsPublicError.js"

/**
 * What every error of the SDK carries.
 *
 * @since 0.1.0
 * @category symbols
 */
export const TypeId: unique symbol = Symbol.for("@effect-vipps/client/VippsError")

/**
 * The type of {@link TypeId}.
 *
 * @since 0.1.0
 * @category symbols
 */
export type TypeId = typeof TypeId

/** Kept apart from the errors, so that printing, logging or serialising one never shows the response of Vipps. */
const bodies = new WeakMap<object, string>()

/** @internal */
export const rememberBody = <E extends VippsError>(error: E, body: string | undefined): E => {
  if (body !== undefined && body !== "") bodies.set(error, body)
  return error
}

/**
 * An equal error with its own stack, for one of several callers with the same failure.
 *
 * @internal
 */
export const copyOf = <E extends VippsError>(error: E): E => {
  const Class = error.constructor as new (fields: E, options: { readonly disableValidation: true }) => E
  // Not by the map: Effect wraps a failure in a proxy, which the map does not know.
  const body = "body" in error ? error.body : undefined
  return rememberBody(new Class({ ...error, message: error.message }, { disableValidation: true }), body)
}

const common = {
  /** What happened, whether it may have taken effect and what to do next. Holds no secrets and no personal data. */
  message: Schema.String,
  /** The operation, as in `EPayment.capturePayment`. */
  operation: Schema.String,
  /** The payment's or session's reference, where the call had one. */
  reference: Schema.optional(Schema.String),
  /** How many times the request was sent. */
  attempts: Schema.NonNegativeInt,
  /**
   * Whether the same call may succeed later. Retrying it is safe in this process, which remembers its key; elsewhere
   * retry it with `idempotencyKey`.
   */
  retryable: Schema.Boolean,
  /**
   * Whether the request may have taken effect. After `unknown`, retry the same call in this process, retry it with
   * `idempotencyKey` in another, or read the payment back; never retry it with a new key.
   */
  outcome: Schema.Literal("refused", "unknown"),
  /** The key every attempt carried; absent for a read. */
  idempotencyKey: Schema.optional(Schema.String)
}

const answered = {
  ...common,
  /** The HTTP status. */
  status: Schema.Int,
  /** Vipps' code, as in `6090`. */
  code: Schema.optional(Schema.String as Schema.Schema<ErrorCode>),
  title: Schema.optional(Schema.String),
  detail: Schema.optional(Schema.String),
  /** What Vipps' support asks for. */
  traceId: Schema.optional(Schema.String),
  /** Field by field, what Vipps found wrong. */
  extraDetails: Schema.optional(Schema.Array(Schema.Struct({ name: Schema.String, reason: Schema.String }))),
  /** How long Vipps asked to wait. A number is in milliseconds. */
  retryAfter: Schema.optional(millis)
}

const issues = Schema.Array(Schema.Struct({ path: Schema.String, message: Schema.String }))

/**
 * Invalid input; no request was sent. `issues` lists every invalid field and what it must be, never its value.
 *
 * @since 0.1.0
 * @category errors
 */
export class VippsInputError extends Schema.TaggedError<VippsInputError>("@effect-vipps/client/VippsInputError")(
  "VippsInputError",
  { ...common, issues }
) {
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The keys were not accepted: 401 (after one new token), 403, or the token endpoint rejected the credentials. Check
 * client id, client secret, subscription key and merchant serial number, and that they belong to this environment.
 *
 * @since 0.1.0
 * @category errors
 */
export class VippsAuthError extends Schema.TaggedError<VippsAuthError>("@effect-vipps/client/VippsAuthError")(
  "VippsAuthError",
  answered
) {
  get [TypeId](): TypeId {
    return TypeId
  }
  /** The raw response, at most 10 000 characters. */
  get body(): string | undefined {
    return bodies.get(this)
  }
}

/**
 * The API rejected the request: 400, 422 and other 4xx. `code` says why; the same request is rejected again.
 *
 * @since 0.1.0
 * @category errors
 */
export class VippsRequestError extends Schema.TaggedError<VippsRequestError>("@effect-vipps/client/VippsRequestError")(
  "VippsRequestError",
  answered
) {
  get [TypeId](): TypeId {
    return TypeId
  }
  /** The raw response, at most 10 000 characters. */
  get body(): string | undefined {
    return bodies.get(this)
  }
}

/**
 * 404: no payment or session with this reference at this sales unit.
 *
 * @since 0.1.0
 * @category errors
 */
export class VippsNotFoundError extends Schema.TaggedError<VippsNotFoundError>(
  "@effect-vipps/client/VippsNotFoundError"
)("VippsNotFoundError", answered) {
  get [TypeId](): TypeId {
    return TypeId
  }
  /** The raw response, at most 10 000 characters. */
  get body(): string | undefined {
    return bodies.get(this)
  }
}

/**
 * 409, or a code that means the same.
 *
 * - `ReferenceExists`: this reference is already in use; read that payment, or use a new reference.
 * - `QrIdTaken`: a QR code has this id already; read it back, or use `Qr.ensureRedirect`.
 * - `ReceiptExists`: the order has a receipt already, which cannot be changed; read it with `OrderManagement.getOrder`.
 * - `IdempotencyKeyReused`: this key was used with another body; use a new key for a new intent.
 * - `Unknown`: Vipps did not say.
 *
 * @since 0.1.0
 * @category errors
 */
export class VippsConflictError extends Schema.TaggedError<VippsConflictError>(
  "@effect-vipps/client/VippsConflictError"
)("VippsConflictError", {
  ...answered,
  reason: Schema.Literal("ReferenceExists", "QrIdTaken", "ReceiptExists", "IdempotencyKeyReused", "Unknown")
}) {
  get [TypeId](): TypeId {
    return TypeId
  }
  /** The raw response, at most 10 000 characters. */
  get body(): string | undefined {
    return bodies.get(this)
  }
}

/**
 * 429: too many requests for this reference. Wait for `retryAfter`, where given.
 *
 * @since 0.1.0
 * @category errors
 */
export class VippsRateLimitError extends Schema.TaggedError<VippsRateLimitError>(
  "@effect-vipps/client/VippsRateLimitError"
)("VippsRateLimitError", answered) {
  get [TypeId](): TypeId {
    return TypeId
  }
  /** The raw response, at most 10 000 characters. */
  get body(): string | undefined {
    return bodies.get(this)
  }
}

/**
 * 423, or codes 6160, 6250 and 6280: the payment is busy with another operation. Try again soon with the same key.
 *
 * @since 0.1.0
 * @category errors
 */
export class VippsBusyError extends Schema.TaggedError<VippsBusyError>("@effect-vipps/client/VippsBusyError")(
  "VippsBusyError",
  answered
) {
  get [TypeId](): TypeId {
    return TypeId
  }
  /** The raw response, at most 10 000 characters. */
  get body(): string | undefined {
    return bodies.get(this)
  }
}

/**
 * 5xx: the server failed. The operation may have been applied.
 *
 * @since 0.1.0
 * @category errors
 */
export class VippsServerError extends Schema.TaggedError<VippsServerError>("@effect-vipps/client/VippsServerError")(
  "VippsServerError",
  answered
) {
  get [TypeId](): TypeId {
    return TypeId
  }
  /** The raw response, at most 10 000 characters. */
  get body(): string | undefined {
    return bodies.get(this)
  }
}

/**
 * No usable response: the connection failed or was redirected elsewhere (`Network`), or time ran out (`Timeout`).
 *
 * Where the request provably did not leave, `outcome` is `refused` and the message says that no request was sent: the
 * host is unknown or refuses the connection, its certificate is not trusted, or a proxy does not let the request
 * through. Certificates and proxies' refusals are not retried.
 *
 * @since 0.1.0
 * @category errors
 */
export class VippsTransportError extends Schema.TaggedError<VippsTransportError>(
  "@effect-vipps/client/VippsTransportError"
)("VippsTransportError", {
  ...common,
  reason: Schema.Literal("Network", "Timeout"),
  /** What the network said, such as `ECONNREFUSED`. */
  detail: Schema.optional(Schema.String)
}) {
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The request succeeded (2xx), but the response cannot be read, or is larger than the configuration's
 * `maxResponseSize`. Never retried by the SDK.
 *
 * @since 0.1.0
 * @category errors
 */
export class VippsDecodeError extends Schema.TaggedError<VippsDecodeError>("@effect-vipps/client/VippsDecodeError")(
  "VippsDecodeError",
  { ...common, status: Schema.Int, issues }
) {
  get [TypeId](): TypeId {
    return TypeId
  }
  /** The raw response, at most 10 000 characters. It may hold personal data. */
  get body(): string | undefined {
    return bodies.get(this)
  }
}

/**
 * What every operation may fail with.
 *
 * @since 0.1.0
 * @category errors
 */
export type CommonError =
  | VippsInputError
  | VippsAuthError
  | VippsRequestError
  | VippsRateLimitError
  | VippsServerError
  | VippsTransportError
  | VippsDecodeError

const commonErrors = [
  VippsInputError,
  VippsAuthError,
  VippsRequestError,
  VippsRateLimitError,
  VippsServerError,
  VippsTransportError,
  VippsDecodeError
] as const

/**
 * The schema of {@link CommonError}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CommonError = Schema.Union(...commonErrors)

/**
 * What an operation may fail with that reads something, or ends it.
 *
 * @since 0.1.0
 * @category errors
 */
export type ReadError = CommonError | VippsNotFoundError

/**
 * The schema of {@link ReadError}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ReadError = Schema.Union(...commonErrors, VippsNotFoundError)

/**
 * What an operation may fail with that creates something under your reference.
 *
 * @since 0.1.0
 * @category errors
 */
export type CreateError = CommonError | VippsConflictError

/**
 * The schema of {@link CreateError}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CreateError = Schema.Union(...commonErrors, VippsConflictError)

/**
 * A conflict at an operation that creates nothing: what exists already is an earlier call with this idempotency key.
 *
 * @since 0.1.0
 * @category errors
 */
export interface VippsKeyConflictError extends VippsConflictError {
  readonly reason: "IdempotencyKeyReused" | "Unknown"
}

/**
 * The schema of {@link VippsKeyConflictError}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const VippsKeyConflictError = VippsConflictError.pipe(
  Schema.filter(
    (error): error is VippsKeyConflictError => error.reason === "IdempotencyKeyReused" || error.reason === "Unknown",
    { description: "a conflict with an earlier call that had the same idempotency key" }
  )
)

/**
 * What an operation may fail with that changes something that exists.
 *
 * @since 0.1.0
 * @category errors
 */
export type ModifyError = CommonError | VippsNotFoundError | VippsKeyConflictError | VippsBusyError

/**
 * The schema of {@link ModifyError}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ModifyError = Schema.Union(...commonErrors, VippsNotFoundError, VippsKeyConflictError, VippsBusyError)

/**
 * Any error of an operation. Each operation declares which of them it may fail with.
 *
 * @since 0.1.0
 * @category errors
 */
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
 * The schema of {@link VippsError}. Prefer the union that the operation declares: {@link ReadError}, {@link CreateError}
 * or {@link ModifyError}.
 *
 * @example
 * ```ts
 * import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
 * import { EPayment, VippsError } from "@effect-vipps/client"
 *
 * const getPayment = HttpApiEndpoint.get("getPayment", "/payments")
 *   .addSuccess(EPayment.Payment)
 *   .addError(VippsError.ReadError, { status: 502 })
 * ```
 *
 * @since 0.1.0
 * @category schemas
 */
export const VippsError = Schema.Union(...commonErrors, VippsNotFoundError, VippsConflictError, VippsBusyError)

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
 * The unions of errors, by the names that operations have for them.
 *
 * @since 0.1.0
 * @category errors
 */
export interface ErrorUnions {
  readonly Common: CommonError
  readonly Read: ReadError
  readonly Create: CreateError
  readonly Modify: ModifyError
  readonly Any: VippsError
}

/**
 * True for every error of the SDK, also one made by another copy of it (ESM and CommonJS in one process).
 *
 * @since 0.1.0
 * @category guards
 */
export const isVippsError = (value: unknown): value is VippsError => Predicate.hasProperty(value, TypeId)
