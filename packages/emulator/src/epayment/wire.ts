/** Payments as ePayment's JSON: https://developer.vippsmobilepay.com/api/epayment */
import { timestamp } from "../core/timestamp.js"
import type { Payment, PaymentEvent } from "./Payment.js"
import { pspReference } from "./Payment.js"
import { captureDeadline } from "./stateMachine.js"
import { cardBin } from "./testPerson.js"

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

/** The response to capture, refund and cancel. */
export const modification = (payment: Payment) => ({
  amount: payment.amount,
  state: payment.state,
  aggregate: aggregate(payment),
  pspReference: pspReference(payment),
  reference: payment.reference
})

const shippingDetails = ({ shipping }: Payment) =>
  shipping === undefined
    ? {}
    : {
        shippingDetails: {
          address: shipping.address,
          shippingCost: shipping.cost,
          shippingOptionId: shipping.id,
          shippingOptionName: shipping.name
        }
      }

/** The details of an approval. */
const approved = (payment: Payment) => ({
  ...shippingDetails(payment),
  ...(payment.authorizedAt === undefined
    ? {}
    : { captureGuaranteedUntil: timestamp(captureDeadline(payment, payment.authorizedAt)) }),
  ...(payment.userDetails === undefined ? {} : { userDetails: payment.userDetails })
})

export const payment = (payment: Payment) => ({
  ...modification(payment),
  paymentMethod: {
    type: payment.methodType,
    // [U] When it appears: here with the approval, which chooses the card.
    ...(payment.authorizedAt === undefined ? {} : { cardBin })
  },
  profile: payment.sub === undefined ? {} : { sub: payment.sub },
  ...(payment.redirectUrl === undefined ? {} : { redirectUrl: payment.redirectUrl }),
  ...(payment.metadata === undefined ? {} : { metadata: payment.metadata }),
  ...approved(payment)
})

/** What the webhook of an approval has besides the event; `sub` is at the top level there. */
export const authorization = (payment: Payment) => ({
  ...approved(payment),
  ...(payment.sub === undefined ? {} : { sub: payment.sub })
})

export const event = (payment: Payment, event: PaymentEvent) => ({
  reference: payment.reference,
  pspReference: event.pspReference,
  name: event.name,
  amount: event.amount,
  timestamp: timestamp(event.timestamp),
  ...(event.idempotencyKey === undefined ? {} : { idempotencyKey: event.idempotencyKey }),
  success: event.success
})

export const events = (payment: Payment) => payment.events.map((one) => event(payment, one))
