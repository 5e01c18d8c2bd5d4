/** Who pays. */
import * as Schema from "effect/Schema"
import { pattern, text } from "../internal/schema.js"

/**
 * Who is to pay, when that is known: exactly one of the three. Don't ask people for a phone number just to fill it in;
 * the landing page does that.
 *
 * @since 0.1.0
 * @category models
 */
export interface Customer {
  /** MSISDN: country code and number, 9 to 15 digits, no `+` and no spaces: `4712345678`. */
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
  phoneNumber: Schema.optional(
    pattern(/^\d{9,15}$/, "a phone number as MSISDN: country code and number, 9 to 15 digits, no + and no spaces")
  ),
  personalQr: Schema.optional(text(5, 255)),
  customerToken: Schema.optional(Schema.NonEmptyString)
}).pipe(
  Schema.filter(
    (customer) =>
      [customer.phoneNumber, customer.personalQr, customer.customerToken].filter((known) => known !== undefined)
        .length === 1 || "give exactly one of phoneNumber, personalQr and customerToken"
  )
)
