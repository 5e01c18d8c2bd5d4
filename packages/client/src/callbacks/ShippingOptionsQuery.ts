/** What Vipps asks about the shipping of an Express payment. */
import * as Schema from "effect/Schema"
import { response } from "../internal/schema.js"

/**
 * Personal data. Where the customer of an Express payment wants the goods. Vipps writes these names in PascalCase, all
 * but the first.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/express/
 * @since 0.1.0
 * @category models
 */
export interface ShippingOptionsQuery {
  /** The payment's. */
  readonly reference: string
  readonly addressLine1: string
  readonly addressLine2?: string | undefined
  readonly city: string
  readonly postCode: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
}

/**
 * The schema of {@link ShippingOptionsQuery}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ShippingOptionsQuery: Schema.Schema<ShippingOptionsQuery, unknown> = response(
  Schema.Struct({
    reference: Schema.String,
    addressLine1: Schema.propertySignature(Schema.String).pipe(Schema.fromKey("AddressLine1")),
    addressLine2: Schema.optional(Schema.String).pipe(Schema.fromKey("AddressLine2")),
    city: Schema.propertySignature(Schema.String).pipe(Schema.fromKey("City")),
    postCode: Schema.propertySignature(Schema.String).pipe(Schema.fromKey("PostCode")),
    country: Schema.propertySignature(Schema.String).pipe(Schema.fromKey("Country"))
  })
)
