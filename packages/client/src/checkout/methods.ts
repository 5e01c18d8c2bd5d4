/** What the service `Vipps` and the facade offer of Checkout. */

import type * as Checkout from "../Checkout.js"
import { methods, waiting } from "../internal/operation/methods.js"
import { awaitOutcome } from "./awaitOutcome.js"
import * as operations from "./operations.js"

export const checkout = methods<typeof Checkout>()(operations, {
  awaitOutcome: waiting(awaitOutcome, 1)
})
