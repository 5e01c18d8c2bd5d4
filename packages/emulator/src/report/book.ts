/**
 * The entries of a sales unit's ledger, made from the movements of money.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/report-api/api-guide
 */
import * as Chunk from "effect/Chunk"
import type { Merchant } from "../core/Merchant.js"
import { timestamp } from "../core/timestamp.js"
import type { LedgerEntry, World } from "../core/World.js"
import { addDays, dateAt, instantOf, type Market, marketOf } from "../recurring/calendar.js"
import { type Entry, type ExtraEntry, handleOf, ledgerIdOf, type Topic } from "./Entry.js"
import { payoutNumber, payoutText, settlementDate } from "./settlement.js"
import { extras, type ReportSwitches, switches } from "./tables.js"

export interface Book {
  readonly funds: ReadonlyArray<Entry>
  readonly fees: ReadonlyArray<Entry>
  /** All payouts so far. */
  readonly paidOut: number
}

/** Something that is booked. */
interface Booking {
  /** Of the movement; 0 of another entry. */
  readonly sequence: number
  readonly bookedAt: number
  readonly lines: ReadonlyArray<
    readonly [Topic, Omit<Entry, "time" | "ledgerDate" | "currency" | "balanceBefore" | "balanceAfter">]
  >
}

/** [P] The six decimals. */
const inMicroseconds = (millis: number): string => timestamp(millis).replace("Z", "000Z")

const ofMovement = (
  { amount, operation, pspReference, reference, sequence, timestamp: bookedAt }: LedgerEntry,
  recipientHandle: string,
  feeBasisPoints: number
): Booking | undefined => {
  const line = { pspReference, reference, recipientHandle }
  if (operation === "REFUNDED") {
    return { sequence, bookedAt, lines: [["funds", { ...line, entryType: "refund", amount: -amount.value }]] }
  }
  if (operation !== "CAPTURED") return undefined
  const fee = Math.round((amount.value * feeBasisPoints) / 10_000)
  return {
    sequence,
    bookedAt,
    lines: [
      ["funds", { ...line, entryType: "capture", amount: amount.value }],
      ...(fee === 0 ? [] : [["fees", { ...line, entryType: "capture-fee", amount: -fee }] as const])
    ]
  }
}

const ofExtra = ({
  amount,
  bookedAt,
  entryType,
  pspReference,
  recipientHandle,
  reference,
  sensitive,
  topic
}: ExtraEntry): Booking => ({
  sequence: 0,
  bookedAt,
  lines: [[topic, { pspReference, reference, recipientHandle, entryType, amount, sensitive }]]
})

/** Keeps the two accounts while bookings are added, day by day. */
class Writer {
  readonly funds: Array<Entry> = []
  readonly fees: Array<Entry> = []
  paidOut = 0
  readonly #market: Market
  /** The date that bookings belong to, and when it ends. */
  #date = ""
  #end = Number.NEGATIVE_INFINITY
  #payouts = 0

  constructor(
    readonly merchant: Merchant,
    readonly settlement: ReportSwitches["settlement"]
  ) {
    this.#market = marketOf(merchant.currency)
  }

  balance(topic: Topic): number {
    return this[topic].at(-1)?.balanceAfter ?? 0
  }

