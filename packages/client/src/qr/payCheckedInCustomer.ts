/** From a scanned QR code to a payment. */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Effect from "effect/Effect"
import type { CreatePaymentRequest, CreatePaymentResponse } from "../epayment/CreatePayment.js"
import * as operations from "../epayment/operations.js"
import { send } from "../internal/operation/send.js"
import type { CallOptions } from "../Operation.js"
import type { VippsConfig } from "../VippsConfig.js"
import type { CreateError } from "../VippsError.js"
import type { QrCheckInPayload } from "./QrCheckInEvent.js"

const sendCreatePayment = send(operations.createPayment)

/**
 * What a payment at the till needs beside its customer.
 *
 * @since 0.1.0
 * @category models
 */
export type TillPayment = Pick<
  CreatePaymentRequest,
  "amount" | "reference" | "paymentDescription" | "receipt" | "metadata"
>

/**
 * Creates a payment for the customer who has just checked in: the app asks to approve it, with no landing page. Works for
 * 15 minutes after the event `QrCheckIn`. Wait with `EPayment.awaitOutcome`, for the same sales unit.
 *
 * It is paid to the sales unit of the event, if the event names it and the options do not: one webhook may report the
 * check-ins of many.
 *
 * Fails as `EPayment.createPayment` does; `VippsRequestError` with the code `4050` means that the customer token has
 * expired: the customer scans again.
 *
 * @example
 * ```ts
 * import { Qr } from "@effect-vipps/client"
 *
 * const pay = (event: Qr.QrCheckInEvent) =>
 *   Qr.payCheckedInCustomer(event, {
 *     reference: "till-1-2026-000042",
 *     amount: { value: 4900, currency: "NOK" },
 *     paymentDescription: "One coffee"
 *   })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/qr-api/
 * @since 0.1.0
 * @category payments
 */
export const payCheckedInCustomer = (
  checkIn: Pick<QrCheckInPayload, "customerToken" | "msn">,
  payment: TillPayment,
  options?: CallOptions
): Effect.Effect<CreatePaymentResponse, CreateError, VippsConfig | HttpClient.HttpClient> =>
  sendCreatePayment({
    request: {
      ...payment,
      paymentMethod: { type: "WALLET" },
      customer: { customerToken: checkIn.customerToken },
      customerInteraction: "CUSTOMER_PRESENT",
      userFlow: "PUSH_MESSAGE"
    },
    // Also where the option is there and undefined.
    options: { ...options, merchantSerialNumber: options?.merchantSerialNumber ?? checkIn.msn }
  })
