/** What the error codes of ePayment mean. */
import type { ErrorRules } from "../Operation.js"

export const errors: ErrorRules = {
  busy: ["6160", "6250", "6280"],
  conflicts: { "4010": "IdempotencyKeyReused", "4020": "IdempotencyKeyReused", "4150": "ReferenceExists" }
}
