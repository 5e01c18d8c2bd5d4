/** The one test person who approves every payment. Nothing about her is real. */
import type { Address, Consent, Payment, UserDetails } from "./Payment.js"

export const person = {
  sub: "c06c4afe-d9e1-4c5d-939a-177d752a0944",
  firstName: "Kari",
  lastName: "Testesen",
  email: "kari.testesen@example.com",
  mobileNumber: "4799999999",
  dateOfBirth: "1990-01-31",
  /** The first six digits of the card she pays with. */
  cardBin: "540185",
  /** Her age is fixed, so that a test has the same result next year. */
  age: 36
} as const

export const address: Address = {
  addressLine1: "Testveien 1",
  postCode: "0001",
  city: "Oslo",
  country: "NO"
}

/** Only what the scope requests, as since September 2026; the public specification still requires four of the fields. */
const userDetails = (payment: Payment, address: Address): UserDetails | undefined => {
  const has = (scope: string) => payment.scope.includes(scope)
  const details: UserDetails = {
    ...(has("name") ? { firstName: person.firstName, lastName: person.lastName } : {}),
    ...(has("email") ? { email: person.email } : {}),
    ...(has("phoneNumber") ? { mobileNumber: payment.customer?.phoneNumber ?? person.mobileNumber } : {}),
    ...(has("birthDate") ? { dateOfBirth: person.dateOfBirth } : {}),
    ...(has("address") ? { addresses: [address] } : {})
  }
  return Object.keys(details).length === 0 ? undefined : details
}

/**
 * What the customer chooses. Defaults to the default shipping option, and the address the merchant has offered options
 * for or else the test person's own.
 */
export interface Choice {
  readonly shippingOptionId?: string | undefined
  readonly address?: Address | undefined
}

/** The details of an approval; undefined when the shipping option does not exist. */
export const consent = (payment: Payment, choice: Choice): Consent | undefined => {
  const { express } = payment
  const { address: to = express?.address ?? address, shippingOptionId } = choice
  const option = express?.options.find(({ id }) => shippingOptionId === undefined || id === shippingOptionId)
  if (option === undefined && (express !== undefined || shippingOptionId !== undefined)) return undefined
  return {
    shipping: option && { ...option, address: to },
    userDetails: userDetails(payment, to),
    sub: payment.scope.length > 0 ? person.sub : undefined
  }
}
