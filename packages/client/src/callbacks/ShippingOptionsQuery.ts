/** What Vipps asks about the shipping of an Express payment. */
import * as Schema from "effect/Schema"
import { detail, identifier } from "../internal/schema/rules.js"

/**
 * Personal data. Where the customer of an Express payment wants the goods: always a country, and what else is known.
 * Vipps writes these names in PascalCase, all but the first.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/express/
 * @since 0.1.0
 * @category models
 */
export interface ShippingOptionsQuery {
  /** The payment's. */
  readonly reference: string
  readonly addressLine1?: string | undefined
  readonly addressLine2?: string | undefined
  readonly city?: string | undefined
  readonly postCode?: string | undefined
  /** ISO 3166-1 alpha-2. */
  readonly country: string
}

/** {@link ShippingOptionsQuery} as Vipps sends it. */
interface ShippingOptionsQueryEncoded {
  readonly reference: string
  readonly AddressLine1?: string | undefined
  readonly AddressLine2?: string | undefined
  readonly City?: string | undefined
  readonly PostCode?: string | undefined
  readonly Country: string
}

const text = <Key extends string>(key: Key) => Schema.optional(detail(Schema.String)).pipe(Schema.fromKey(key))

/**
 * The schema of {@link ShippingOptionsQuery}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ShippingOptionsQuery = Schema.Struct({
  reference: identifier,
  addressLine1: text("AddressLine1"),
  addressLine2: text("AddressLine2"),
  city: text("City"),
  postCode: text("PostCode"),
  country: Schema.propertySignature(Schema.String).pipe(Schema.fromKey("Country"))
}) satisfies Schema.Schema<ShippingOptionsQuery, ShippingOptionsQueryEncoded>
