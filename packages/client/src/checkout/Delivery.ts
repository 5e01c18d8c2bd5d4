/** When and where a logistics option delivers. */
import * as Schema from "effect/Schema"
import { pattern } from "../internal/schema/rules.js"

/**
 * Between which dates the goods arrive.
 *
 * @since 0.1.0
 * @category models
 */
export interface LeadTime {
  /** `YYYY-MM-DD`. */
  readonly earliest: string
  /** `YYYY-MM-DD`. */
  readonly latest: string
}

/**
 * A place to fetch the goods.
 *
 * @since 0.1.0
 * @category models
 */
export interface PickupPoint {
  /** The carrier's id of it. */
  readonly id: string
  readonly name: string
  /** Street and number. */
  readonly address: string
  readonly postalCode: string
  readonly city: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** Text to show, such as `Man-Søn: 1000-2000`. */
  readonly openingHours?: ReadonlyArray<string> | undefined
  readonly leadTime?: LeadTime | undefined
}

/**
 * A stretch of a day in which the goods can be delivered.
 *
 * @since 0.1.0
 * @category models
 */
export interface Timeslot {
  /** The carrier's id of it. */
  readonly id: string
  /** `YYYY-MM-DD`. */
  readonly date: string
  /** `08:30`, or with seconds. */
  readonly start: string
  /** `10:30`, or with seconds. */
  readonly end: string
}

/**
 * What is known of the delivery: only one of the three, the most precise there is.
 *
 * @since 0.1.0
 * @category models
 */
export interface Delivery {
  readonly leadTime?: LeadTime | undefined
  /** The customer chooses one; it comes back as `shippingDetails.pickupPoint`. */
  readonly pickupPoints?: ReadonlyArray<PickupPoint> | undefined
  /** The customer chooses one; it comes back as `shippingDetails.timeslot`. */
  readonly timeslots?: ReadonlyArray<Timeslot> | undefined
}

/** The 31st of November is not in the calendar, and would be read as the 1st of December. */
const exists = (day: string): boolean => {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number)
  return Date.UTC(year, month - 1, date) <= Date.UTC(year, month, 0)
}

const date = pattern(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, "a date, such as 2026-12-24").pipe(
  Schema.filter(exists, { description: "a date of the calendar, such as 2026-12-24" })
)

const time = pattern(/^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/, "a time of day, such as 08:30")

const place = {
  id: Schema.String,
  name: Schema.String,
  address: Schema.String,
  postalCode: Schema.String,
  city: Schema.String,
  country: Schema.String,
  openingHours: Schema.optional(Schema.Array(Schema.String))
}

const LeadTime: Schema.Schema<LeadTime> = Schema.Struct({ earliest: date, latest: date })

const PickupPoint: Schema.Schema<PickupPoint> = Schema.Struct({ ...place, leadTime: Schema.optional(LeadTime) })

const Timeslot: Schema.Schema<Timeslot> = Schema.Struct({ id: Schema.String, date, start: time, end: time })

/**
 * The schema of {@link Delivery}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Delivery = Schema.Struct({
  leadTime: Schema.optional(LeadTime),
  pickupPoints: Schema.optional(Schema.Array(PickupPoint)),
  timeslots: Schema.optional(Schema.Array(Timeslot))
}) satisfies Schema.Schema<Delivery>

/** A place or time the customer chose, as received: each part may be missing. */
type Received<A> = { readonly [Key in keyof A]?: A[Key] | undefined }

/**
 * A pickup point as received: any part may be missing, and dates are any text.
 *
 * @since 0.1.0
 * @category models
 */
export interface ReceivedPickupPoint extends Received<PickupPoint> {}

/**
 * A timeslot as received: any part may be missing, and dates and times are any text.
 *
 * @since 0.1.0
 * @category models
 */
export interface ReceivedTimeslot extends Received<Timeslot> {}

/**
 * The schema of {@link ReceivedPickupPoint}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ReceivedPickupPoint: Schema.Schema<ReceivedPickupPoint> = Schema.partial(
  Schema.Struct({
    ...place,
    leadTime: Schema.optional(Schema.Struct({ earliest: Schema.String, latest: Schema.String }))
  })
)

/**
 * The schema of {@link ReceivedTimeslot}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ReceivedTimeslot: Schema.Schema<ReceivedTimeslot> = Schema.partial(
  Schema.Struct({ id: Schema.String, date: Schema.String, start: Schema.String, end: Schema.String })
)
