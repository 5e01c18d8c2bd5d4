/** A Checkout session and its state machine: https://developer.vippsmobilepay.com/docs/APIs/checkout-api */
import * as Either from "effect/Either"
import type { Ids } from "../core/Ids.js"
import { testPerson } from "../customers/person.js"
import { minimumAmount } from "../epayment/create.js"
import type { Amount, OrderLine, Payment } from "../epayment/Payment.js"
import { address } from "../epayment/testPerson.js"
import type { Agreement } from "../recurring/Agreement.js"
import type { CompleteSessionDetails } from "./requestSchemas.js"

export const sessionStates = [
  "SessionCreated",
  "PaymentInitiated",
  "SessionExpired",
  "PaymentSuccessful",
  "PaymentTerminated"
] as const

export type SessionState = (typeof sessionStates)[number]

export interface PickupPoint {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly postalCode: string
  readonly city: string
  readonly country: string
}

export interface Timeslot {
  readonly id: string
  readonly date: string
  readonly start: string
  readonly end: string
}

export interface ShippingOption {
  readonly id: string
  readonly title: string
  readonly description: string | undefined
  readonly amount: Amount
  readonly isDefault: boolean
  readonly priority: number
  readonly pickupPoints: ReadonlyArray<PickupPoint>
  readonly timeslots: ReadonlyArray<Timeslot>
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

/** What the customer did. */
export interface Completion {
  readonly paymentMethod: "Wallet" | "Card"
  readonly contact: Contact
  readonly shippingOption: ShippingOption | undefined
  readonly pickupPoint: PickupPoint | undefined
  readonly timeslot: Timeslot | undefined
  /** The response to the merchant's own question; false without one. */
  readonly customConsent: boolean
}

export interface Session {
  readonly sessionId: string
  readonly reference: string
  readonly merchantSerialNumber: string
  /** Opens the page. */
  readonly pageToken: string
  readonly merchantInfo: {
    readonly callbackUrl: string
    readonly returnUrl: string
    readonly callbackAuthorizationToken: string
    readonly termsAndConditionsUrl?: string
  }
  readonly type: "PAYMENT" | "SUBSCRIPTION"
  readonly description: string
  /** Of a SUBSCRIPTION: the agreement as it is before the customer has paid. */
  readonly draft: Agreement | undefined
  /** Of the transaction, without shipping; undefined for a subscription without an initial charge. */
  readonly amount: Amount | undefined
  /** Empty unless the page shows them. */
  readonly orderLines: ReadonlyArray<OrderLine>
  /** The fixed ones. */
  readonly shippingOptions: ReadonlyArray<ShippingOption>
  /** The URL that returns others, by the customer's address. */
  readonly dynamicOptionsCallback: string | undefined
  readonly elements: "Full" | "PaymentAndContactInfo" | "PaymentOnly"
  /** Two letters each; empty: all. */
  readonly countries: ReadonlyArray<string>
  readonly prefill: Partial<Contact>
  readonly requireUserInfo: boolean
  readonly customConsent: { readonly text: string; readonly required: boolean } | undefined
  /** What the customer typed before the merchant of dynamic options was called, and what the page then offered. */
  readonly offer?: { readonly contact: Contact; readonly options: ReadonlyArray<ShippingOption> }
  readonly expiresAt: number
  readonly state: SessionState
  readonly completion: Completion | undefined
}

export const isOpen = ({ state }: Session): boolean => state === "SessionCreated" || state === "PaymentInitiated"

/**
 * Whether Vipps still knows the session. [U] One that timed out responds with 404 here, one the merchant expired with
 * `SessionExpired` for the rest of its hour; both have been seen.
 */
export const isKnown = (session: Session, now: number): boolean =>
  session.state === "PaymentSuccessful" || session.state === "PaymentTerminated" || now < session.expiresAt

/** The session, updated by its payment. */
export const settle = (session: Session, payment: Payment | undefined): Session => {
  if (session.state !== "PaymentInitiated" || payment === undefined || payment.state === "CREATED") return session
  return { ...session, state: payment.state === "AUTHORIZED" ? "PaymentSuccessful" : "PaymentTerminated" }
}

/** Whether a customer can pay so little. [U] That the limit is ePayment's. */
export const isPayable = ({ currency, value }: Amount): boolean => value >= minimumAmount[currency]

const testContact: Contact = {
  firstName: testPerson.givenName,
  lastName: testPerson.familyName,
  email: testPerson.email,
  phoneNumber: testPerson.phoneNumber,
  streetAddress: address.addressLine1,
  postalCode: address.postCode,
  city: address.city,
  country: address.country
}

export interface Initiated {
  readonly session: Session
  /** The customer's payment, not yet authorized; undefined when nothing had to be paid. */
  readonly payment: Payment | undefined
}

/** The option that is preselected on the page. */
export const defaultOption = (options: ReadonlyArray<ShippingOption>): ShippingOption | undefined =>
  [...options].sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || a.priority - b.priority)[0]

