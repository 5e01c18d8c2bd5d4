/** Entries as bookkeeping needs them: checked, by payment, and as CSV. No request is sent. */
import { partition } from "effect/Array"
import { dayIn } from "../internal/schema/calendar.js"
import { millisOf } from "../internal/schema/wireTime.js"
import type { Entry } from "./Entry.js"

/**
 * The merchant's day of a time: the day that an entry without `ledgerDate` is booked on. Vipps may have moved a
 * merchant's cut-off from midnight, which this does not know.
 *
 * @since 0.1.0
 * @category bookkeeping
 */
export const ledgerDateOf = (time: string, timeZone = "Europe/Oslo"): string | undefined => {
  const at = millisOf(time)
  return at === undefined ? undefined : dayIn(timeZone, at)
}

/**
 * Something that does not add up.
 *
 * - `Entry`: `balanceBefore + amount` is not `balanceAfter`.
 * - `Chain`: `balanceBefore` is not the `balanceAfter` of the entry before: an entry is missing, repeated or misplaced.
 *
 * @since 0.1.0
 * @category models
 */
export interface BalanceIssue {
  readonly kind: "Entry" | "Chain"
  /** Which entry, counted from 0 over all that were given. */
  readonly index: number
  readonly pspReference: string
  readonly expected: number
  readonly found: number
}

/**
 * One day of an account, in minor units.
 *
 * @since 0.1.0
 * @category models
 */
export interface DayBalance {
  /** Absent for entries with neither a date nor a readable time. */
  readonly ledgerDate: string | undefined
  readonly entries: number
  readonly balanceBefore: number
  /** The sum of its entries. */
  readonly amount: number
  readonly balanceAfter: number
  /** Nothing, if `balanceBefore + amount = balanceAfter` and each entry follows the one before. */
  readonly issues: ReadonlyArray<BalanceIssue>
}

interface OpenDay extends DayBalance {
  entries: number
  amount: number
  balanceAfter: number
  readonly issues: Array<BalanceIssue>
}

/**
 * Checks the balances of an account day by day: of each entry, and from one entry to the next. Give the entries of one
 * ledger and one topic, in the order in which Vipps returns them.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
 * @since 0.1.0
 * @category bookkeeping
 */
export const balances = (entries: Iterable<Entry>, timeZone?: string): ReadonlyArray<DayBalance> => {
  const found: Array<OpenDay> = []
  let before: number | undefined
  let index = 0
  for (const { amount, balanceAfter, balanceBefore, pspReference, ...entry } of entries) {
    const ledgerDate = entry.ledgerDate ?? ledgerDateOf(entry.time, timeZone)
    let day = found.at(-1)
    if (day === undefined || day.ledgerDate !== ledgerDate) {
      day = { ledgerDate, entries: 0, balanceBefore, amount: 0, balanceAfter, issues: [] }
      found.push(day)
    }
    if (before !== undefined && before !== balanceBefore) {
      day.issues.push({ kind: "Chain", index, pspReference, expected: before, found: balanceBefore })
    }
    if (balanceBefore + amount !== balanceAfter) {
      day.issues.push({ kind: "Entry", index, pspReference, expected: balanceBefore + amount, found: balanceAfter })
    }
    day.entries++
    day.amount += amount
    day.balanceAfter = balanceAfter
    before = balanceAfter
    index++
  }
  return found
}

/**
 * What is booked for one payment, in minor units.
 *
 * @since 0.1.0
 * @category models
 */
export interface PaymentBooking {
  /** The payment's `reference`, or the `orderId` of a Recurring charge. */
  readonly reference: string
  readonly currency: string
  /** The sales unit, as `api:` and its merchant serial number. Absent if no entry of the payment names it. */
  readonly recipientHandle: string | undefined
  readonly captured: number
  /** Positive. */
  readonly refunded: number
  /** Disputes and corrections: negative for what is taken from the merchant. */
  readonly adjusted: number
  /** Positive. */
  readonly fees: number
  /** Captured less refunded and fees, with adjustments. */
  readonly net: number
  readonly funds: ReadonlyArray<Entry>
  readonly feeEntries: ReadonlyArray<Entry>
}

interface OpenBooking {
  readonly reference: string
  readonly currency: string
  readonly recipientHandle: string | undefined
  readonly funds: Array<Entry>
  readonly feeEntries: Array<Entry>
}

/** The entries whose `reference` is a payment's. A payout's is a text for the bank. */
const ofPayments: ReadonlySet<string> = new Set([
  "capture",
  "refund",
  "retained-disputed-capture",
  "returned-disputed-capture",
  "correction"
])

const sum = (entries: ReadonlyArray<Entry>, isCounted: (entryType: string) => boolean): number =>
  entries.reduce((total, { amount, entryType }) => (isCounted(entryType) ? total + amount : total), 0)

