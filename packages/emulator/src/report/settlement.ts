/**
 * When balances are paid out, and by which text the bank names it.
 *
 * Source: https://developer.vippsmobilepay.com/docs/settlements
 */
import * as DateTime from "effect/DateTime"
import { addDays, type Market } from "../recurring/calendar.js"
import type { ReportSwitches } from "./tables.js"

/** The first date from this one on whose balance is paid out: a Sunday, or the last of a month. */
export const settlementDate = (settlement: ReportSwitches["settlement"], date: string): string => {
  const from = DateTime.unsafeMake(`${date}T00:00:00Z`)
  switch (settlement) {
    case "DAILY":
      return date
    case "WEEKLY":
      return addDays(date, (7 - DateTime.getPartUtc(from, "weekDay")) % 7)
    case "MONTHLY":
      return DateTime.formatIsoDateUtc(DateTime.endOf(from, "month"))
  }
}

const first = 2_000_001

export const payoutNumber = (payouts: number): number => first + payouts

/** [U] Norway's text is also said not to match the bank's. [U] The last digit of the other form: here 0. */
export const payoutText = ({ country }: Market, recipient: string, date: string, number: number): string => {
  if (country === "NO") return `Utb. ${recipient} Vippsnr ${number}`
  const [year = "", month = "", day = ""] = date.split("-")
  return `02${recipient.padStart(8, "0")}001${day}${month}${year.slice(2)}0`
}
