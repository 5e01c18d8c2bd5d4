/** Who pays. */
import * as Schema from "effect/Schema"
import { text } from "../internal/schema/rules.js"
import { Msisdn } from "../PhoneNumber.js"

/**
 * Who is to pay, when that is known: exactly one of the three. Don't ask people for a phone number just to fill it in;
 * the landing page does that.
 *
 * @since 0.1.0
 * @category models
 */
export interface Customer {
  /** MSISDN: country code and number, 9 to 15 digits: `4712345678`. `PhoneNumber.msisdn` makes one from a customer's input. */
  readonly phoneNumber?: string | undefined
  /** The whole content of the QR code scanned from the customer's app, 5 to 255 characters. */
  readonly personalQr?: string | undefined
  /** The token of a customer who scanned the merchant's callback QR. */
  readonly customerToken?: string | undefined
}

/**
 * The schema of {@link Customer}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Customer: Schema.Schema<Customer> = Schema.Struct({
  phoneNumber: Schema.optional(Msisdn),
  personalQr: Schema.optional(text(5, 255)),
  customerToken: Schema.optional(Schema.NonEmptyString)
}).pipe(
  Schema.filter(
    (customer) =>
      [customer.phoneNumber, customer.personalQr, customer.customerToken].filter((known) => known !== undefined)
        .length === 1 || "give exactly one of phoneNumber, personalQr and customerToken"
  )
)
