/** What Vipps returns and no terminal's history or CI log must keep: personal data and secrets. */

/** The same name in another convention: `given_name`, `givenName`. */
const plainName = (name: string): string => name.replace(/[_-]/g, "").toLowerCase()

const setOf = (names: ReadonlyArray<string>): ReadonlySet<string> => new Set(names.map(plainName))

const everywhere = setOf([
  "accessToken",
  "address",
  "addresses",
  "addressLine1",
  "addressLine2",
  "billingDetails",
  "birthDate",
  "callbackAuthorizationToken",
  "city",
  "customer",
  "customerPhoneNumber",
  "customerToken",
  "dateOfBirth",
  "email",
  "familyName",
  "firstName",
  "gender",
  "givenName",
  "lastName",
  "maskedPhoneNo",
  "mobileNumber",
  "msisdn",
  "nin",
  "otherAddresses",
  "personalQr",
  "phoneNumber",
  "postCode",
  "postalCode",
  "profile",
  "secret",
  "shippingDetails",
  "streetAddress",
  "sub",
  "token",
  "userDetails",
  "userInfo",
  "userinfoUrl"
])

/** Whether a field of this name is hidden. */
export type Hides = (name: string) => boolean

export const hides: Hides = (name) => everywhere.has(plainName(name))

/** The customer who paid to a number, and what the customer wrote. Elsewhere a name is that of a product or an event. */
const ofEntry = setOf(["name", "message"])

/** What is hidden in the responses of an operation. */
export const hiddenIn = (operation: string): Hides => {
  if (operation.startsWith("Userinfo.")) return () => true
  if (!/^Report\.get(Funds|Fees)/.test(operation)) return hides
  return (name) => hides(name) || ofEntry.has(plainName(name))
}

/** A copy without personal data and secrets. */
export const withoutPersonalData = (value: unknown, isHidden: Hides = hides): unknown => {
  if (Array.isArray(value)) return value.map((item) => withoutPersonalData(item, isHidden))
  if (value instanceof Date || value === null || typeof value !== "object") return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      isHidden(name) && field !== undefined ? "[hidden]" : withoutPersonalData(field, isHidden)
    ])
  )
}
