/** Lower prices for a time, shown in the app. */
import * as Schema from "effect/Schema"
import { minorUnits, type Open, open, text, timestamp } from "../internal/schema/rules.js"
import { amount, UtcTime } from "./Identifiers.js"
import { Interval } from "./Interval.js"

/**
 * A lower price for each interval, until a time.
 *
 * @since 0.1.0
 * @category models
 */
export interface PriceCampaign {
  readonly type: "PRICE_CAMPAIGN"
  /** Minor units; may be 0. */
  readonly price: number
  /** When the campaign ends, in UTC: `2026-12-31T23:00:00Z`. */
  readonly end: string
}

/**
 * One price for a whole period, and the normal price afterwards. Comes with an initial charge of that price.
 *
 * @since 0.1.0
 * @category models
 */
export interface PeriodCampaign {
  readonly type: "PERIOD_CAMPAIGN"
  /** Minor units; may be 0. */
  readonly price: number
  readonly period: Interval
}

/**
 * One price until an event, and the normal price afterwards. Comes with an initial charge of that price.
 *
 * @since 0.1.0
 * @category models
 */
export interface EventCampaign {
  readonly type: "EVENT_CAMPAIGN"
  /** Minor units; may be 0. */
  readonly price: number
  /** When the event is, in UTC. */
  readonly eventDate: string
  /** What the event is, 1 to 15 characters, as it follows "until": `the cup final`. */
  readonly eventText: string
}

/**
 * A campaign of a new agreement. It lowers the price that the app shows, and creates no charges: charge the campaign's
 * price while it lasts. It cannot be changed later, and does not change the ceiling.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/recurring-api/how-it-works/
 * @since 0.1.0
 * @category models
 */
export type Campaign = PriceCampaign | PeriodCampaign | EventCampaign

/**
 * The campaign of an agreement that was read. Which fields it has depends on its type.
 *
 * @since 0.1.0
 * @category models
 */
export interface ReceivedCampaign {
  readonly type: Open<"PRICE_CAMPAIGN" | "PERIOD_CAMPAIGN" | "EVENT_CAMPAIGN" | "LEGACY_CAMPAIGN">
  /** Minor units. */
  readonly price: number
  readonly end?: string | undefined
  readonly period?: Interval | undefined
  readonly eventDate?: string | undefined
  readonly eventText?: string | undefined
  /** As the app shows it. */
  readonly explanation?: string | undefined
}

/**
 * The schema of {@link Campaign}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Campaign = Schema.Union(
  Schema.Struct({ type: Schema.Literal("PRICE_CAMPAIGN"), price: amount(0), end: UtcTime }),
  Schema.Struct({ type: Schema.Literal("PERIOD_CAMPAIGN"), price: amount(0), period: Interval }),
  Schema.Struct({
    type: Schema.Literal("EVENT_CAMPAIGN"),
    price: amount(0),
    eventDate: UtcTime,
    eventText: text(1, 15)
  })
) satisfies Schema.Schema<Campaign>

/**
 * The schema of {@link ReceivedCampaign}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ReceivedCampaign = Schema.Struct({
  type: open("PRICE_CAMPAIGN", "PERIOD_CAMPAIGN", "EVENT_CAMPAIGN", "LEGACY_CAMPAIGN"),
  price: minorUnits,
  end: Schema.optional(timestamp),
  period: Schema.optional(Interval),
  eventDate: Schema.optional(timestamp),
  eventText: Schema.optional(Schema.String),
  explanation: Schema.optional(Schema.String)
}) satisfies Schema.Schema<ReceivedCampaign>
