/** What each ePayment call is. */

import { bearer } from "../accessToken/operations.js"
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

/**
 * The ePayment operations as plain values.
 *
 * @since 0.1.0
 * @category operations
 */
export const operations = api(
  "EPayment",
  { ...bearer, errors },
  {
    createPayment: {
      method: "POST",
      path: "/epayment/v1/payments",
      kind: "Change",
      fails: "Create",
      subject: (request: CreatePaymentRequest) => request.reference,
      request: CreatePaymentRequest,
      warnings,
      response: CreatePaymentResponse
    },
    getPayment: {
      ...payment,
      method: "GET",
      path: "/epayment/v1/payments/{reference}",
      kind: "Read",
      fails: "Read",
      response: Payment
    },
    getPaymentEventLog: {
      ...payment,
      method: "GET",
      path: "/epayment/v1/payments/{reference}/events",
      kind: "Read",
      fails: "Read",
      response: PaymentEventLog
    },
    cancelPayment: {
      ...payment,
      method: "POST",
      path: "/epayment/v1/payments/{reference}/cancel",
      kind: "MoneyMovement",
      fails: "Modify",
      request: CancelPaymentRequest,
      requestOptional: true,
      response: ModificationResponse
    },
    capturePayment: {
      ...payment,
      method: "POST",
      path: "/epayment/v1/payments/{reference}/capture",
      kind: "MoneyMovement",
      fails: "Modify",
      request: ModificationRequest,
      response: ModificationResponse
    },
    refundPayment: {
      ...payment,
      method: "POST",
      path: "/epayment/v1/payments/{reference}/refund",
      kind: "MoneyMovement",
      fails: "Modify",
      request: ModificationRequest,
      response: ModificationResponse
    },
    forceApprovePayment: {
      ...payment,
      method: "POST",
      path: "/epayment/v1/test/payments/{reference}/approve",
      kind: "Change",
      fails: "Modify",
      testOnly: "force approve",
      notRepeatable: true,
      request: ForceApproveRequest
    }
  }
)
