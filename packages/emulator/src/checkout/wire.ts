/** Sessions as Checkout's JSON: https://developer.vippsmobilepay.com/api/checkout */
import { subOf } from "../customers/person.js"
import type { Payment } from "../epayment/Payment.js"
import { aggregate } from "../epayment/wire.js"
import type { Completion, Session } from "./Session.js"

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
const completed = (session: Session, completion: Completion, payment: Payment | undefined) => ({
  paymentMethod: completion.paymentMethod,
  ...(payment === undefined ? {} : { paymentDetails: paymentDetails(payment, completion) }),
  ...(completion.agreementId === undefined
    ? {}
    : { subscriptionDetails: { state: "ACTIVE", agreementId: completion.agreementId } }),
  ...(session.requireUserInfo
    ? { userInfo: { sub: subOf(session.merchantSerialNumber, completion.contact), email: completion.contact.email } }
    : {}),
  ...(session.elements === "Full" ? { shippingDetails: shippingDetails(completion) } : {}),
  ...(session.elements === "PaymentOnly" ? {} : { billingDetails: billingDetails(completion, session.elements) }),
  ...(session.customConsent === undefined ? {} : { customConsentProvided: completion.customConsent })
})

/** `payment` is the one with the session's reference, which moves on after the session is done. */
export const session = (session: Session, payment: Payment | undefined) => ({
  sessionId: session.sessionId,
  merchantSerialNumber: session.merchantSerialNumber,
  reference: session.reference,
  sessionState: session.state,
  ...(session.completion === undefined ? {} : completed(session, session.completion, payment))
})
