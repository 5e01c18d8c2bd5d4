/** One class per thing the caller does next. */
import * as Schema from "effect/Schema"
import type { ErrorCode } from "../ErrorCode.js"
import { millis } from "../internal/schema/rules.js"
import { bodyOf } from "./body.js"

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
   * Whether the same call may succeed later. Retrying it is safe with this configuration, which remembers its key;
   * elsewhere retry it with `idempotencyKey`.
   */
  retryable: Schema.Boolean,
  /**
   * Whether the request may have taken effect. After `unknown`, retry the same call with this configuration, retry
   * it with `idempotencyKey` elsewhere, or read the payment back; never retry it with a new key.
   */
  outcome: Schema.Literal("refused", "unknown"),
  /** The key every attempt carried; absent for a read. */
  idempotencyKey: Schema.optional(Schema.String),
  /**
   * True where the outcome is unknown and Vipps does not recognise a repeated request, whatever its key: repeating may
   * do it twice. Read back what happened.
   */
  notRepeatable: Schema.optional(Schema.Literal(true))
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
 * The keys were not accepted: 401 (also with a new token), 403, or the token endpoint rejected the credentials. Check
 * client id, client secret, subscription key and merchant serial number, and that they belong to this environment. A 403
 * with a `code` means that the sales unit may not do this: Vipps enables some features on request.
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
    return bodyOf(this)
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
    return bodyOf(this)
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
    return bodyOf(this)
  }
}

/**
 * 409, or a code that means the same.
 *
 * - `ReferenceExists`: this reference is already in use; read that payment, or use a new reference.
 * - `QrIdTaken`: a QR code has this id already; read it back, or use `Qr.ensureRedirect`.
 * - `ReceiptExists`: the order has a receipt already, which cannot be changed; read it with `OrderManagement.getOrder`.
 * - `IdempotencyKeyReused`: this key was used with another body, and that request may have been carried out; read it back
 *   before you send a changed one with a new key.
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
    return bodyOf(this)
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
    return bodyOf(this)
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
    return bodyOf(this)
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
    return bodyOf(this)
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
 * A response of 2xx that cannot be read, or is larger than the configuration's `maxResponseSize`. It may be a page of a
 * proxy, so the request may or may not have been carried out: see `outcome`. Never retried by the SDK.
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
    return bodyOf(this)
  }
}
