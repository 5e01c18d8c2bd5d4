/** What ePayment gets to know of the customer who approves. */
import { type Person, type PostalAddress, subOf, testPerson } from "../customers/person.js"
import type { Address, Consent, Payment, UserDetails } from "./Payment.js"

/** The first six digits of the card that every customer pays with. */
export const cardBin = "540185"

/** Of every customer. It is fixed, so that a test has the same result next year. */
export const age = 36

const addressOf = ({ country, postalCode, region, streetAddress }: PostalAddress): Address => ({
  addressLine1: streetAddress,
  postCode: postalCode,
  city: region,
  country
})

/** Where Express ships to, unless the customer chooses another address. */
export const address = addressOf(testPerson.address)

/** The customer's phone. [U] Where none is named, it is the test person's. */
export const phoneOf = ({ phoneNumber = testPerson.phoneNumber }: Payment): string => phoneNumber

/** Only what the scope requests, as since September 2026; the public specification still requires four of the fields. */
const userDetails = (payment: Payment, person: Person, address: Address | undefined): UserDetails | undefined => {
  const has = (scope: string) => payment.scope.includes(scope)
  const details: UserDetails = {
    ...(has("name") ? { firstName: person.givenName, lastName: person.familyName } : {}),
    ...(has("email") ? { email: person.email } : {}),
    ...(has("phoneNumber") ? { mobileNumber: person.phoneNumber } : {}),
    ...(has("birthDate") ? { dateOfBirth: person.birthdate } : {}),
    ...(has("address") ? { addresses: address === undefined ? [] : [address] } : {})
  }
  return Object.keys(details).length === 0 ? undefined : details
}

/**
 * What the customer chooses. Defaults to the default shipping option, and the address the merchant has offered options
 * for or else the customer's own.
 */
export interface Choice {
  readonly shippingOptionId?: string | undefined
  readonly address?: Address | undefined
}

/** The details of an approval; undefined when the shipping option does not exist. */
export const consent = (payment: Payment, person: Person, choice: Choice): Consent | undefined => {
  const { express } = payment
  const own = person.address && addressOf(person.address)
  const { address: to = express?.address ?? own, shippingOptionId } = choice
  const option = express?.options.find(({ id }) => shippingOptionId === undefined || id === shippingOptionId)
  if (option === undefined && (express !== undefined || shippingOptionId !== undefined)) return undefined
  return {
    phoneNumber: person.phoneNumber,
    shipping: option && { ...option, address: to ?? address },
    userDetails: userDetails(payment, person, to),
    sub: payment.scope.length > 0 ? subOf(payment.merchantSerialNumber, person) : undefined
  }
}
