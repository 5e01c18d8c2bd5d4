/**
 * Dates in the market's own time, and when charges are processed.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/recurring-api
 * [P] The batch times; Vipps guarantees none. [U] That a day begins at midnight of the market.
 */
import * as DateTime from "effect/DateTime"
import type { AgreementCurrency, Period } from "./Agreement.js"

export interface Market {
  readonly country: "NO" | "DK" | "FI"
  readonly zone: DateTime.TimeZone
  /** Hours of the day, the main one first. */
  readonly batches: readonly [number, ...ReadonlyArray<number>]
  /** How long a reservation holds, in days. */
  readonly reservationDays: number
}

const batchesOfMobilePay = [3, 13, 18, 20, 22, 23] as const

const markets: Readonly<Record<AgreementCurrency, Market>> = {
  NOK: { country: "NO", zone: DateTime.zoneUnsafeMakeNamed("Europe/Oslo"), batches: [9, 17], reservationDays: 180 },
  DKK: {
    country: "DK",
    zone: DateTime.zoneUnsafeMakeNamed("Europe/Copenhagen"),
    batches: batchesOfMobilePay,
    reservationDays: 14
  },
  EUR: {
    country: "FI",
    zone: DateTime.zoneUnsafeMakeNamed("Europe/Helsinki"),
    batches: batchesOfMobilePay,
    reservationDays: 14
  }
}

export const marketOf = (currency: AgreementCurrency): Market => markets[currency]

export const dayMillis = 24 * 60 * 60 * 1000

/** Days since 1970 of a date. */
const dayNumber = (date: string): number => DateTime.unsafeMake(`${date}T00:00:00Z`).epochMillis / dayMillis

/** Whether the text is a date that exists, as `YYYY-MM-DD`. */
export const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  DateTime.make(`${text}T00:00:00Z`).pipe(
    (made) => made._tag === "Some" && DateTime.formatIsoDateUtc(made.value) === text
  )

export const addDays = (date: string, days: number): string =>
  DateTime.formatIsoDateUtc(DateTime.unsafeMake((dayNumber(date) + days) * dayMillis))

/** The last day of a shorter month stands in for a day it does not have. */
export const addPeriod = (at: number, { count, unit }: Period): number => {
  const of = { YEAR: "years", MONTH: "months", WEEK: "weeks", DAY: "days" } as const
  return DateTime.add(DateTime.unsafeMake(at), { [of[unit]]: count }).epochMillis
}

const daysBetween = (from: string, to: string): number => dayNumber(to) - dayNumber(from)

/** The date in the market. */
export const dateAt = ({ zone }: Market, now: number): string =>
  DateTime.formatIsoDate(DateTime.unsafeMakeZoned(now, { timeZone: zone }))

/** The moment of an hour of a date in the market; an hour that the change to summer time leaves out is the next one. */
export const instantOf = ({ zone }: Market, date: string, hours: number): number => {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number)
  return DateTime.unsafeMakeZoned({ year, month, day, hours }, { timeZone: zone, adjustForTimeZone: true }).epochMillis
}

/** Tomorrow in the market. It was two days until October 2025. */
export const earliestDue = (market: Market, now: number): string => addDays(dateAt(market, now), 1)

/** [U] Whether the last day is included. */
export const latestDue = (market: Market, now: number): string => {
  const today = DateTime.unsafeMake(`${dateAt(market, now)}T00:00:00Z`)
  return DateTime.formatIsoDateUtc(DateTime.add(today, { years: 2 }))
}

/** A charge that is due later than this many days ahead is PENDING. */
const visibleDays = 30

export const isFarAway = (market: Market, due: string, now: number): boolean =>
  daysBetween(dateAt(market, now), due) >= visibleDays

/** When a charge that is far away becomes DUE. */
export const dueVisibleAt = (market: Market, due: string): number => instantOf(market, addDays(due, 1 - visibleDays), 0)

interface Schedule {
  readonly due: string
  readonly retryDays: number
  readonly processingMode: "MULTIPLE_ATTEMPTS" | "SINGLE_ATTEMPT"
}

/** When the payment is tried: at every batch time from the due date to the last retry day, in order. */
export function* attempts(market: Market, { due, processingMode, retryDays }: Schedule): Generator<number, void> {
  if (processingMode === "SINGLE_ATTEMPT") return yield instantOf(market, due, market.batches[0])
  for (let day = 0; day <= retryDays; day++) {
    const date = addDays(due, day)
    for (const hours of market.batches) yield instantOf(market, date, hours)
  }
}

/**
 * Dates of one interval have one number.
 * [U] How Vipps puts charges into intervals: examples fit those of the calendar, not a rolling window.
 */
export const bucketOf = ({ count, unit }: Period, date: string): number => {
  const [year = 0, month = 1] = date.split("-").map(Number)
  const mondays = Math.floor((dayNumber(date) + 3) / 7)
  const units = { YEAR: year, MONTH: year * 12 + month - 1, WEEK: mondays, DAY: dayNumber(date) }
  return Math.floor(units[unit] / count)
}
