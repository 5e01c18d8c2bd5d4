/** What the Report API sends and returns. */
import * as Schema from "effect/Schema"
import { detail, identifier, minorUnits, type Open, open, pattern, timestamp } from "../internal/schema/rules.js"

/**
 * Which account of a ledger: the money of payments and payouts, or the fees.
 *
 * @since 0.1.0
 * @category models
 */
export type Topic = "funds" | "fees"

/**
 * What an entry is. Types that are new at Vipps pass through. `payout-scheduled` was called `scheduled-for-payout`.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
 * @since 0.1.0
 * @category models
 */
export type EntryType = Open<
  | "capture"
  | "refund"
  | "fees-retained"
  | "payout-scheduled"
  | "scheduled-for-payout"
  | "payout-aborted"
  | "retained-disputed-capture"
  | "returned-disputed-capture"
  | "correction"
  | "top-up"
  | "credit-note"
  | "capture-fee"
  | "fees-invoiced"
  | "service-fee"
>

/**
 * One entry of a ledger. Entries never change: a mistake is corrected by another entry. Amounts are in minor units.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
 * @since 0.1.0
 * @category models
 */
export interface Entry {
  /** Of a capture: that of its event. A fee has that of its capture; several fees may have the same. */
  readonly pspReference: string
  /** RFC 3339. */
  readonly time: string
  /** The day it is booked on, `YYYY-MM-DD`, in the time zone of the merchant. */
  readonly ledgerDate?: string | undefined
  readonly entryType: EntryType
  /** The payment's `reference`, or the `orderId` of a Recurring charge. Of a payout, the text on the bank statement. */
  readonly reference?: string | undefined
  readonly currency: Open<"NOK" | "DKK" | "EUR">
  /** Negative for what leaves the account. */
  readonly amount: number
  readonly balanceBefore: number
  readonly balanceAfter: number
  /** The sales unit: `api:123456` is a merchant serial number. */
  readonly recipientHandle?: string | undefined
  /** Personal data, on request and of payments to a number only. */
  readonly message?: string | undefined
  /** Personal data, on request and of payments to a number only. */
  readonly name?: string | undefined
  /** Personal data, on request and of payments to a number only. */
  readonly maskedPhoneNo?: string | undefined
}

/**
 * A ledger: what is settled to one bank account.
 *
 * @since 0.1.0
 * @category models
 */
export interface Ledger {
  readonly ledgerId: string
  readonly currency?: Open<"NOK" | "DKK" | "EUR"> | undefined
  readonly payoutBankAccount?: { readonly scheme?: string | undefined; readonly id?: string | undefined } | undefined
  /** The company: its register and number. */
  readonly owner?: { readonly scheme?: string | undefined; readonly id?: string | undefined } | undefined
  /** Its sales units: `api:123456` is a merchant serial number. */
  readonly settlesForRecipientHandles: ReadonlyArray<string>
  readonly salesUnits?:
    | ReadonlyArray<{ readonly name?: string | undefined; readonly recipientHandle?: string | undefined }>
    | undefined
}

/**
 * One page of ledgers.
 *
 * @since 0.1.0
 * @category models
 */
export interface LedgerPage {
  readonly items: ReadonlyArray<Ledger>
  /** Where the next page begins. Empty or absent on the last. */
  readonly cursor?: string | undefined
}

/**
 * Entries of one day. A page without entries is normal, also where there are more.
 *
 * @since 0.1.0
 * @category models
 */
export interface DatePage {
  readonly items: ReadonlyArray<Entry>
  /** There is another page, at `cursor`. */
  readonly hasMore: boolean
  readonly cursor?: string | undefined
  /** The day is open: entries may be missing. It may stay so for weeks; ask again in 30 minutes at the earliest. */
  readonly tryLater: boolean
}

/**
 * Entries in the order in which they were made.
 *
 * @since 0.1.0
 * @category models
 */
export interface FeedPage {
  readonly items: ReadonlyArray<Entry>
  /** Where the next page begins, also when that page is still to come. */
  readonly cursor: string
  /** All entries are read: wait before the next request. */
  readonly tryLater: boolean
}

/**
 * Which ledgers to list.
 *
 * @since 0.1.0
 * @category models
 */
