/** How the goods of a Checkout session are delivered. */
import * as Schema from "effect/Schema"
import { detail, url } from "../internal/schema/rules.js"
import { LogisticsOption } from "./LogisticsOption.js"

/**
 * Where Porterbuddy fetches the goods.
 *
 * @deprecated Like all of `integrations`.
 * @since 0.1.0
 * @category models
 */
export interface PorterbuddyOrigin {
  /** The store's name. */
  readonly name: string
  /** Where Porterbuddy confirms bookings. */
  readonly email: string
  /** MSISDN: country code and number, without `+`: `4712345678`. */
  readonly phoneNumber: string
  readonly address: {
    readonly streetAddress: string
    readonly postalCode: string
    readonly city: string
    /** ISO 3166-1 alpha-2. */
    readonly country: string
  }
}

/**
 * Settings of single carriers.
 *
 * @deprecated By Vipps, without a replacement.
 * @since 0.1.0
 * @category models
 */
export interface Integrations {
  readonly porterbuddy?:
    | {
        /** Public key from Porterbuddy. */
        readonly publicToken: string
        /** Secret key from Porterbuddy. */
        readonly apiKey: string
        readonly origin: PorterbuddyOrigin
      }
    | undefined
}

/**
 * The ways of delivery to choose from. `dynamicOptionsCallback` and `fixedOptions` may both be given: the fixed ones
 * are then the fallback, without which a customer is stuck when the callback fails.
 *
 * `dynamicOptionsCallback` and `integrations` need the customer's address, so neither goes together with
 * `configuration.elements` that hide it (`PaymentAndContactInfo`, `PaymentOnly`).
 *
 * @since 0.1.0
 * @category models
 */
export interface Logistics {
  /**
   * https. Vipps posts a {@link LogisticsOptionsQuery} here each time the address changes, and waits 8 seconds for the
   * options. It is not known to authenticate itself: put a secret in the URL.
   */
  readonly dynamicOptionsCallback?: string | undefined
  /** The same options for every address, or the fallback. */
  readonly fixedOptions?: ReadonlyArray<LogisticsOption> | undefined
  /** @deprecated By Vipps, without a replacement. */
  readonly integrations?: Integrations | undefined
}

/**
 * The customer's address, as Vipps posts it to `dynamicOptionsCallback`. Respond with 200 and a bare JSON array of
 * {@link LogisticsOption}; anything else, and an empty array, means `fixedOptions`.
 *
 * @since 0.1.0
 * @category models
 */
export interface LogisticsOptionsQuery {
  readonly streetAddress?: string | undefined
  readonly postalCode?: string | undefined
  /** The city. */
  readonly region?: string | undefined
  /** ISO 3166-1 alpha-2. */
  readonly country: string
}

const Integrations: Schema.Schema<Integrations> = Schema.Struct({
  porterbuddy: Schema.optional(
    Schema.Struct({
      publicToken: Schema.String,
      apiKey: Schema.NonEmptyString,
      origin: Schema.Struct({
        name: Schema.String,
        email: Schema.String,
        phoneNumber: Schema.String,
        address: Schema.Struct({
          streetAddress: Schema.String,
          postalCode: Schema.String,
          city: Schema.String,
          country: Schema.String
        })
      })
    })
  )
})

/**
 * The schema of {@link Logistics}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Logistics = Schema.Struct({
  dynamicOptionsCallback: Schema.optional(url()),
  fixedOptions: Schema.optional(Schema.Array(LogisticsOption)),
  integrations: Schema.optional(Integrations)
}) satisfies Schema.Schema<Logistics>

/**
 * The schema of {@link LogisticsOptionsQuery}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const LogisticsOptionsQuery = Schema.Struct({
  streetAddress: Schema.optional(detail(Schema.String)),
  postalCode: Schema.optional(detail(Schema.String)),
  region: Schema.optional(detail(Schema.String)),
  country: Schema.String
}) satisfies Schema.Schema<LogisticsOptionsQuery>
