/** The operations of all APIs: what rules for faults are set by. */
import { operations as accessToken } from "./accessToken/operations.js"
import { operations as checkout } from "./checkout/operations.js"
import { operations as epayment } from "./epayment/operations.js"
import { operations as login } from "./login/operations.js"
import { operations as orderManagement } from "./orderManagement/operations.js"
import { operations as qr } from "./qr/operations.js"
import { operations as recurring } from "./recurring/operations.js"
import { operations as report } from "./report/operations.js"
import { operations as userinfo } from "./userinfo/operations.js"
import { operations as webhooks } from "./webhooks/operations.js"

const all = {
  AccessToken: accessToken,
  EPayment: epayment,
  Checkout: checkout,
  Recurring: recurring,
  Qr: qr,
  OrderManagement: orderManagement,
  Report: report,
  Userinfo: userinfo,
  Login: login,
  Webhooks: webhooks
} as const

type All = typeof all

/** `EPayment.capturePayment`. */
export type OperationName = { [Api in keyof All]: `${Api}.${keyof All[Api] & string}` }[keyof All]

export const operationNames = Object.entries(all).flatMap(([api, operations]) =>
  Object.keys(operations).map((name) => `${api}.${name}`)
) as ReadonlyArray<OperationName>
