/** What each ePayment call is. */

import { bearer } from "../accessToken/bearer.js"
import { weakToken } from "../callbacks/weakToken.js"
import { api } from "../internal/operation/api.js"
import { discrepancies } from "../internal/schema/orderLines.js"
import { CreatePaymentRequest, CreatePaymentResponse, Reference } from "./CreatePayment.js"
import { errors } from "./errors.js"
import { CancelPaymentRequest, ForceApproveRequest, ModificationRequest, ModificationResponse } from "./Modification.js"
import { Payment, PaymentEventLog } from "./Payment.js"

const payment = { parameters: { reference: Reference }, subject: "reference" } as const

const tokenPath = "shipping.dynamicOptions.callbackAuthorizationToken"

const warnings = ({ amount, receipt, shipping }: CreatePaymentRequest): ReadonlyArray<string> => [
  ...(receipt === undefined
    ? []
    : discrepancies("receipt", amount, receipt.orderLines, receipt.bottomLine, shipping !== undefined)),
  ...weakToken(tokenPath, shipping?.dynamicOptions?.callbackAuthorizationToken)
]

const operation = api("EPayment", { ...bearer, errors })

export const createPayment = operation("createPayment", {
  method: "POST",
  path: "/epayment/v1/payments",
  kind: "Change",
  fails: "Create",
  subject: (request: CreatePaymentRequest) => request.reference,
  request: CreatePaymentRequest,
  warnings,
  response: CreatePaymentResponse
})

export const getPayment = operation("getPayment", {
  ...payment,
  method: "GET",
  path: "/epayment/v1/payments/{reference}",
  kind: "Read",
  fails: "Read",
  response: Payment
})

export const getPaymentEventLog = operation("getPaymentEventLog", {
  ...payment,
  method: "GET",
  path: "/epayment/v1/payments/{reference}/events",
  kind: "Read",
  fails: "Read",
  response: PaymentEventLog
})

export const cancelPayment = operation("cancelPayment", {
  ...payment,
  method: "POST",
  path: "/epayment/v1/payments/{reference}/cancel",
  kind: "MoneyMovement",
  fails: "Modify",
  request: CancelPaymentRequest,
  requestOptional: true,
  response: ModificationResponse
})

export const capturePayment = operation("capturePayment", {
  ...payment,
  method: "POST",
  path: "/epayment/v1/payments/{reference}/capture",
  kind: "MoneyMovement",
  fails: "Modify",
  request: ModificationRequest,
  response: ModificationResponse
})

export const refundPayment = operation("refundPayment", {
  ...payment,
  method: "POST",
  path: "/epayment/v1/payments/{reference}/refund",
  kind: "MoneyMovement",
  fails: "Modify",
  request: ModificationRequest,
  response: ModificationResponse
})

export const forceApprovePayment = operation("forceApprovePayment", {
  ...payment,
  method: "POST",
  path: "/epayment/v1/test/payments/{reference}/approve",
  kind: "Change",
  fails: "Modify",
  testOnly: "force approve",
  notRepeatable: true,
  request: ForceApproveRequest
})
