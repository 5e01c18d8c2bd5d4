/** Which errors the operations declare. */
import * as Schema from "effect/Schema"
import {
  VippsAuthError,
  VippsBusyError,
  VippsConflictError,
  VippsDecodeError,
  VippsInputError,
  VippsNotFoundError,
  VippsRateLimitError,
  VippsRequestError,
  VippsServerError,
  VippsTransportError
} from "./classes.js"

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
export type VippsError = CommonError | VippsNotFoundError | VippsConflictError | VippsBusyError

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