const booked = ({ feeEntries, funds, ...payment }: OpenBooking): PaymentBooking => {
  const captured = sum(funds, (type) => type === "capture")
  const refunded = 0 - sum(funds, (type) => type === "refund")
  const adjusted = sum(funds, (type) => type !== "capture" && type !== "refund")
  const fees = 0 - sum(feeEntries, () => true)
  return {
    ...payment,
    captured,
    refunded,
    adjusted,
    fees,
    net: captured - refunded + adjusted - fees,
    funds,
    feeEntries
  }
}

const isOfPayment = (entry: Entry): entry is Entry & { readonly reference: string } =>
  entry.reference !== undefined && entry.reference !== "" && ofPayments.has(entry.entryType)

const nameOf = ({ currency, reference }: Entry): string => `${currency} ${reference}`

/** The sales units that use a reference: one is unique only within its sales unit. */
const handlesOf = (entries: ReadonlyArray<Entry>): ReadonlyMap<string, ReadonlySet<string>> => {
  const handles = new Map<string, Set<string>>()
  for (const entry of entries) {
    if (entry.recipientHandle === undefined) continue
    const known = handles.get(nameOf(entry))
    if (known === undefined) handles.set(nameOf(entry), new Set([entry.recipientHandle]))
    else known.add(entry.recipientHandle)
  }
  return handles
}

/**
 * Joins entries to payments: those of the funds by `reference` and sales unit, fees to the capture that has their
 * `pspReference`. An entry that names no sales unit belongs to the only one that uses its reference. What belongs to no
 * payment is in `other`, entries of unknown types included: no entry is dropped.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
 * @since 0.1.0
 * @category bookkeeping
 */
export const byPayment = (
  funds: Iterable<Entry>,
  fees: Iterable<Entry> = []
): { readonly payments: ReadonlyArray<PaymentBooking>; readonly other: ReadonlyArray<Entry> } => {
  const payments = new Map<string, OpenBooking>()
  const captures = new Map<string, OpenBooking>()
  const [other, entries] = partition(funds, isOfPayment)
  const handles = handlesOf(entries)
  for (const entry of entries) {
    const { currency, entryType, pspReference, reference } = entry
    const known = handles.get(nameOf(entry))
    const recipientHandle = entry.recipientHandle ?? (known?.size === 1 ? Array.from(known)[0] : undefined)
    const key = `${recipientHandle} ${nameOf(entry)}`
    const payment = payments.get(key) ?? { reference, currency, recipientHandle, funds: [], feeEntries: [] }
    payments.set(key, payment)
    payment.funds.push(entry)
    if (entryType === "capture") captures.set(`${currency} ${pspReference}`, payment)
  }
  for (const entry of fees) {
    const payment =
      entry.entryType === "capture-fee" ? captures.get(`${entry.currency} ${entry.pspReference}`) : undefined
    if (payment === undefined) other.push(entry)
    else payment.feeEntries.push(entry)
  }
  return { payments: Array.from(payments.values(), booked), other }
}

const columns = [
  "ledgerDate",
  "time",
  "entryType",
  "reference",
  "pspReference",
  "currency",
  "amount",
  "balanceBefore",
  "balanceAfter",
  "recipientHandle"
] as const

/** All currencies of Vipps have two decimals. */
const decimal = (minorUnits: number): string => {
  const digits = String(Math.abs(minorUnits)).padStart(3, "0")
  return `${minorUnits < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** RFC 4180. A text that a spreadsheet would calculate, full-width signs included, gets an apostrophe before it. */
const cell = (value: string | number | undefined): string => {
  if (value === undefined) return ""
  if (typeof value === "number") return decimal(value)
  const text = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * One line of CSV (RFC 4180), with its line break: `ledgerDate`, `time`, `entryType`, `reference`, `pspReference`,
 * `currency`, `amount`, `balanceBefore`, `balanceAfter`, `recipientHandle`. Amounts are decimal, with a point: `-12.50`.
 * A text that begins as a formula gets an apostrophe before it, so that no spreadsheet calculates it. Import it as
 * comma-separated: a spreadsheet that splits at semicolons may find a formula in the middle of a text.
 *
 * @since 0.1.0
 * @category bookkeeping
 */
export const csvLine = (entry: Entry): string => `${columns.map((column) => cell(entry[column])).join(",")}\r\n`

/**
 * The first line of CSV: the names of the columns of {@link csvLine}.
 *
 * @since 0.1.0
 * @category bookkeeping
 */
export const csvHeader: string = `${columns.join(",")}\r\n`

/**
 * Entries as CSV, with a header. Use {@link csvLine} for each entry where there are too many for one text.
 *
 * @since 0.1.0
 * @category bookkeeping
 */
export const csv = (entries: Iterable<Entry>): string => csvHeader + Array.from(entries, csvLine).join("")
