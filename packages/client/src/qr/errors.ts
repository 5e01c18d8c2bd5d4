/** What the errors of the QR API mean. */
import type { ErrorRules } from "../Operation.js"

/** A 409 says nothing but the id: it is in use. */
export const errors: ErrorRules = { conflicts: { "409": "QrIdTaken" } }
