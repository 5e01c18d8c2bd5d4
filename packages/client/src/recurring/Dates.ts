// @effect-diagnostics globalDate:off
/** Days and deadlines of charges, in the market's own time. */

import { dayIn, isDate, plusDays, plusMonths, utcMidnight } from "../internal/schema/calendar.js"
import { inputError } from "../internal/schema/checkOptions.js"
import { millisOf } from "../internal/schema/wireTime.js"
import type { Charge } from "./Charge.js"
import type { Interval } from "./Interval.js"

/**
 * Where an agreement is from, which decides what day it is.
 *
 * @since 0.1.0
 * @category models
 */
export type RecurringMarket = "NO" | "DK" | "FI"

/**
 * One interval of an agreement: from the day it starts to the day before `end`, which is the start of the next one. Both
 * are dates, `YYYY-MM-DD`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Period {
  readonly start: string
  readonly end: string
}

interface Rules {
  readonly timeZone: string
  /** How long a reservation can be captured, in days. */
  readonly captureDays: number
}

const markets: { readonly [M in RecurringMarket]: Rules } = {
  NO: { timeZone: "Europe/Oslo", captureDays: 180 },
  DK: { timeZone: "Europe/Copenhagen", captureDays: 14 },
  FI: { timeZone: "Europe/Helsinki", captureDays: 14 }
}

const refundDays = 365

const dayMillis = 86_400_000

const fail = (name: string, path: string, message: string): never => {
  throw inputError(`Recurring.${name}`, [{ path, message }])
}

const checkMarket = (name: string, market: RecurringMarket): void => {
  if (!Object.hasOwn(markets, market)) fail(name, "market", `must be one of ${Object.keys(markets).join(", ")}`)
}

const checkTime = (name: string, path: string, time: Date): void => {
  if (!(time instanceof Date) || Number.isNaN(time.getTime())) fail(name, path, "must be a valid Date")
}

const checkDate = (name: string, path: string, date: string): void => {
  if (typeof date !== "string" || !isDate(date)) fail(name, path, "must be a date of the calendar, YYYY-MM-DD")
}

/** The day it is in a market, without checks. */
const dayOf = (time: Date, market: RecurringMarket): string => dayIn(markets[market].timeZone, time)

/**
 * The day that a time is in a market, as `due` of a charge takes it: `YYYY-MM-DD`. `date.toISOString()` is the day in
 * UTC, which is yesterday for one or two hours after midnight.
 *
 * Throws `VippsInputError` for an invalid date or an unknown market.
 *
 * @example
 * ```ts
 * import { Recurring } from "@effect-vipps/client"
 *
 * Recurring.toDueDate(new Date("2026-03-31T22:30:00Z"), "NO") // "2026-04-01"
 * ```
 *
 * @since 0.1.0
 * @category dates
 */
export const toDueDate = (date: Date, market: RecurringMarket): string => {
  checkMarket("toDueDate", market)
  checkTime("toDueDate", "date", date)
  return dayOf(date, market)
}

/**
 * The earliest `due` that a charge created now may have: tomorrow, in the market's own time. Close to midnight use the
 * day after: the request may arrive after it. Undocumented by Vipps: in which time zone the day ends.
 *
 * Throws `VippsInputError` for an invalid date or an unknown market.
 *
 * @example
 * ```ts
 * import { Recurring } from "@effect-vipps/client"
 *
 * Recurring.earliestDue(new Date("2026-03-31T22:30:00Z"), "NO") // "2026-04-02"
 * ```
 *
 * @since 0.1.0
 * @category dates
 */
export const earliestDue = (now: Date, market: RecurringMarket): string => {
  checkMarket("earliestDue", market)
  checkTime("earliestDue", "now", now)
  return plusDays(dayOf(now, market), 1)
}

/**
 * The latest `due` that a charge created now may have: two years ahead, in the market's own time.
 *
 * Throws `VippsInputError` for an invalid date or an unknown market.
 *
 * @since 0.1.0
 * @category dates
 */
export const latestDue = (now: Date, market: RecurringMarket): string => {
  checkMarket("latestDue", market)
  checkTime("latestDue", "now", now)
  return plusMonths(dayOf(now, market), 24)
}

const startAfter = ({ count, unit }: Interval, anchor: string, periods: number): string => {
  const steps = count * periods
  switch (unit) {
    case "DAY":
      return plusDays(anchor, steps)
    case "WEEK":
      return plusDays(anchor, 7 * steps)
    case "MONTH":
      return plusMonths(anchor, steps)
    case "YEAR":
      return plusMonths(anchor, 12 * steps)
  }
}

const units: ReadonlyArray<string> = ["YEAR", "MONTH", "WEEK", "DAY"]

/** After the year 9999 a date is written otherwise. */
const lastYear = "9900-01-01"

