/** What the errors of Order Management mean. */
import type { ErrorRules } from "../Operation.js"

/** An order has one receipt. */
export const receiptErrors: ErrorRules = { conflicts: { "409": "ReceiptExists" } }
