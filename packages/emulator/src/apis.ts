/** The APIs that are emulated. Routes, faults, the data file, the dashboard and the control endpoints follow this list. */
import { accessToken } from "./accessToken/index.js"
import { checkout } from "./checkout/index.js"
import type { EmulatedApi } from "./core/EmulatedApi.js"
import { epayment } from "./epayment/index.js"
import { login } from "./login/index.js"
import { orderManagement } from "./orderManagement/index.js"
import { qr } from "./qr/index.js"
import { recurring } from "./recurring/index.js"
import { report } from "./report/index.js"
import { userinfo } from "./userinfo/index.js"
import { webhooks } from "./webhooks/index.js"

/** The first that is notified of a change decides: a payment of Checkout's belongs to its session. */
export const apis: ReadonlyArray<EmulatedApi> = [
  accessToken,
  checkout,
  epayment,
  recurring,
  qr,
  orderManagement,
  report,
  userinfo,
  login,
  webhooks
]
