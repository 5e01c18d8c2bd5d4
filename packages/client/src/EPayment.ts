/**
 * Payments online and in person: create, follow, capture, refund, cancel.
 *
 * A payment is created, approved by the customer in the app (`AUTHORIZED`), then captured by the merchant in one or
 * more parts, and perhaps refunded.
 *
 * Every operation sends with the `HttpClient` of its environment, and retries failed attempts. Do not provide a client that
 * retries as well (`HttpClient.retry`, `HttpClient.retryTransient`): its attempts multiply with these, and a lost
 * response before its last attempt stays hidden. Other decorations, such as `HttpClient.filterStatusOk`, change nothing.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Effect from "effect/Effect"
import type { CreatePaymentRequest, CreatePaymentResponse } from "./epayment/CreatePayment.js"
import type {
  CancelPaymentRequest,
  ForceApproveRequest,
  ModificationRequest,
  ModificationResponse
} from "./epayment/Modification.js"
import * as operations from "./epayment/operations.js"
import type { Payment, PaymentEvent } from "./epayment/Payment.js"
import { call } from "./internal/operation/call.js"
import type { CallOptions } from "./Operation.js"
import type { VippsConfig } from "./VippsConfig.js"
import type { CreateError, ModifyError, ReadError } from "./VippsError.js"

export * from "./epayment/Amounts.js"
export { awaitOutcome } from "./epayment/awaitOutcome.js"
export * from "./epayment/BatchResult.js"
export * from "./epayment/batch.js"
export * from "./epayment/CreatePayment.js"
export * from "./epayment/Customer.js"
export { changes } from "./epayment/changes.js"
export * from "./epayment/Modification.js"
export { outcomeOf, PaymentOutcome } from "./epayment/Outcome.js"
export { occurredAt } from "./epayment/occurredAt.js"
/**
 * The ePayment operations as plain values.
 *
 * @since 0.1.0
 * @category operations
 */
export * as operations from "./epayment/operations.js"
export * from "./epayment/Payment.js"
export * from "./epayment/PaymentMethod.js"
export * from "./epayment/Receipt.js"
export { happened, type Reconciliation } from "./epayment/Reconciliation.js"
export { reconcile } from "./epayment/reconcile.js"
export * from "./epayment/Shipping.js"

/**
 * Creates a payment and returns the `redirectUrl` to send the customer to. No money moves until the customer approves.
 *
 * Safe to retry with this configuration: an equal call after an unknown outcome retries the request with its key. With
 * another configuration, in another process or after a restart, pass your own key (see `CallOptions`).
 *
 * Fails with `VippsInputError` before anything is sent; `VippsConflictError` when the reference is already in use
 * (`reason: "ReferenceExists"`) or the key was used with another body; `VippsRequestError` when Vipps rejects the
 * request, with a `code`. See `VippsError` for errors common to all operations.
 *
 * @example
 * ```ts
 * import { EPayment } from "@effect-vipps/client"
 *
 * const created = EPayment.createPayment({
 *   reference: "order-2026-0001",
 *   amount: { value: 49900, currency: "NOK" },
 *   paymentMethod: { type: "WALLET" },
 *   userFlow: "WEB_REDIRECT",
 *   returnUrl: "https://example.com/thanks?order=2026-0001",
 *   paymentDescription: "Socks"
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/create/
 * @since 0.1.0
 * @category operations
 */
export const createPayment: (
  request: CreatePaymentRequest,
  options?: CallOptions
) => Effect.Effect<CreatePaymentResponse, CreateError, VippsConfig | HttpClient.HttpClient> = call(
  operations.createPayment
)

/**
 * Reads a payment: its state, and in `aggregate` what has happened to the money.
 *
 * Fails with `VippsNotFoundError` when this sales unit has no such payment. See `VippsError` for errors common to all
 * operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/get_info/
 * @since 0.1.0
 * @category operations
 */
export const getPayment: (
  reference: string,
  options?: CallOptions
) => Effect.Effect<Payment, ReadError, VippsConfig | HttpClient.HttpClient> = call(operations.getPayment)

/**
 * Reads what happened to a payment, event by event. Unlike the payment's own, each event's `pspReference` is unique.
 *
 * Fails with `VippsNotFoundError` when this sales unit has no such payment. See `VippsError` for errors common to all
 * operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/get_event_log/
 * @since 0.1.0
 * @category operations
 */
