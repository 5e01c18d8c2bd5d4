/** Request and response types of the Report operations, with every field documented. */
export type { BalanceIssue, DayBalance, PaymentBooking } from "@effect-vipps/client/report/books"
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
} from "@effect-vipps/client/report/Entry"
export type { DayEntries, DaysQuery, FeedEntries, FeedQuery } from "@effect-vipps/client/report/streams"