/** By its id, or the first where none is named; a `string` names one that is not there. */
const choose = <A extends { readonly id: string }>(
  what: string,
  list: ReadonlyArray<A>,
  id: string | undefined,
  otherwise: A | undefined = list[0]
): Either.Either<A | undefined, string> => {
  const chosen = id === undefined ? otherwise : list.find((one) => one.id === id)
  return id !== undefined && chosen === undefined ? Either.left(`there is no ${what} ${id}.`) : Either.right(chosen)
}

/** The contact that is prefilled on the page. */
export const prefilled = (session: Session): Contact => ({
  ...testContact,
  ...session.prefill,
  ...session.offer?.contact
})

/**
 * The customer fills the page in and continues to the payment; `options` are the page's shipping options. Refused, with
 * the reason, when the input is invalid.
 */
export const initiate = (
  session: Session,
  options: ReadonlyArray<ShippingOption>,
  details: CompleteSessionDetails,
  { ids, now }: { readonly ids: Ids; readonly now: number }
): Either.Either<Initiated, string> =>
  Either.gen(function* () {
    const {
      customConsent = true,
      paymentMethod = "Wallet",
      pickupPointId,
      shippingOptionId,
      timeslotId,
      ...contact
    } = details
    const shippingOption = yield* choose("shipping option", options, shippingOptionId, defaultOption(options))
    const pickupPoint = yield* choose("pickup point", shippingOption?.pickupPoints ?? [], pickupPointId)
    const timeslot = yield* choose("timeslot", shippingOption?.timeslots ?? [], timeslotId)
    if (shippingOption === undefined && session.dynamicOptionsCallback !== undefined) {
      return yield* Either.left(
        "there is no shipping option: the merchant returned no dynamic options, and the session has no fixed ones."
      )
    }
    if (session.customConsent?.required === true && !customConsent) {
      return yield* Either.left("the merchant's consent is required.")
    }
    const completed: Session = {
      ...session,
      state: session.amount === undefined ? "PaymentSuccessful" : "PaymentInitiated",
      completion: {
        paymentMethod,
        contact: { ...prefilled(session), ...contact },
        shippingOption,
        pickupPoint,
        timeslot,
        customConsent: session.customConsent !== undefined && customConsent
      }
    }
    const payment = session.amount && paymentOf(completed, session.amount, ids, now)
    if (payment !== undefined && !isPayable(payment.amount)) {
      return yield* Either.left("the amount, with the shipping, is too small to be paid.")
    }
    return { session: completed, payment }
  })

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
    phoneNumber: completion?.contact.phoneNumber,
    scope: [],
    express: undefined,
    metadata: undefined,
    redirectUrl: undefined,
    landingToken: session.pageToken,
    returnUrl: session.merchantInfo.returnUrl,
    description: session.description,
    orderLines: session.orderLines,
    userFlow: "WEB_REDIRECT",
    minimumUserAge: undefined,
    expiresAt: session.expiresAt,
    expiryPspReference: ids.uuid(),
    state: "CREATED",
    aggregate: { authorized: 0, captured: 0, refunded: 0, cancelled: 0 },
    events: [
      {
        name: "CREATED",
        amount: total,
        pspReference: ids.uuid(),
        timestamp: now,
        idempotencyKey: undefined,
        success: true
      }
    ],
    authorizedAt: undefined,
    shipping: undefined,
    userDetails: undefined,
    sub: undefined
  }
}
