/** What the service `Vipps` and the facade offer of ePayment. */

import type * as EPayment from "../EPayment.js"
import { methods, reading, streaming, waiting } from "../internal/operation/methods.js"
import { awaitOutcome } from "./awaitOutcome.js"
import { changes } from "./changes.js"
import * as operations from "./operations.js"
import { reconcile } from "./reconcile.js"

export const ePayment = methods<typeof EPayment>()(operations, {
  awaitOutcome: waiting(awaitOutcome, 1),
  changes: streaming(changes, 1),
  reconcile: reading(reconcile, 1)
})
