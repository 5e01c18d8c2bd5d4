import type { Operations } from "../http/routes.js"

const payments = "/epayment/v1/payments"

export const operations = {
  createPayment: { method: "POST", path: payments, takesReference: true },
  getPayment: { method: "GET", path: `${payments}/{reference}` },
  getPaymentEventLog: { method: "GET", path: `${payments}/{reference}/events` },
  cancelPayment: { method: "POST", path: `${payments}/{reference}/cancel` },
  capturePayment: { method: "POST", path: `${payments}/{reference}/capture` },
  refundPayment: { method: "POST", path: `${payments}/{reference}/refund` },
  forceApprovePayment: { method: "POST", path: "/epayment/v1/test/payments/{reference}/approve" }
} as const satisfies Operations
