/** The customer's contact and address in a Checkout session. */
import * as Either from "effect/Either"
import type { Contact, Session } from "../../checkout/Session.js"
import type { FieldProps } from "./parts.js"
import { Field } from "./parts.js"
import type { Form } from "./request.js"

type Ask = Omit<FieldProps, "name" | "value"> & { readonly name: keyof Contact }

const who: ReadonlyArray<Ask> = [
  { name: "firstName", label: "First name", autocomplete: "given-name" },
  { name: "lastName", label: "Last name", autocomplete: "family-name" },
  { name: "email", label: "E-mail", autocomplete: "email", type: "email" },
  {
    name: "phoneNumber",
    label: "Phone number, with country code",
    autocomplete: "tel",
    type: "tel",
    pattern: "\\+?[0-9 ]{9,20}",
    title: "9 to 15 digits, with the country code first"
  }
]

const where: ReadonlyArray<Ask> = [
  { name: "streetAddress", label: "Street address", autocomplete: "street-address" },
  { name: "postalCode", label: "Postal code", autocomplete: "postal-code" },
  { name: "city", label: "City", autocomplete: "address-level2" },
  {
    name: "country",
    label: "Country (two letters)",
    autocomplete: "country",
    pattern: "[A-Za-z]{2}",
    title: "Two letters, such as NO"
  }
]

const asksWho = ({ elements }: Session): boolean => elements !== "PaymentOnly"

const asksWhere = ({ elements }: Session): boolean => elements === "Full"

const names = new Intl.DisplayNames("en", { type: "region", fallback: "code" })

const nameOf = (code: string): string => (/^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code)

const Countries = ({ codes, value }: { readonly codes: ReadonlyArray<string>; readonly value: string }) => (
  <>
    <label for="country">Country</label>
    <select id="country" name="country" autocomplete="country" required>
      {codes.map((code) => (
        <option value={code} selected={code === value}>
          {nameOf(code)}
        </option>
      ))}
    </select>
  </>
)

export const ContactFields = ({ contact, session }: { readonly contact: Contact; readonly session: Session }) => (
  <>
    {asksWho(session) ? (
      <fieldset>
        <legend>Who you are</legend>
        {who.map((ask) => (
          <Field {...ask} value={contact[ask.name]} />
        ))}
      </fieldset>
    ) : null}
    {asksWhere(session) ? (
      <fieldset>
        <legend>Where to</legend>
        {where.map((ask) =>
          ask.name === "country" && session.countries.length > 0 ? (
            <Countries codes={session.countries} value={contact.country} />
          ) : (
            <Field {...ask} value={contact[ask.name]} />
          )
        )}
      </fieldset>
    ) : null}
  </>
)

const wrong = ({ countries }: Session, { country, email, phoneNumber }: Partial<Contact>): string | undefined => {
  if (email !== undefined && !/^\S+@\S+$/.test(email)) return "The e-mail address needs an @."
  if (phoneNumber !== undefined && !/^\d{9,15}$/.test(phoneNumber)) {
    return "The phone number has 9 to 15 digits, with the country code first."
  }
  if (country === undefined) return undefined
  if (countries.length > 0 && !countries.includes(country)) return "The shop does not send to this country."
  return /^[A-Z]{2}$/.test(country) ? undefined : "The country has two letters, such as NO."
}

/** The input as typed, and its issues. */
export const readContact = (
  session: Session,
  { text }: Form
): { readonly typed: Partial<Contact>; readonly valid: Either.Either<Partial<Contact>, string> } => {
  const asked = [...(asksWho(session) ? who : []), ...(asksWhere(session) ? where : [])]
  const tidy: { readonly [name in keyof Contact]?: (value: string) => string } = {
    phoneNumber: (value) => value.replace(/[\s+]/g, ""),
    country: (value) => value.toUpperCase()
  }
  const typed: Partial<Contact> = Object.fromEntries(
    asked.map(({ name }) => [name, (tidy[name] ?? ((value) => value))(text(name))])
  )
  const missing = asked.find(({ name }) => typed[name] === "")
  const problem = missing === undefined ? wrong(session, typed) : `Fill in: ${missing.label}.`
  return { typed, valid: problem === undefined ? Either.right(typed) : Either.left(problem) }
}
