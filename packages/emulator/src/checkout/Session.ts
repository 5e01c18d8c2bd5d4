/** What a Checkout session is, and its ways: https://developer.vippsmobilepay.com/docs/APIs/checkout-api */
import * as Either from "effect/Either"
import type { Ids } from "../Ids.js"
import type { Amount, Payment } from "../payment/Payment.js"
import { address, person } from "../payment/payer.js"
import type { CompleteSessionDetails } from "../schemas/checkout.js"

export type SessionState =
  | "SessionCreated"
  | "PaymentInitiated"
  | "SessionExpired"
  | "PaymentSuccessful"
  | "PaymentTerminated"

export interface ShippingOption {
  readonly id: string
  readonly amount: Amount
  readonly isDefault: boolean
  readonly priority: number
}

export interface Contact {
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly phoneNumber: string
  readonly streetAddress: string
  readonly postalCode: string
  readonly city: string
  readonly country: string
}

/** What the payer did. */
export interface Completion {
  readonly paymentMethod: "Wallet" | "Card"
  readonly contact: Contact
  readonly shippingOption: ShippingOption | undefined
  /** Of a SUBSCRIPTION. */
  readonly agreementId: string | undefined
}

export interface Session {
  readonly sessionId: string
  readonly reference: string
  readonly merchantSerialNumber: string
  readonly type: "PAYMENT" | "SUBSCRIPTION"
  /** Of the transaction, without shipping; undefined for a subscription without an initial charge. */
  readonly amount: Amount | undefined
  readonly shippingOptions: ReadonlyArray<ShippingOption>
  readonly elements: "Full" | "PaymentAndContactInfo" | "PaymentOnly"
  readonly prefill: Partial<Contact>
  readonly requireUserInfo: boolean
  readonly asksConsent: boolean
  readonly expiresAt: number
  readonly state: SessionState
  readonly completion: Completion | undefined
}

export const isOpen = ({ state }: Session): boolean => state === "SessionCreated" || state === "PaymentInitiated"

/**
 * Whether Vipps still knows the session. [U] One that ran out of time answers 404 here, one the merchant expired answers
 * `SessionExpired` for the rest of its hour; both have been seen.
 */
export const isKnown = (session: Session, now: number): boolean =>
  session.state === "PaymentSuccessful" || session.state === "PaymentTerminated" || now < session.expiresAt

const chosenOption = (session: Session, id: string | undefined): ShippingOption | undefined =>
  id === undefined
    ? [...session.shippingOptions].sort(
        (a, b) => Number(b.isDefault) - Number(a.isDefault) || a.priority - b.priority
      )[0]
    : session.shippingOptions.find((option) => option.id === id)

const testContact: Contact = {
  firstName: person.firstName,
  lastName: person.lastName,
  email: person.email,
  phoneNumber: person.mobileNumber,
  streetAddress: address.addressLine1,
  postalCode: address.postCode,
  city: address.city,
  country: address.country
}

export interface Completed {
  readonly session: Session
  /** The payment the payer made, not yet authorized; undefined when there was nothing to pay. */
  readonly payment: Payment | undefined
}

/** The payer fills the page in and pays. Refused when the session is closed or has no such shipping option. */
export const complete = (
  session: Session,
  details: CompleteSessionDetails,
  { ids, now }: { readonly ids: Ids; readonly now: number }
): Either.Either<Completed, "WrongState" | "NoSuchShippingOption"> => {
  if (!isOpen(session)) return Either.left("WrongState")
  const { paymentMethod = "Wallet", shippingOptionId, ...contact } = details
  const shippingOption = chosenOption(session, shippingOptionId)
  if (shippingOptionId !== undefined && shippingOption === undefined) return Either.left("NoSuchShippingOption")
  const completed: Session = {
    ...session,
    state: "PaymentSuccessful",
    completion: {
      paymentMethod,
      contact: { ...testContact, ...session.prefill, ...contact },
      shippingOption,
      agreementId: session.type === "SUBSCRIPTION" ? `agr_${ids.hex(7)}` : undefined
    }
  }
  return Either.right({
    session: completed,
    payment: session.amount && paymentOf(completed, session.amount, ids, now)
  })
}

/** [U] That the payment's amount includes the shipping. */
const paymentOf = (
  { completion, reference, merchantSerialNumber, ...session }: Session,
  amount: Amount,
  ids: Ids,
  now: number
): Payment => {
  const total = { ...amount, value: amount.value + (completion?.shippingOption?.amount.value ?? 0) }
  return {
    reference,
    merchantSerialNumber,
    amount: total,
    methodType: completion?.paymentMethod === "Card" ? "CARD" : "WALLET",
    customer: undefined,
    scope: [],
    express: undefined,
    metadata: undefined,
    redirectUrl: undefined,
    landingToken: undefined,
    expiresAt: session.expiresAt,
    expiryPspReference: ids.uuid(),
    state: "CREATED",
    aggregate: { authorized: 0, captured: 0, refunded: 0, cancelled: 0 },
    events: [{ name: "CREATED", amount: total, pspReference: ids.uuid(), timestamp: now, idempotencyKey: undefined }],
    authorizedAt: undefined,
    shipping: undefined,
    userDetails: undefined,
    sub: undefined
  }
}
