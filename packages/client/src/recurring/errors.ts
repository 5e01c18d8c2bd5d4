/** What the errors of Recurring mean, by the last part of their `type`. */
import type { ErrorRules } from "../Operation.js"

export const errors: ErrorRules = {
  codeFrom: "type",
  conflicts: { "idempotency-conflict": "IdempotencyKeyReused" }
}

/** At what creates something, `conflict` is an `orderId` that is in use. */
export const creationErrors: ErrorRules = {
  codeFrom: "type",
  conflicts: { "idempotency-conflict": "IdempotencyKeyReused", conflict: "ReferenceExists" }
}