/**
 * The periods of an agreement from the day it is anchored to, one after the other and without end: take what you need.
 * Each starts on the anchor's day of the month, or on the last day of a shorter month: 31 January, 28 February, 31
 * March. The periods meet: each ends on the day the next one starts.
 *
 * Vipps keeps no schedule and creates no charges: bill each period yourself, with `Recurring.chargeForPeriod`.
 *
 * Throws `VippsInputError` for an invalid interval or anchor.
 *
 * @example
 * ```ts
 * import { Recurring } from "@effect-vipps/client"
 *
 * // The periods that have started, of an agreement from 31 January.
 * const started = (today: string) => {
 *   const periods: Array<Recurring.Period> = []
 *   for (const period of Recurring.nextPeriods({ unit: "MONTH", count: 1 }, "2026-01-31")) {
 *     if (period.start > today) break
 *     periods.push(period)
 *   }
 *   return periods
 * }
 * ```
 *
 * @since 0.1.0
 * @category dates
 */
export const nextPeriods = (interval: Interval, anchor: string): Iterable<Period> => {
  if (!units.includes(interval?.unit)) fail("nextPeriods", "interval.unit", `must be one of ${units.join(", ")}`)
  const { count, unit } = interval
  if (!Number.isInteger(count) || count < 1 || count > 31) {
    fail("nextPeriods", "interval.count", "must be a whole number from 1 to 31")
  }
  checkDate("nextPeriods", "anchor", anchor)
  return {
    *[Symbol.iterator]() {
      for (let i = 0, start = anchor; start < lastYear; i++) {
        const end = startAfter({ count, unit }, anchor, i + 1)
        yield { start, end }
        start = end
      }
    }
  }
}

/**
 * When the result of a charge is final: from then on, a charge that could not be paid reads `FAILED`. Midnight in UTC
 * after the last day on which Vipps retries it.
 *
 * Throws `VippsInputError` for an invalid date or number of days.
 *
 * @example
 * ```ts
 * import { Recurring } from "@effect-vipps/client"
 *
 * Recurring.retryWindowEnd("2026-04-01", 2) // 2026-04-04T00:00:00Z
 * ```
 *
 * @since 0.1.0
 * @category dates
 */
export const retryWindowEnd = (due: string, retryDays: number): Date => {
  checkDate("retryWindowEnd", "due", due)
  if (!Number.isInteger(retryDays) || retryDays < 0 || retryDays > 14) {
    fail("retryWindowEnd", "retryDays", "must be a whole number from 0 to 14")
  }
  return new Date(utcMidnight(plusDays(due, retryDays + 1)))
}

/**
 * Until when a reserved charge can be captured or released: 180 days after the reservation in Norway, 14 days in Denmark
 * and Finland. Banks may release the money earlier, so capture as soon as you deliver.
 *
 * Throws `VippsInputError` for an invalid date or an unknown market.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/reserve-and-capture/
 * @since 0.1.0
 * @category dates
 */
export const captureDeadline = (reservedAt: Date, market: RecurringMarket): Date => {
  checkMarket("captureDeadline", market)
  checkTime("captureDeadline", "reservedAt", reservedAt)
  return new Date(reservedAt.getTime() + markets[market].captureDays * dayMillis)
}

/**
 * Until when a captured charge can be refunded: 365 days after the capture.
 *
 * Throws `VippsInputError` for an invalid date.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/refunds/
 * @since 0.1.0
 * @category dates
 */
export const refundDeadline = (capturedAt: Date): Date => {
  checkTime("refundDeadline", "capturedAt", capturedAt)
  return new Date(capturedAt.getTime() + refundDays * dayMillis)
}

const marketOfCurrency = new Map<string | undefined, RecurringMarket>([
  ["NOK", "NO"],
  ["DKK", "DK"],
  ["EUR", "FI"]
])

/** Each market has a currency of its own. One that is not known counts as Norwegian time. */
export const marketOf = (currency: string | undefined): RecurringMarket => marketOfCurrency.get(currency) ?? "NO"

/** A time that Vipps wrote, or nothing if it cannot be read. */
export const timeOf = (text: string | undefined): Date | undefined => {
  const at = text === undefined ? undefined : millisOf(text)
  return at === undefined ? undefined : new Date(at)
}

/**
 * The day a charge is due, `YYYY-MM-DD` in its market's own time; undefined for one without such a day. Vipps takes
 * `due` as a date and returns it as a time: never compare the two as text.
 *
 * @since 0.1.0
 * @category dates
 */
export const dueDateOf = ({ currency, due }: Pick<Charge, "currency" | "due">): string | undefined => {
  const date = due?.slice(0, 10) ?? ""
  if (!isDate(date)) return undefined
  // Without an offset it is no point in time.
  if (!/(?:Z|[+-]\d\d:?\d\d)$/i.test(due ?? "") || due?.length === 10) return date
  const time = timeOf(due)
  return time === undefined ? date : dayOf(time, marketOf(currency))
}
