/** The subscription (recurring agreement) that a Checkout session sets up. */
import * as Schema from "effect/Schema"
import { text, url, whole } from "../internal/schema/rules.js"
import { Amount } from "../Money.js"

/**
 * A stretch of time: `{ unit: "WEEK", count: 2 }` is two weeks.
 *
 * @since 0.1.0
 * @category models
 */
export interface Interval {
  readonly unit: "YEAR" | "MONTH" | "WEEK" | "DAY"
  /** 1 to 31. */
  readonly count: number
}

/**
 * Another price until a certain time.
 *
 * @since 0.1.0
 * @category models
 */
export interface PriceCampaign {
  readonly type: "PRICE_CAMPAIGN"
  /** The campaign's price per interval, in minor units and the subscription's currency. */
  readonly price: number
  /** When the campaign is over, RFC 3339: `2027-01-01T00:00:00Z`. */
  readonly end: string
}

/**
 * Another price for the first period, for example `{ unit: "MONTH", count: 3 }`.
 *
 * @since 0.1.0
 * @category models
 */
export interface PeriodCampaign {
  readonly type: "PERIOD_CAMPAIGN"
  /** The price of the whole period, in minor units and the subscription's currency. */
  readonly price: number
  /** How long the campaign lasts from the start of the agreement. */
  readonly period: Interval
}

/**
 * Another price until something happens.
 *
 * @since 0.1.0
 * @category models
 */
export interface EventCampaign {
  readonly type: "EVENT_CAMPAIGN"
  /** The price until the event, in minor units and the subscription's currency. */
  readonly price: number
  /** When it happens, RFC 3339: `2026-12-24T16:00:00Z`. */
  readonly eventDate: string
  /** What happens, shown to the customer, 1 to 15 characters: `until Christmas`. */
  readonly eventText: string
}

/**
 * A discount at the start of a subscription; `type` is its kind.
 *
 * @since 0.1.0
 * @category models
 */
export type Campaign = PriceCampaign | PeriodCampaign | EventCampaign

/**
 * What the customer subscribes to. The charges after the first are made with the Recurring API.
 *
 * @since 0.1.0
 * @category models
 */
export interface Subscription {
  /** Shown to the customer, 1 to 45 characters. */
  readonly productName: string
  /** What each interval costs. */
  readonly amount: Amount
  /** How often `amount` is charged. */
  readonly interval: Interval
  /** Where the customer can see and manage the subscription, https. */
  readonly merchantAgreementUrl: string
  /** More about the product, shown to the customer. */
  readonly productDescription?: string | undefined
  /** A discount to begin with. */
  readonly campaign?: Campaign | undefined
}

const Interval: Schema.Schema<Interval> = Schema.Struct({
  unit: Schema.Literal("YEAR", "MONTH", "WEEK", "DAY"),
  count: whole(1, 31)
})

// The specification's int32.
const price = whole(0, 2_147_483_647)

const Campaign: Schema.Schema<Campaign> = Schema.Union(
  Schema.Struct({ type: Schema.Literal("PRICE_CAMPAIGN"), price, end: Schema.NonEmptyString }),
  Schema.Struct({ type: Schema.Literal("PERIOD_CAMPAIGN"), price, period: Interval }),
  Schema.Struct({
    type: Schema.Literal("EVENT_CAMPAIGN"),
    price,
    eventDate: Schema.NonEmptyString,
    eventText: text(1, 15)
  })
)

/**
 * The schema of {@link Subscription}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Subscription = Schema.Struct({
  productName: text(1, 45),
  amount: Amount,
  interval: Interval,
  merchantAgreementUrl: url(),
  productDescription: Schema.optional(Schema.String),
  campaign: Schema.optional(Campaign)
}) satisfies Schema.Schema<Subscription>
