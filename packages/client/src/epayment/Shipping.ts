/** Express: the shipping options a customer chooses from in the app. */
import * as Schema from "effect/Schema"
import { pattern, url } from "../internal/schema/rules.js"
import { Amount } from "../Money.js"

/**
 * One way to get the goods.
 *
 * @since 0.1.0
 * @category models
 */
export interface ShippingOption {
  /** The merchant's id; comes back as `shippingDetails.shippingOptionId`. */
  readonly id: string
  /** What it costs, with tax; added to the payment's amount when chosen. */
  readonly amount: Amount
  /** The option's or the store's name. */
  readonly name: string
  /** Chosen unless the customer picks another. */
  readonly isDefault?: boolean | undefined
  /** Lower numbers come first. */
  readonly priority?: number | undefined
  /** More to show, for example the store's address. */
  readonly meta?: string | undefined
  /** When it arrives, as text: `1-2 days`. */
  readonly estimatedDelivery?: string | undefined
}

/**
 * The options of one carrier and type. One group per `brand` and `type`.
 *
 * @since 0.1.0
 * @category models
 */
export interface ShippingGroup {
  readonly type: "HOME_DELIVERY" | "PICKUP_POINT" | "MAILBOX" | "IN_STORE" | "OTHER"
  readonly brand:
    | "POSTEN"
    | "BRING"
    | "POSTNORD"
    | "HELTHJEM"
    | "PORTERBUDDY"
    | "DHL"
    | "INSTABOX"
    | "FEDEX"
    | "MATKAHUOLTO"
    | "GLS"
    | "POSTI"
    | "GORDON"
    | "OTHER"
  readonly options: ReadonlyArray<ShippingOption>
  /** Chosen unless the customer picks another. */
  readonly isDefault?: boolean | undefined
  /** Lower numbers come first. */
  readonly priority?: number | undefined
}

/**
 * Express shipping: `fixedOptions` or `dynamicOptions`, one of them and not both.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/express/
 * @since 0.1.0
 * @category models
 */
export interface Shipping {
  /** The same options for every address. */
  readonly fixedOptions?: ReadonlyArray<ShippingGroup> | undefined
  /** Vipps asks the merchant's server for the options, with the customer's address. */
  readonly dynamicOptions?:
    | {
        /** https, on port 80, 443 or 8080. */
        readonly callbackUrl: string
        /**
         * Sent back verbatim as `Authorization`, and all that proves the callback to be Vipps': 16 to 50 random letters,
         * digits and hyphens. A shorter one is sent with a warning in the log.
         */
        readonly callbackAuthorizationToken?: string | undefined
      }
    | undefined
  /** ISO 3166-1 alpha-2 codes of the countries to ship to. Newer than the 1.8.1 specification. */
  readonly allowedCountries?: ReadonlyArray<string> | undefined
}

/**
 * The schema of {@link ShippingOption}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ShippingOption = Schema.Struct({
  id: Schema.String,
  amount: Amount,
  name: Schema.String,
  isDefault: Schema.optional(Schema.Boolean),
  priority: Schema.optional(Schema.Int),
  meta: Schema.optional(Schema.String),
  estimatedDelivery: Schema.optional(Schema.String)
}) satisfies Schema.Schema<ShippingOption>

/**
 * The schema of {@link ShippingGroup}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ShippingGroup = Schema.Struct({
  type: Schema.Literal("HOME_DELIVERY", "PICKUP_POINT", "MAILBOX", "IN_STORE", "OTHER"),
  brand: Schema.Literal(
    "POSTEN",
    "BRING",
    "POSTNORD",
    "HELTHJEM",
    "PORTERBUDDY",
    "DHL",
    "INSTABOX",
    "FEDEX",
    "MATKAHUOLTO",
    "GLS",
    "POSTI",
    "GORDON",
    "OTHER"
  ),
  options: Schema.Array(ShippingOption),
  isDefault: Schema.optional(Schema.Boolean),
  priority: Schema.optional(Schema.Int)
}) satisfies Schema.Schema<ShippingGroup>

/** [U] That Vipps refuses groups without options and repeated ids; the app could not offer them. */
const rules = ({ dynamicOptions, fixedOptions }: Shipping): Schema.FilterOutput => {
  if ((fixedOptions === undefined) === (dynamicOptions === undefined))
    return "give either fixedOptions or dynamicOptions"
  if (fixedOptions === undefined) return true
  const wrong = (message: string) => ({ path: ["fixedOptions"], message })
  if (fixedOptions.length === 0 || fixedOptions.some(({ options }) => options.length === 0)) {
    return wrong("must have options in each group")
  }
  const kinds = new Set(fixedOptions.map(({ brand, type }) => `${brand} ${type}`))
  if (kinds.size < fixedOptions.length) return wrong("must have one group for each brand and type")
  const ids = fixedOptions.flatMap(({ options }) => options.map(({ id }) => id))
  return new Set(ids).size === ids.length || wrong("must have options with different ids")
}

/**
 * The schema of {@link Shipping}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Shipping: Schema.Schema<Shipping> = Schema.Struct({
  fixedOptions: Schema.optional(Schema.Array(ShippingGroup)),
  dynamicOptions: Schema.optional(
    Schema.Struct({
      callbackUrl: url(),
      callbackAuthorizationToken: Schema.optional(
        pattern(/^[a-zA-Z0-9-]{1,50}$/, "1 to 50 letters, digits and hyphens")
      )
    })
  ),
  allowedCountries: Schema.optional(
    Schema.Array(pattern(/^[A-Z]{2}$/, "an ISO 3166-1 alpha-2 country code, such as NO"))
  )
}).pipe(Schema.filter(rules))
