/** What the service `Vipps` and the facade offer of Report. */
import { methods, streaming } from "../internal/operation/methods.js"
import type * as Report from "../Report.js"
import * as operations from "./operations.js"
import { days, feed, ledgers } from "./streams.js"

export const report = methods<typeof Report>()(operations, {
  days: streaming(days, 3),
  feed: streaming(feed, 3),
  ledgers: streaming(ledgers, 1)
})