export interface LedgersQuery {
  /** Only the ledger of this sales unit: `api:123456`. */
  readonly settlesForRecipientHandles?: string | undefined
  readonly cursor?: string | undefined
}

/**
 * Where to read entries from.
 *
 * @since 0.1.0
 * @category models
 */
export interface EntriesQuery {
  /** The cursor of the page before. Omit for the first. */
  readonly cursor?: string | undefined
  /** Includes `message`, `name` and `maskedPhoneNo`, which are personal data. Must be the same on every page. */
  readonly includeGDPRSensitiveData?: boolean | undefined
}

/** A ledger's number. */
export const LedgerId: Schema.Schema<string> = pattern(
  /^[A-Za-z0-9-]{1,64}$/,
  "a ledger id, from Report.getLedgers"
).annotations({ arbitrary: () => (fc) => fc.stringMatching(/^[0-9]{4,8}$/) })

/** A day. */
export const LedgerDate: Schema.Schema<string> = pattern(
  /^\d{4}-\d{2}-\d{2}$/,
  "a date such as 2026-10-01"
).annotations({
  arbitrary: () => (fc) => fc.stringMatching(/^20[2-3]\d-0[1-9]-[0-2][1-8]$/)
})

const text = Schema.optional(detail(Schema.String))

/**
 * The schema of {@link Entry}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Entry = Schema.Struct({
  pspReference: identifier,
  time: timestamp,
  ledgerDate: text,
  entryType: open<EntryType>(
    "capture",
    "refund",
    "fees-retained",
    "payout-scheduled",
    "scheduled-for-payout",
    "payout-aborted",
    "retained-disputed-capture",
    "returned-disputed-capture",
    "correction",
    "top-up",
    "credit-note",
    "capture-fee",
    "fees-invoiced",
    "service-fee"
  ),
  reference: text,
  currency: open("NOK", "DKK", "EUR"),
  amount: minorUnits,
  balanceBefore: minorUnits,
  balanceAfter: minorUnits,
  recipientHandle: text,
  message: text,
  name: text,
  maskedPhoneNo: text
}) satisfies Schema.Schema<Entry>

const Party = Schema.optional(detail(Schema.Struct({ scheme: text, id: text })))

/**
 * The schema of {@link Ledger}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Ledger = Schema.Struct({
  ledgerId: Schema.String,
  currency: Schema.optional(detail(open("NOK", "DKK", "EUR"))),
  payoutBankAccount: Party,
  owner: Party,
  settlesForRecipientHandles: detail(Schema.Array(Schema.String), []),
  salesUnits: Schema.optional(detail(Schema.Array(Schema.Struct({ name: text, recipientHandle: text }))))
}) satisfies Schema.Schema<Ledger>

/**
 * The schema of {@link LedgerPage}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const LedgerPage = Schema.Struct({
  items: Schema.Array(Ledger),
  cursor: Schema.optional(Schema.String)
}) satisfies Schema.Schema<LedgerPage>

/**
 * The schema of {@link DatePage}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const DatePage = Schema.Struct({
  items: Schema.Array(Entry),
  hasMore: Schema.Boolean,
  cursor: Schema.optional(Schema.String),
  tryLater: Schema.Boolean
}) satisfies Schema.Schema<DatePage>

/**
 * The schema of {@link FeedPage}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const FeedPage = Schema.Struct({
  items: Schema.Array(Entry),
  cursor: Schema.String,
  tryLater: Schema.Boolean
}) satisfies Schema.Schema<FeedPage>

/**
 * The schema of {@link LedgersQuery}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const LedgersQuery = Schema.Struct({
  settlesForRecipientHandles: Schema.optional(
    pattern(/^(api|NO|DK|FI):\d+$/, "a recipient handle such as api:123456").annotations({
      arbitrary: () => (fc) => fc.stringMatching(/^api:\d{6}$/)
    })
  ),
  cursor: Schema.optional(Schema.String)
}) satisfies Schema.Schema<LedgersQuery>

/**
 * The schema of {@link EntriesQuery}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const EntriesQuery = Schema.Struct({
  cursor: Schema.optional(Schema.String),
  includeGDPRSensitiveData: Schema.optional(Schema.Boolean)
}) satisfies Schema.Schema<EntriesQuery>
