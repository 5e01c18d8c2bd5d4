import * as Schema from "effect/Schema"

/**
 * What is known about the customer already. A value that Vipps finds invalid never fails the session: the customer is
 * asked for it instead.
 *
 * @since 0.1.0
 * @category models
 */
export interface PrefillCustomer {
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  readonly email?: string | undefined
  /** MSISDN: country code and number, no `+` and no spaces: `4712345678`. */
  readonly phoneNumber?: string | undefined
  readonly streetAddress?: string | undefined
  readonly city?: string | undefined
  readonly postalCode?: string | undefined
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | undefined
}

/** The schema of {@link PrefillCustomer}. */
export const PrefillCustomer: Schema.Schema<PrefillCustomer> = Schema.Struct({
  firstName: Schema.optional(Schema.String),
  lastName: Schema.optional(Schema.String),
  email: Schema.optional(Schema.String),
  phoneNumber: Schema.optional(Schema.String),
  streetAddress: Schema.optional(Schema.String),
  city: Schema.optional(Schema.String),
  postalCode: Schema.optional(Schema.String),
  country: Schema.optional(Schema.String)
})