export const getPaymentEventLog: (
  reference: string,
  options?: CallOptions
) => Effect.Effect<ReadonlyArray<PaymentEvent>, ReadError, VippsConfig | HttpClient.HttpClient> = call(
  operations.getPaymentEventLog
)

/**
 * Cancels a payment that is not approved yet (it becomes `TERMINATED`), or releases what is not captured of one that
 * is (it stays `AUTHORIZED`). With `cancelTransactionOnly` the latter is refused.
 *
 * Safe to retry with this configuration: an equal call after an unknown outcome retries the request with its key. With
 * another configuration, in another process or after a restart, pass your own key (see `CallOptions`).
 *
 * Fails with `VippsRequestError`: 6040 all is captured, 6050 already cancelled, 6060 already authorized; with
 * `VippsBusyError` while another operation runs. See `VippsError` for errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/cancel/
 * @since 0.1.0
 * @category operations
 */
export const cancelPayment: (
  reference: string,
  request?: CancelPaymentRequest,
  options?: CallOptions
) => Effect.Effect<ModificationResponse, ModifyError, VippsConfig | HttpClient.HttpClient> = call(
  operations.cancelPayment
)

/**
 * Captures reserved money, in full or in part. Capture when the goods are sent. Norway: within 180 days; Denmark and
 * Finland: 14 days unless agreed otherwise.
 *
 * Safe to retry with this configuration: an equal call after an unknown outcome retries the request with its key. With
 * another configuration, in another process or after a restart, pass your own key (see `CallOptions`).
 *
 * Another partial capture is a new intent: a new call with a generated key, or a new key that you pass. The same
 * key returns the first response again. An equal call while an earlier one is unsettled counts as its retry: pass
 * a key for each of several equal parts that may overlap. Compare `aggregate.capturedAmount` of the response with what
 * you meant to capture.
 *
 * Fails with `VippsRequestError`: 6080 not approved yet, 6090 more than is reserved, 6170 all is captured; with
 * `VippsBusyError` while another operation runs. See `VippsError` for errors common to all operations.
 *
 * @example
 * ```ts
 * import { EPayment, IdempotencyKey } from "@effect-vipps/client"
 *
 * const captured = EPayment.capturePayment(
 *   "order-2026-0001",
 *   { modificationAmount: { value: 20000, currency: "NOK" } },
 *   { idempotencyKey: IdempotencyKey.make("order-2026-0001", "shipment", 1) }
 * )
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/capture/
 * @since 0.1.0
 * @category operations
 */
export const capturePayment: (
  reference: string,
  request: ModificationRequest,
  options?: CallOptions
) => Effect.Effect<ModificationResponse, ModifyError, VippsConfig | HttpClient.HttpClient> = call(
  operations.capturePayment
)

/**
 * Refunds captured money, in full or in part, within 365 days. A further refund is a new intent, as a further capture
 * is: see {@link capturePayment}.
 *
 * Safe to retry with this configuration: an equal call after an unknown outcome retries the request with its key. With
 * another configuration, in another process or after a restart, pass your own key (see `CallOptions`).
 *
 * Fails with `VippsRequestError`: 6020 nothing is captured, 6150 more than is captured, 6220 too late; with
 * `VippsBusyError` while another operation runs. See `VippsError` for errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/refund/
 * @since 0.1.0
 * @category operations
 */
export const refundPayment: (
  reference: string,
  request: ModificationRequest,
  options?: CallOptions
) => Effect.Effect<ModificationResponse, ModifyError, VippsConfig | HttpClient.HttpClient> = call(
  operations.refundPayment
)

/**
 * Approves a payment on behalf of a test user, who must once have approved one by hand. Not for Express.
 *
 * Only in the test environment: in production it fails with `VippsInputError` and no request is sent. Vipps does not
 * recognise a repeated approval, so an attempt without a response is not retried. Fails with `VippsRequestError` (10010
 * to 10070) when the test user cannot pay. See `VippsError` for errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/force_approve/
 * @since 0.1.0
 * @category operations
 */
export const forceApprovePayment: (
  reference: string,
  request: ForceApproveRequest,
  options?: CallOptions
) => Effect.Effect<void, ModifyError, VippsConfig | HttpClient.HttpClient> = call(operations.forceApprovePayment)
