/** What the errors of Checkout mean. */
import type { ErrorRules } from "../Operation.js"

/** [U] 409 is documented for creation only, as a duplicate reference, and has no known code. */
export const errors: ErrorRules = { conflicts: { "409": "ReferenceExists" } }
