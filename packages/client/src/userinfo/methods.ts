/** What the service `Vipps` and the facade offer of Userinfo. */
import { methods, waiting } from "../internal/operation/methods.js"
import type * as Userinfo from "../Userinfo.js"
import { forPayment } from "./forPayment.js"
import * as operations from "./operations.js"

export const userinfo = methods<typeof Userinfo>()(operations, {
  forPayment: waiting(forPayment, 1)
})
