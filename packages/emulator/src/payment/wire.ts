/** Payments as ePayment's JSON: https://developer.vippsmobilepay.com/api/epayment */
import * as DateTime from "effect/DateTime"
import type { Payment } from "./Payment.js"
import { pspReference } from "./Payment.js"
import { captureDeadline } from "./transitions.js"

/** RFC 3339 in UTC with milliseconds. */
export const timestamp = (millis: number): string => DateTime.formatIso(DateTime.unsafeMake(millis))

export const aggregate = ({ aggregate, amount: { currency } }: Payment) => ({
  authorizedAmount: { currency, value: aggregate.authorized },
  cancelledAmount: { currency, value: aggregate.cancelled },
  capturedAmount: { currency, value: aggregate.captured },
  refundedAmount: { currency, value: aggregate.refunded }
})

export const created = ({ redirectUrl, reference }: Payment) => ({
  ...(redirectUrl === undefined ? {} : { redirectUrl }),
  reference
})

/** The answer to capture, refund and cancel. */
export const modification = (payment: Payment) => ({
  amount: payment.amount,
  state: payment.state,
  aggregate: aggregate(payment),
  pspReference: pspReference(payment),
  reference: payment.reference
})

export const payment = (payment: Payment) => ({
  ...modification(payment),
  paymentMethod: { type: payment.methodType },
  profile: payment.sub === undefined ? {} : { sub: payment.sub },
  ...(payment.redirectUrl === undefined ? {} : { redirectUrl: payment.redirectUrl }),
  ...(payment.metadata === undefined ? {} : { metadata: payment.metadata }),
  ...(payment.shipping === undefined
    ? {}
    : {
        shippingDetails: {
          address: payment.shipping.address,
          shippingCost: payment.shipping.cost,
          shippingOptionId: payment.shipping.id,
          shippingOptionName: payment.shipping.name
        }
      }),
  ...(payment.authorizedAt === undefined
    ? {}
    : { captureGuaranteedUntil: timestamp(captureDeadline(payment, payment.authorizedAt)) }),
  ...(payment.userDetails === undefined ? {} : { userDetails: payment.userDetails })
})

export const events = (payment: Payment) =>
  payment.events.map((event) => ({
    reference: payment.reference,
    pspReference: event.pspReference,
    name: event.name,
    amount: event.amount,
    timestamp: timestamp(event.timestamp),
    ...(event.idempotencyKey === undefined ? {} : { idempotencyKey: event.idempotencyKey }),
    success: event.success
  }))
