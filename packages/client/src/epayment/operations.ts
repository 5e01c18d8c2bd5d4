/** What each ePayment call is. */
import { discrepancies } from "../internal/schema/orderLines.js"
import type { Operation } from "../Operation.js"
import { CreatePaymentRequest, CreatePaymentResponse, Reference } from "./CreatePayment.js"
import { CancelPaymentRequest, ForceApproveRequest, ModificationRequest, ModificationResponse } from "./Modification.js"
import { Payment, type PaymentEvent, PaymentEventLog } from "./Payment.js"

const payment = { path: "/epayment/v1/payments/{reference}", auth: "Bearer", reference: Reference } as const

/**
 * The ePayment operations as plain values.
 *
 * @since 0.1.0
 * @category operations
 */
export const operations = {
  createPayment: {
    name: "EPayment.createPayment",
    method: "POST",
    path: "/epayment/v1/payments",
    auth: "Bearer",
    kind: "Change",
    request: CreatePaymentRequest,
    warnings: ({ amount, receipt, shipping }) =>
      receipt === undefined
        ? []
        : discrepancies("receipt", amount, receipt.orderLines, receipt.bottomLine, shipping !== undefined),
    response: CreatePaymentResponse
  } satisfies Operation<CreatePaymentRequest, CreatePaymentResponse>,
  getPayment: {
    ...payment,
    name: "EPayment.getPayment",
    method: "GET",
    kind: "Read",
    response: Payment
  } satisfies Operation<never, Payment>,
  getPaymentEventLog: {
    ...payment,
    name: "EPayment.getPaymentEventLog",
    method: "GET",
    kind: "Read",
    path: `${payment.path}/events`,
    response: PaymentEventLog
  } satisfies Operation<never, ReadonlyArray<PaymentEvent>>,
  cancelPayment: {
    ...payment,
    name: "EPayment.cancelPayment",
    method: "POST",
    path: `${payment.path}/cancel`,
    request: CancelPaymentRequest,
    response: ModificationResponse,
    kind: "MoneyMovement"
  } satisfies Operation<CancelPaymentRequest, ModificationResponse>,
  capturePayment: {
    ...payment,
    name: "EPayment.capturePayment",
    method: "POST",
    path: `${payment.path}/capture`,
    request: ModificationRequest,
    response: ModificationResponse,
    kind: "MoneyMovement"
  } satisfies Operation<ModificationRequest, ModificationResponse>,
  refundPayment: {
    ...payment,
    name: "EPayment.refundPayment",
    method: "POST",
    path: `${payment.path}/refund`,
    request: ModificationRequest,
    response: ModificationResponse,
    kind: "MoneyMovement"
  } satisfies Operation<ModificationRequest, ModificationResponse>,
  forceApprovePayment: {
    ...payment,
    name: "EPayment.forceApprovePayment",
    method: "POST",
    path: "/epayment/v1/test/payments/{reference}/approve",
    kind: "Change",
    request: ForceApproveRequest,
    notRepeatable: true
  } satisfies Operation<ForceApproveRequest, void>
}
