/** Sessions as Checkout's JSON: https://developer.vippsmobilepay.com/api/checkout */
import { subOf } from "../customers/person.js"
import type { Payment } from "../epayment/Payment.js"
import { aggregate } from "../epayment/wire.js"
import type { Completion, Session } from "./Session.js"
import type { Outcome } from "./sessions.js"

/** Checkout's payment state knows three values; aborted and expired are TERMINATED. */
const paymentState = ({ state }: Payment) => (state === "CREATED" || state === "AUTHORIZED" ? state : "TERMINATED")

const paymentDetails = (payment: Payment, { paymentMethod }: Completion) => ({
  type: paymentMethod,
  amount: payment.amount,
  state: paymentState(payment),
  aggregate: aggregate(payment)
})

const shippingDetails = ({ contact, pickupPoint, shippingOption, timeslot }: Completion) => ({
  ...contact,
  ...(shippingOption === undefined ? {} : { shippingMethodId: shippingOption.id, amount: shippingOption.amount }),
  ...(pickupPoint === undefined ? {} : { pickupPoint }),
  ...(timeslot === undefined ? {} : { timeslot })
})

const billingDetails = ({ contact }: Completion, elements: Session["elements"]) => {
  const { email, firstName, lastName, phoneNumber } = contact
  return elements === "Full" ? contact : { firstName, lastName, email, phoneNumber }
}

/** What the customer's input adds to a session. The elements decide which details the page asks for. */
const completed = ({ agreement, payment, session }: Outcome, completion: Completion) => ({
  paymentMethod: completion.paymentMethod,
  ...(payment === undefined ? {} : { paymentDetails: paymentDetails(payment, completion) }),
  // [U] That they are absent until the customer has paid.
  ...(agreement === undefined ? {} : { subscriptionDetails: { state: agreement.status, agreementId: agreement.id } }),
  ...(session.requireUserInfo
    ? { userInfo: { sub: subOf(session.merchantSerialNumber, completion.contact), email: completion.contact.email } }
    : {}),
  ...(session.elements === "Full" ? { shippingDetails: shippingDetails(completion) } : {}),
  ...(session.elements === "PaymentOnly" ? {} : { billingDetails: billingDetails(completion, session.elements) }),
  ...(session.customConsent === undefined ? {} : { customConsentProvided: completion.customConsent })
})

export const session = (outcome: Outcome) => {
  const { completion, merchantSerialNumber, reference, sessionId, state } = outcome.session
  return {
    sessionId,
    merchantSerialNumber,
    reference,
    sessionState: state,
    ...(completion === undefined ? {} : completed(outcome, completion))
  }
}
