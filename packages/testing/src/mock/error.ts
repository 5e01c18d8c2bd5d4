import { VippsError } from "@effect-vipps/client"

type Tag = VippsError.VippsError["_tag"]
type OfTag<T extends Tag> = Extract<VippsError.VippsError, { readonly _tag: T }>

/** Fields of an error that a test may give. */
type Given<T extends Tag> = Partial<ConstructorParameters<(typeof VippsError)[T]>[0]>

const answered = (status: number, retryable = false) => ({ status, retryable, outcome: "refused" })

/** Reads never fail so. */
const capture = { operation: "EPayment.capturePayment" }

/** What is typical of each: what follows from a status, and what the SDK reports. */
const typical: { readonly [T in Tag]: object } = {
  VippsInputError: { attempts: 0, issues: [{ path: "request", message: "is invalid" }] },
  VippsAuthError: answered(401),
  VippsRequestError: answered(400),
  VippsNotFoundError: answered(404),
  VippsConflictError: { ...answered(409), reason: "Unknown", operation: "EPayment.createPayment" },
  VippsRateLimitError: answered(429, true),
  VippsBusyError: { ...answered(423, true), ...capture },
  VippsServerError: { ...answered(500, true), outcome: "unknown", ...capture },
  VippsTransportError: { reason: "Timeout", retryable: true, outcome: "unknown", ...capture },
  VippsDecodeError: {
    status: 200,
    outcome: "unknown",
    ...capture,
    issues: [{ path: "response", message: "is invalid" }]
  }
}

/**
 * An error of the SDK with typical fields: `VippsServerError` has status 500, is retryable, and its outcome is unknown. The
 * operation is one that may fail so: `EPayment.capturePayment` where the outcome is unknown. Give what a test is about. Throws if a given field is invalid.
 *
 * @example
 * ```ts
 * import { VippsTest } from "@effect-vipps/testing"
 * import * as Duration from "effect/Duration"
 *
 * const busy = VippsTest.error("VippsBusyError", {
 *   operation: "EPayment.capturePayment",
 *   retryAfter: Duration.seconds(1)
 * })
 * ```
 *
 * @since 0.1.0
 * @category builders
 */
export const error = <T extends Tag>(tag: T, given?: Given<T>): OfTag<T> => {
  const Class = VippsError[tag] as unknown as new (fields: object) => OfTag<T>
  const fields = { operation: "EPayment.getPayment", ...typical[tag], ...given }
  const message = `${fields.operation}: failed with ${tag}, made by a test.`
  return new Class({ message, attempts: 1, retryable: false, outcome: "refused", ...fields })
}
