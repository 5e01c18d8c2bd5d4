/** The ways of delivery that a customer of Checkout chooses from: one kind per carrier. */
import * as Schema from "effect/Schema"
import { request, text, whole } from "../internal/schema/rules.js"
import { Amount } from "../Money.js"
import { Delivery } from "./Delivery.js"

/**
 * What the options of all carriers have in common.
 *
 * @since 0.1.0
 * @category models
 */
export interface LogisticsOptionBase {
  /** The merchant's id, 1 to 200 characters; comes back as `shippingDetails.shippingMethodId`. */
  readonly id: string
  /** What it costs, with tax; added to the payment's amount when chosen. */
  readonly amount: Amount
  /** Lower numbers come first; from 0. */
  readonly priority: number
  /** Chosen unless the customer picks another. */
  readonly isDefault: boolean
  /** Shown to the customer, 1 to 200 characters. */
  readonly title?: string | undefined
  /** Shown to the customer. */
  readonly description?: string | undefined
  /** When and where it arrives, as known to the merchant. Leave `type` out then. */
  readonly delivery?: Delivery | undefined
  /** Hundredths of a percent, 0 to 10000: 2500 is 25 %. */
  readonly taxRate?: number | undefined
}

/**
 * What the options of the known carriers have in common.
 *
 * @since 0.1.0
 * @category models
 */
export interface CarrierLogisticsOption extends LogisticsOptionBase {
  /** Free text. Undocumented by Vipps: its effect. */
  readonly customType?: string | undefined
}

/**
 * Shipping with Posten.
 *
 * @since 0.1.0
 * @category models
 */
export interface PostenLogisticsOption extends CarrierLogisticsOption {
  readonly brand: "POSTEN"
  readonly type?: "MAILBOX" | "PICKUP_POINT" | "HOME_DELIVERY" | undefined
}

/**
 * Shipping with Bring.
 *
 * @since 0.1.0
 * @category models
 */
export interface BringLogisticsOption extends CarrierLogisticsOption {
  readonly brand: "BRING"
  readonly type?: "MAILBOX" | "PICKUP_POINT" | "HOME_DELIVERY" | undefined
}

/**
 * Shipping with Postnord.
 *
 * @since 0.1.0
 * @category models
 */
export interface PostnordLogisticsOption extends CarrierLogisticsOption {
  readonly brand: "POSTNORD"
  readonly type?: "PICKUP_POINT" | "HOME_DELIVERY" | undefined
}

/**
 * Shipping with Porterbuddy.
 *
 * @since 0.1.0
 * @category models
 */
export interface PorterbuddyLogisticsOption extends CarrierLogisticsOption {
  readonly brand: "PORTERBUDDY"
  readonly type?: "HOME_DELIVERY" | undefined
}

/**
 * Shipping with Helthjem.
 *
 * @since 0.1.0
 * @category models
 */
export interface HelthjemLogisticsOption extends CarrierLogisticsOption {
  readonly brand: "HELTHJEM"
  readonly type?: "HOME_DELIVERY" | "PICKUP_POINT" | undefined
}

/**
 * Shipping with Posti.
 *
 * @since 0.1.0
 * @category models
 */
export interface PostiLogisticsOption extends CarrierLogisticsOption {
  readonly brand: "POSTI"
  readonly type?: "PICKUP_POINT" | undefined
}

/**
 * Shipping with GLS.
 *
 * @since 0.1.0
 * @category models
 */
export interface GlsLogisticsOption extends CarrierLogisticsOption {
  readonly brand: "GLS"
  readonly type?: "PICKUP_POINT" | undefined
}

/**
 * Shipping with DAO.
 *
 * @since 0.1.0
 * @category models
 */
export interface DaoLogisticsOption extends CarrierLogisticsOption {
  readonly brand: "DAO"
  /** A whole number. Undocumented by Vipps: what the values mean, so omit it. */
  readonly type?: number | undefined
}

/**
 * Any other carrier; give it a `title`. It has no `customType`.
 *
 * @since 0.1.0
 * @category models
 */
export interface OtherLogisticsOption extends LogisticsOptionBase {
  readonly brand: "OTHER"
  readonly type?: "HOME_DELIVERY" | "PICKUP_POINT" | undefined
}

/**
 * One way to get the goods. `brand` is the carrier, with its logo, and so which values `type` may have.
 *
 * `type` lets Checkout ask the carrier itself, for example for the pickup points near the customer. Leave it out when
 * `delivery` is given.
 *
 * @see https://developer.vippsmobilepay.com/api/checkout/
 * @since 0.1.0
 * @category models
 */
export type LogisticsOption =
  | PostenLogisticsOption
  | BringLogisticsOption
  | PostnordLogisticsOption
  | PorterbuddyLogisticsOption
  | HelthjemLogisticsOption
  | PostiLogisticsOption
  | GlsLogisticsOption
  | DaoLogisticsOption
  | OtherLogisticsOption

// The specification's int32.
const int32 = 2_147_483_647

const base = {
  id: text(1, 200),
  amount: Amount,
  priority: whole(0, int32),
  isDefault: Schema.Boolean,
  title: Schema.optional(text(1, 200)),
  description: Schema.optional(Schema.String),
  delivery: Schema.optional(Delivery),
  taxRate: Schema.optional(whole(0, 10_000))
}

const carrier = { ...base, customType: Schema.optional(Schema.String) }

/**
 * The schema of {@link LogisticsOption}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const LogisticsOption: Schema.Schema<LogisticsOption> = Schema.Union(
  Schema.Struct({
    ...carrier,
    brand: Schema.Literal("POSTEN"),
    type: Schema.optional(Schema.Literal("MAILBOX", "PICKUP_POINT", "HOME_DELIVERY"))
  }),
  Schema.Struct({
    ...carrier,
    brand: Schema.Literal("BRING"),
    type: Schema.optional(Schema.Literal("MAILBOX", "PICKUP_POINT", "HOME_DELIVERY"))
  }),
  Schema.Struct({
    ...carrier,
    brand: Schema.Literal("POSTNORD"),
    type: Schema.optional(Schema.Literal("PICKUP_POINT", "HOME_DELIVERY"))
  }),
  Schema.Struct({
    ...carrier,
    brand: Schema.Literal("PORTERBUDDY"),
    type: Schema.optional(Schema.Literal("HOME_DELIVERY"))
  }),
  Schema.Struct({
    ...carrier,
    brand: Schema.Literal("HELTHJEM"),
    type: Schema.optional(Schema.Literal("HOME_DELIVERY", "PICKUP_POINT"))
  }),
  Schema.Struct({
    ...carrier,
    brand: Schema.Literal("POSTI"),
    type: Schema.optional(Schema.Literal("PICKUP_POINT"))
  }),
  Schema.Struct({
    ...carrier,
    brand: Schema.Literal("GLS"),
    type: Schema.optional(Schema.Literal("PICKUP_POINT"))
  }),
  Schema.Struct({
    ...carrier,
    brand: Schema.Literal("DAO"),
    // Unsure: the specification says int32 and names no values.
    type: Schema.optional(whole(-int32 - 1, int32))
  }),
  Schema.Struct({
    ...base,
    brand: Schema.Literal("OTHER"),
    type: Schema.optional(Schema.Literal("HOME_DELIVERY", "PICKUP_POINT"))
  })
)

/**
 * What the merchant's server returns for a {@link LogisticsOptionsQuery}: a bare array, within 8 seconds.
 *
 * @since 0.1.0
 * @category schemas
 */
export const LogisticsOptions: Schema.Schema<ReadonlyArray<LogisticsOption>> = request(Schema.Array(LogisticsOption))
