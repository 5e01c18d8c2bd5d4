/** The one test person who approves every payment. Nothing about her is real. */
import type { Address, Payment, ShippingChoice, UserDetails } from "./Payment.js"
import type { Consent } from "./transitions.js"

export const person = {
  sub: "c06c4afe-d9e1-4c5d-939a-177d752a0944",
  firstName: "Kari",
  lastName: "Testesen",
  email: "kari.testesen@example.com",
  mobileNumber: "4799999999",
  dateOfBirth: "1990-01-31"
} as const

export const address: Address = {
  addressLine1: "Testveien 1",
  postCode: "0001",
  city: "Oslo",
  country: "NO"
}

/** Only what the scope asked for, as since September 2026; the public specification still requires four of the fields. */
const userDetails = (payment: Payment): UserDetails | undefined => {
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

/** Express takes the first option. Dynamic options are not asked for, so such a payment ships nothing. */
const shipping = ({ express }: Payment): ShippingChoice | undefined => {
  const option = express?.options[0]
  return option && { ...option, address }
}

export const consent = (payment: Payment): Consent => ({
  shipping: shipping(payment),
  userDetails: userDetails(payment),
  sub: payment.scope.length > 0 ? person.sub : undefined
})