  #write(topic: Topic, line: Booking["lines"][number][1], ledgerDate: string, at: number) {
    const balanceBefore = this.balance(topic)
    this[topic].push({
      ...line,
      time: inMicroseconds(at),
      ledgerDate,
      currency: this.merchant.currency,
      balanceBefore,
      balanceAfter: balanceBefore + line.amount
    })
  }

  /** Retains the fees and pays the rest out, as the last entries of the date. A negative balance waits. */
  #settle(date: string) {
    const retained = -this.balance("fees")
    const payout = this.balance("funds") - retained
    if (this.balance("funds") <= 0 || retained < 0 || payout < 0) return
    const at = instantOf(this.#market, addDays(date, 1), 0) - 1
    const ledgerId = ledgerIdOf(this.merchant)
    const number = payoutNumber(this.#payouts++)
    if (retained > 0) {
      const line = { pspReference: `${ledgerId}9${number}`, reference: "", entryType: "fees-retained" }
      this.#write("funds", { ...line, amount: -retained }, date, at)
      this.#write("fees", { ...line, amount: retained }, date, at)
    }
    if (payout === 0) return
    this.paidOut += payout
    const reference = payoutText(this.#market, this.merchant.credentials.merchantSerialNumber, date, number)
    const line = { pspReference: `${ledgerId}-${number}`, reference, entryType: "payout-scheduled" }
    this.#write("funds", { ...line, amount: -payout }, date, at)
  }

  /** Goes to the date of a moment. A balance changes with bookings only, so one settlement on the way is enough. */
  moveTo(at: number) {
    if (at < this.#end) return
    const date = dateAt(this.#market, at)
    if (this.#date !== "") {
      const settled = settlementDate(this.settlement, this.#date)
      if (settled < date) this.#settle(settled)
    }
    this.#date = date
    this.#end = instantOf(this.#market, addDays(date, 1), 0)
  }

  add({ bookedAt, lines }: Booking) {
    this.moveTo(bookedAt)
    for (const [topic, line] of lines) this.#write(topic, line, this.#date, bookedAt)
  }
}

/** What came first stays first, so that a page never changes. */
const inOrder = (moved: ReadonlyArray<Booking>, added: ReadonlyArray<ExtraEntry>): ReadonlyArray<Booking> => {
  const all: Array<Booking> = []
  let next = 0
  for (const extra of added) {
    for (let booking = moved[next]; booking !== undefined && booking.sequence <= extra.after.movements; ) {
      all.push(booking)
      booking = moved[++next]
    }
    all.push(ofExtra(extra))
  }
  return [...all, ...moved.slice(next)]
}

const write = (world: World, merchant: Merchant, now: number): Book => {
  const { feeBasisPoints, settlement } = switches.of(world)
  const { merchantSerialNumber } = merchant.credentials
  const handle = handleOf(merchant)
  const moved = Chunk.toReadonlyArray(world.ledger).flatMap((entry) => {
    if (entry.merchantSerialNumber !== merchantSerialNumber) return []
    return ofMovement(entry, handle, feeBasisPoints) ?? []
  })
  const added = [...extras.values(world)]
    .filter((extra) => extra.merchantSerialNumber === merchantSerialNumber)
    .sort((a, b) => a.after.extras - b.after.extras)
  const bookings = added.length === 0 ? moved : inOrder(moved, added)
  const writer = new Writer(merchant, settlement)
  for (const booking of bookings) writer.add(booking)
  writer.moveTo(now)
  return writer
}

/** Books are made once for a ledger and a day: a feed reads the same one page by page. */
const made = new WeakMap<World["ledger"], { readonly of: unknown; readonly books: Map<string, Book> }>()

export const bookOf = (world: World, merchant: Merchant, now: number): Book => {
  // Of extra entries and switches; both are undefined in most worlds.
  const of = extras.size(world) === 0 ? undefined : extras.rows(world)
  const known = made.get(world.ledger)
  const books = known !== undefined && known.of === of ? known.books : new Map<string, Book>()
  if (known?.books !== books) made.set(world.ledger, { of, books })
  const key = [
    merchant.credentials.merchantSerialNumber,
    merchant.currency,
    dateAt(marketOf(merchant.currency), now),
    ...Object.values(switches.of(world))
  ].join(" ")
  const book = books.get(key) ?? write(world, merchant, now)
  books.set(key, book)
  return book
}

/** Where the entries of a date are. Dates never decrease. */
export const rangeOf = (entries: ReadonlyArray<Entry>, date: string): readonly [from: number, to: number] => {
  const find = (isBefore: (entry: Entry) => boolean): number => {
    let [low, high] = [0, entries.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const entry = entries[middle]
      if (entry !== undefined && isBefore(entry)) low = middle + 1
      else high = middle
    }
    return low
  }
  return [find(({ ledgerDate }) => ledgerDate < date), find(({ ledgerDate }) => ledgerDate <= date)]
}

/** Whether the date is complete: it has passed, and its balance was paid out. */
export const isClosed = (
  { funds }: Book,
  merchant: Merchant,
  settlement: ReportSwitches["settlement"],
  date: string,
  now: number
): boolean => {
  const today = dateAt(marketOf(merchant.currency), now)
  let settled = settlementDate(settlement, date)
  while (settled < today) {
    const [, next] = rangeOf(funds, settled)
    if ((funds[next - 1]?.balanceAfter ?? 0) === 0) return true
    const later = funds[next]
    // Nothing has changed since.
    if (later === undefined) return false
    settled = settlementDate(settlement, later.ledgerDate)
  }
  return false
}
