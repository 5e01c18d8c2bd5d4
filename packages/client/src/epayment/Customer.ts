/** Who pays. */
import * as Schema from "effect/Schema"
import { text } from "../internal/schema/rules.js"
import { Msisdn } from "../PhoneNumber.js"

/**
 * Who is to pay, when that is known: exactly one of the three. Don't ask people for a phone number just to fill it in;
 * the landing page does that.
 *
 * - `phoneNumber`: MSISDN, country code and number, 9 to 15 digits: `4712345678`. `PhoneNumber.msisdn` makes one from a
 *   customer's input.
 * - `personalQr`: the whole content of the QR code scanned from the customer's app, 5 to 255 characters.
 * - `customerToken`: the token of a customer who scanned the merchant's callback QR.
 *
 * @since 0.1.0
 * @category models
 */
export type Customer =
  | {
      readonly phoneNumber: string
      readonly personalQr?: undefined
      readonly customerToken?: undefined
    }
  | {
      readonly personalQr: string
      readonly phoneNumber?: undefined
      readonly customerToken?: undefined
    }
  | {
      readonly customerToken: string
      readonly phoneNumber?: undefined
      readonly personalQr?: undefined
    }

/** Before it is known that there is exactly one. */
interface Identifiers {
  readonly phoneNumber?: string | undefined
  readonly personalQr?: string | undefined
  readonly customerToken?: string | undefined
}

/**
 * The schema of {@link Customer}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Customer = Schema.Struct({
  phoneNumber: Schema.optional(Msisdn),
  personalQr: Schema.optional(
    text(5, 255).annotations({
      arbitrary: () => (fc) => fc.stringMatching(/^[a-zA-Z0-9]{8,40}$/).map((id) => `https://qr.vipps.no/p/${id}`)
    })
  ),
  customerToken: Schema.optional(Schema.NonEmptyString)
}).pipe(
  Schema.filter(
    (customer) =>
      [customer.phoneNumber, customer.personalQr, customer.customerToken].filter((known) => known !== undefined)
        .length === 1 || "give exactly one of phoneNumber, personalQr and customerToken"
  )
) satisfies Schema.Schema<Identifiers> as Schema.Schema<Customer>
