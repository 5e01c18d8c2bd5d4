/**
 * Every error of the SDK: one class per thing the caller does next.
 *
 * All of them tell the `operation`, whether trying again with the same idempotency key may help (`retryable`), and
 * whether the request may have taken effect (`outcome`).
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type { Open } from "./internal/schema.js"

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

/**
 * Vipps' own number of what went wrong, as a string; codes unknown to this version pass through. Checkout has codes of
 * another form, such as `Session-00100`.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/errors/
 * @since 0.1.0
 * @category models
 */
// biome-ignore format: one line per hundred
export type ErrorCode = Open<
  | "3010"
  | "4010" | "4020" | "4040" | "4050" | "4060" | "4070" | "4080" | "4090"
  | "4100" | "4110" | "4120" | "4130" | "4140" | "4150" | "4160"
  | "5010" | "5020" | "5030" | "5040" | "5050" | "5060" | "5070" | "5080" | "5090" | "5100"
  | "6010" | "6020" | "6030" | "6040" | "6050" | "6060" | "6070" | "6080" | "6090"
  | "6100" | "6110" | "6120" | "6130" | "6140" | "6150" | "6160" | "6170" | "6180" | "6190"
  | "6200" | "6210" | "6220" | "6230" | "6250" | "6260" | "6280"
  | "7010"
  | "10010" | "10020" | "10030" | "10040" | "10050" | "10060" | "10070"
>

/**
 * - `"refused"`: nothing was changed by this call.
 * - `"unknown"`: at least one attempt was left without a usable answer, so it may have taken effect, and money may have
 *   moved. Repeat with the same `idempotencyKey`, or read the payment back; never repeat with a new key.
 *
 * @since 0.1.0
 * @category models
 */
export type Outcome = "refused" | "unknown"

/** Kept apart from the errors, so that printing, logging or serialising one never shows what Vipps answered. */
const bodies = new WeakMap<object, string>()

/** @internal */
export const rememberBody = <E extends VippsError>(error: E, body: string | undefined): E => {
  if (body !== undefined && body !== "") bodies.set(error, body)
  return error
}

const common = {
  /** What happened, whether it may have taken effect and what to do next. Holds no secrets and no personal data. */
  message: Schema.String,
  /** The operation, as in `EPayment.capturePayment`. */
  operation: Schema.String,
  /** The payment's or session's reference, where the call had one. */
  reference: Schema.optional(Schema.String),
  /** How many times the request was sent. */
  attempts: Schema.Number,
  /** Whether the same call, with the same idempotency key, may succeed later. */
  retryable: Schema.Boolean,
  /** Whether the request may have taken effect. */
  outcome: Schema.Literal("refused", "unknown"),
  /** The key every attempt carried. */
  idempotencyKey: Schema.optional(Schema.String)
}

const answered = {
  ...common,
  /** The HTTP status. */
  status: Schema.Number,
  /** Vipps' code, as in `6090`. */
  code: Schema.optional(Schema.String as Schema.Schema<ErrorCode>),
  title: Schema.optional(Schema.String),
  detail: Schema.optional(Schema.String),
  /** What Vipps' support asks for. */
  traceId: Schema.optional(Schema.String),
  /** Field by field, what Vipps found wrong. */
  extraDetails: Schema.optional(Schema.Array(Schema.Struct({ name: Schema.String, reason: Schema.String }))),
  /** Milliseconds Vipps asked to wait. */
  retryAfter: Schema.optional(Schema.Number)
}

const issues = Schema.Array(Schema.Struct({ path: Schema.String, message: Schema.String }))

/**
 * The input broke a rule; nothing was sent. `issues` tells every field and what it should be, never its value.
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
 * The keys were not accepted: 401 (after one new token), 403, or the token endpoint said no. Check client id, client
 * secret, subscription key and merchant serial number, and that they belong to this environment.
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
  /** The raw answer, at most 10 000 characters. */
  get body(): string | undefined {
    return bodies.get(this)
  }
}

/**
 * The API refused: 400, 422 and other 4xx. `code` tells why; the same request will be refused again.
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
  /** The raw answer, at most 10 000 characters. */
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
  /** The raw answer, at most 10 000 characters. */
  get body(): string | undefined {
    return bodies.get(this)
  }
}

/**
 * 409, or a code that means the same.
 *
 * - `ReferenceExists`: this reference is taken; read that payment, or use a new reference.
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
  reason: Schema.Literal("ReferenceExists", "IdempotencyKeyReused", "Unknown")
}) {
  get [TypeId](): TypeId {
    return TypeId
  }
  /** The raw answer, at most 10 000 characters. */
  get body(): string | undefined {
    return bodies.get(this)
  }
}

/**
 * 429: too many requests for this reference. Wait for `retryAfter` milliseconds, where given.
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
  /** The raw answer, at most 10 000 characters. */
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
  /** The raw answer, at most 10 000 characters. */
  get body(): string | undefined {
    return bodies.get(this)
  }
}

/**
 * 5xx: Vipps failed, perhaps after doing the work.
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
  /** The raw answer, at most 10 000 characters. */
  get body(): string | undefined {
    return bodies.get(this)
  }
}

/**
 * No usable answer: the connection failed or was redirected elsewhere (`Network`), or time ran out (`Timeout`).
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
 * The request succeeded (2xx), but the answer cannot be read. Never repeated by the SDK.
 *
 * @since 0.1.0
 * @category errors
 */
export class VippsDecodeError extends Schema.TaggedError<VippsDecodeError>("@effect-vipps/client/VippsDecodeError")(
  "VippsDecodeError",
  { ...common, status: Schema.Number, issues }
) {
  get [TypeId](): TypeId {
    return TypeId
  }
  /** The raw answer, at most 10 000 characters. It may hold personal data. */
  get body(): string | undefined {
    return bodies.get(this)
  }
}

/**
 * Every error an operation can fail with.
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
 * True for every error of the SDK, also one made by another copy of it (ESM and CommonJS in one process).
 *
 * @since 0.1.0
 * @category guards
 */
export const isVippsError = (value: unknown): value is VippsError => Predicate.hasProperty(value, TypeId)
