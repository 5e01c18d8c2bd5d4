/**
 * The books: which payments, refunds, fees and payouts make up what is paid to the bank account. Production only, and
 * read only.
 *
 * {@link feed} reads all entries in their order and continues from a stored cursor; {@link days} reads them day by day.
 * {@link balances}, {@link byPayment} and {@link csv} turn entries into books.
 *
 * With a sales unit's keys it works as other APIs do. Accounting keys need `accountingKeys: true` in the configuration.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Effect from "effect/Effect"
import { call } from "./internal/operation/call.js"
import type { CallOptions } from "./Operation.js"
import type { DatePage, EntriesQuery, FeedPage, LedgerPage, LedgersQuery } from "./report/Entry.js"
import * as operations from "./report/operations.js"
import type { VippsConfig } from "./VippsConfig.js"
import type { CommonError, ReadError } from "./VippsError.js"

export {
  type BalanceIssue,
  balances,
  byPayment,
  csv,
  csvHeader,
  csvLine,
  type DayBalance,
  ledgerDateOf,
  type PaymentBooking
} from "./report/books.js"
export {
  DatePage,
  EntriesQuery,
  Entry,
  type EntryType,
  FeedPage,
  Ledger,
  LedgerPage,
  LedgersQuery,
  type Topic
} from "./report/Entry.js"
/**
 * The Report operations as plain values.
 *
 * @since 0.1.0
 * @category operations
 */
export * as operations from "./report/operations.js"
export {
  type DayEntries,
  type DaysQuery,
  days,
  type FeedEntries,
  type FeedQuery,
  feed,
  ledgers
} from "./report/streams.js"

/** What the operations need. */
type Needs = VippsConfig | HttpClient.HttpClient

/**
 * Lists one page of the ledgers that the keys have access to. {@link ledgers} reads all pages.
 *
 * See `VippsError` for errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
 * @since 0.1.0
 * @category operations
 */
export const getLedgers: (
  query?: LedgersQuery,
  options?: CallOptions
) => Effect.Effect<LedgerPage, CommonError, Needs> = call(operations.getLedgers)

/**
 * Reads one page of a day's payments, refunds and payouts. {@link days} reads all pages, of many days.
 *
 * Fails with `VippsNotFoundError` when the keys have no access to this ledger: a day without entries is an empty page.
 * See `VippsError` for errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
 * @since 0.1.0
 * @category operations
 */
export const getFundsByDate: (
  ledgerId: string,
  ledgerDate: string,
  query?: EntriesQuery,
  options?: CallOptions
) => Effect.Effect<DatePage, ReadError, Needs> = call(operations.getFundsByDate)

/**
 * Reads one page of a day's fees, as {@link getFundsByDate} does.
 *
 * Fails with `VippsNotFoundError` when the keys have no access to this ledger. See `VippsError` for errors common to all
 * operations.
 *
 * @since 0.1.0
 * @category operations
 */
export const getFeesByDate: (
  ledgerId: string,
  ledgerDate: string,
  query?: EntriesQuery,
  options?: CallOptions
) => Effect.Effect<DatePage, ReadError, Needs> = call(operations.getFeesByDate)

/**
 * Reads one page of the payments, refunds and payouts of a ledger, in their order. {@link feed} reads all pages.
 *
 * Fails with `VippsNotFoundError` when the keys have no access to this ledger. See `VippsError` for errors common to all
 * operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
 * @since 0.1.0
 * @category operations
 */
export const getFundsFeed: (
  ledgerId: string,
  query?: EntriesQuery,
  options?: CallOptions
) => Effect.Effect<FeedPage, ReadError, Needs> = call(operations.getFundsFeed)

/**
 * Reads one page of the fees of a ledger, in their order. {@link feed} reads all pages.
 *
 * Fails with `VippsNotFoundError` when the keys have no access to this ledger. See `VippsError` for errors common to all
 * operations.
 *
 * @since 0.1.0
 * @category operations
 */
export const getFeesFeed: (
  ledgerId: string,
  query?: EntriesQuery,
  options?: CallOptions
) => Effect.Effect<FeedPage, ReadError, Needs> = call(operations.getFeesFeed)
