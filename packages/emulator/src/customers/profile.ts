/**
 * What a merchant gets to know of a customer who has consented.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/userinfo-api
 */
import type { Person, PostalAddress } from "./person.js"

/** The scopes of payments and agreements. */
export const scopes = ["name", "address", "email", "phoneNumber", "birthDate", "nin"] as const

/** A scope as it is written: names with a space between. */
export const scopeOf = (text: string | undefined): ReadonlyArray<string> =>
  (text ?? "").split(" ").filter((scope) => scope !== "")

const formatted = ({ country, postalCode, region, streetAddress }: PostalAddress): string =>
  [streetAddress, postalCode, region, country].join("\n")

/** A customer without an address has one of empty strings. */
const addressOf = (address: PostalAddress | undefined) =>
  address === undefined
    ? { address_type: "", country: "", formatted: "", postal_code: "", region: "", street_address: "" }
    : {
        address_type: "home",
        country: address.country,
        formatted: formatted(address),
        postal_code: address.postalCode,
        region: address.region,
        street_address: address.streetAddress
      }

/** The claims of each scope. `gender` is of Login only. */
const claims: { readonly [scope: string]: (person: Person) => object } = {
  name: ({ familyName, givenName }) => ({
    name: `${givenName} ${familyName}`,
    given_name: givenName,
    family_name: familyName
  }),
  address: ({ address }) => ({ address: addressOf(address), other_addresses: [] }),
  email: ({ email, emailVerified }) => ({ email, email_verified: emailVerified }),
  phoneNumber: ({ phoneNumber }) => ({ phone_number: phoneNumber, phone_number_verified: true }),
  birthDate: ({ birthdate }) => ({ birthdate }),
  nin: ({ nin }) => ({ nin }),
  gender: ({ gender }) => ({ gender })
}

/** The claims of the scopes that were granted, and no other. */
export const profileOf = (person: Person, scope: ReadonlyArray<string>): { readonly [claim: string]: unknown } =>
  Object.assign({}, ...scope.map((one) => claims[one]?.(person)))

/** What a value is once it is too old. */
const expired = (value: unknown): unknown => {
  if (typeof value === "string") return "[Expired]"
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, expired(inner)]))
    : value
}

/** The claims of scopes that were granted too long ago: their texts are gone. [U] What becomes of other values. */
export const expiredProfileOf = (person: Person, scope: ReadonlyArray<string>): { readonly [claim: string]: unknown } =>
  Object.fromEntries(Object.entries(profileOf(person, scope)).map(([claim, value]) => [claim, expired(value)]))
