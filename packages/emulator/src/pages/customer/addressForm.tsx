/** The address of an Express customer. */
import * as Either from "effect/Either"
import type { Address } from "../../epayment/Payment.js"
import { Field } from "./parts.js"
import type { Form } from "./request.js"

export const AddressFields = ({ address }: { readonly address: Address }) => (
  <fieldset>
    <legend>Where to</legend>
    <Field name="addressLine1" label="Street address" autocomplete="address-line1" value={address.addressLine1} />
    <Field name="postCode" label="Postal code" autocomplete="postal-code" value={address.postCode} />
    <Field name="city" label="City" autocomplete="address-level2" value={address.city} />
    <Field
      name="country"
      label="Country (two letters)"
      autocomplete="country"
      pattern="[A-Za-z]{2}"
      title="Two letters, such as NO"
      value={address.country}
    />
  </fieldset>
)

/** The address as typed, and its issues. */
export const readAddress = ({
  text
}: Form): { readonly typed: Address; readonly valid: Either.Either<Address, string> } => {
  const typed: Address = {
    addressLine1: text("addressLine1"),
    postCode: text("postCode"),
    city: text("city"),
    country: text("country").toUpperCase()
  }
  const isComplete = Object.values(typed).every((part) => part !== "")
  if (!isComplete) return { typed, valid: Either.left("Fill in the whole address.") }
  return {
    typed,
    valid: /^[A-Z]{2}$/.test(typed.country)
      ? Either.right(typed)
      : Either.left("The country has two letters, such as NO.")
  }
}
