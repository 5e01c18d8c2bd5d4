/** The types of the Report API without their schemas. */
export type { BalanceIssue, DayBalance, PaymentBooking } from "./books.js"
export type {
  DatePage,
  EntriesQuery,
  Entry,
  EntryType,
  FeedPage,
  Ledger,
  LedgerPage,
  LedgersQuery,
  Topic
} from "./Entry.js"
export type { DayEntries, DaysQuery, FeedEntries, FeedQuery } from "./streams.js"
