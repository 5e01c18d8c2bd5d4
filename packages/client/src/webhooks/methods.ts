/** What the service `Vipps` and the facade offer of Webhooks. */
import { changing, methods } from "../internal/operation/methods.js"
import type * as Webhooks from "../Webhooks.js"
import { ensure } from "./ensureRegistration.js"
import * as operations from "./operations.js"

export const webhooks = methods<typeof Webhooks>()(operations, {
  ensure: changing(ensure, 1)
})
