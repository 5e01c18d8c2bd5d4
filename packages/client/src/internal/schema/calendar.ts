// @effect-diagnostics globalDate:off
/** Days of the calendar as text, `YYYY-MM-DD`: they compare as they are ordered. */

const dayMillis = 86_400_000

const shape = /^\d{4}-\d{2}-\d{2}$/

const utc = (date: string): Date => new Date(`${date}T00:00:00Z`)

const textOf = (date: Date): string => date.toISOString().slice(0, 10)

/** Whether there is such a day. */
export const isDate = (text: string): boolean => {
  if (!shape.test(text)) return false
  const time = utc(text).getTime()
  return !Number.isNaN(time) && textOf(new Date(time)) === text
}

/** Midnight in UTC, in epoch milliseconds. */
export const utcMidnight = (date: string): number => utc(date).getTime()

export const plusDays = (date: string, days: number): string => textOf(new Date(utcMidnight(date) + days * dayMillis))

/** The same day of a later month; the last day of one that is too short. */
export const plusMonths = (date: string, months: number): string => {
  const from = utc(date)
  const first = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1))
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  return textOf(new Date(first.getTime() + (Math.min(from.getUTCDate(), days) - 1) * dayMillis))
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Made once for each time zone: it is slow to make. The Swedes write a date as ISO 8601 does. */
const clockOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = clocks.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat("sv-SE", {
    calendar: "gregory",
    numberingSystem: "latn",
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit"
  })
  clocks.set(timeZone, made)
  return made
}

/** The day it is in a time zone. */
export const dayIn = (timeZone: string, time: Date | number): string => clockOf(timeZone).format(time)
