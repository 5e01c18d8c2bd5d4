/** The ledgers of the sales units on the dashboard: funds, fees and payouts. */
import { dateAndTime, major } from "../core/format.js"
import type { Glance } from "../core/Listing.js"
import type { Merchant } from "../core/Merchant.js"
import type { Account, Statement, StatementLine } from "../core/Statement.js"
import { dateAt, marketOf } from "../recurring/calendar.js"
import { type Book, bookOf } from "./book.js"
import { type Entry, handleOf, ledgerIdOf, type Topic } from "./Entry.js"
import { settlementDate } from "./settlement.js"
import { switches } from "./tables.js"

interface Ledger {
  readonly merchant: Merchant
  readonly book: Book
}

interface Line {
  readonly merchant: Merchant
  readonly topic: Topic
  readonly entry: Entry
}

interface Merged {
  readonly ledgers: ReadonlyArray<Ledger>
  /** Of all sales units, oldest first. */
  readonly lines: ReadonlyArray<Line>
  readonly kinds: ReadonlyArray<string>
}

const ledgersOf = ({ merchants, now, world }: Glance): ReadonlyArray<Ledger> =>
  merchants.map((merchant) => ({ merchant, book: bookOf(world, merchant, now) }))

const topics = ["funds", "fees"] as const

const merge = (ledgers: ReadonlyArray<Ledger>): Merged => {
  const lines = ledgers
    .flatMap(({ book, merchant }) =>
      topics.flatMap((topic) => book[topic].map((entry): Line => ({ merchant, topic, entry })))
    )
    .sort(({ entry: { time: a } }, { entry: { time: b } }) => (a < b ? -1 : Number(a > b)))
  return { ledgers, lines, kinds: [...new Set(lines.map(({ entry }) => entry.entryType))].sort() }
}

/** Made once for the same books: a page that follows what happens asks for it again and again. */
const made = new WeakMap<Book, Merged>()

const mergedOf = (glance: Glance): Merged => {
  const ledgers = ledgersOf(glance)
  const first = ledgers[0]?.book
  const known = first && made.get(first)
  if (
    known?.ledgers.length === ledgers.length &&
    known.ledgers.every(({ book }, index) => book === ledgers[index]?.book)
  )
    return known
  const merged = merge(ledgers)
  if (first !== undefined) made.set(first, merged)
  return merged
}

const accountOf =
  ({ now, world }: Glance) =>
  ({ book, merchant }: Ledger): ReadonlyArray<Account> => {
    if (book.funds.length === 0 && book.fees.length === 0) return []
    const { settlement } = switches.of(world)
    const { credentials, currency } = merchant
    const balance = book.funds.at(-1)?.balanceAfter ?? 0
    const next = settlementDate(settlement, dateAt(marketOf(currency), now))
    return [
      {
        merchantSerialNumber: credentials.merchantSerialNumber,
        notes: [
          `ledger ${ledgerIdOf(merchant)}`,
          handleOf(merchant),
          balance > 0 ? `paid out at the end of ${next}` : "nothing to pay out"
        ],
        sums: [
          ["Balance", { currency, value: balance }],
          ["Fees due", { currency, value: -(book.fees.at(-1)?.balanceAfter ?? 0) }],
          ["Paid out", { currency, value: book.paidOut }]
        ]
      }
    ]
  }

const lineOf = ({ entry, merchant: { credentials }, topic }: Line): StatementLine => ({
  subject: { merchantSerialNumber: credentials.merchantSerialNumber, reference: entry.reference },
  kind: entry.entryType,
  words: [entry.pspReference, credentials.merchantSerialNumber],
  cells: [
    { text: entry.ledgerDate, note: `${dateAndTime(Date.parse(entry.time))} UTC` },
    { text: entry.entryType, note: topic },
    { text: entry.reference },
    { text: major(entry.amount), note: entry.currency },
    { text: major(entry.balanceAfter) }
  ]
})

export const settlements: Statement = {
  name: "settlements",
  title: "Settlements",
  none: "No money was captured.",
  kinds: (glance) => mergedOf(glance).kinds,
  columns: [
    { title: "Ledger date" },
    { title: "Entry" },
    { title: "Reference", isReference: true },
    { title: "Amount", isNumber: true },
    { title: "Balance", isNumber: true }
  ],
  accounts: (glance) => ledgersOf(glance).flatMap(accountOf(glance)),
  lines: (glance) => {
    const { lines } = mergedOf(glance)
    return {
      total: lines.length,
      at: (position) => {
        const line = lines[position]
        return line && lineOf(line)
      }
    }
  }
}
