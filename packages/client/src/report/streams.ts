/** Ledgers and entries over all their pages. */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import { pulled } from "../internal/operation/pulled.js"
import { send } from "../internal/operation/send.js"
import { stuck } from "../internal/operation/stuck.js"
import { isDate, plusDays } from "../internal/schema/calendar.js"
import { inputError } from "../internal/schema/checkOptions.js"
import type { CallOptions } from "../Operation.js"
import type { VippsConfig } from "../VippsConfig.js"
import type { CommonError, ReadError, VippsDecodeError } from "../VippsError.js"
import type { EntriesQuery, Entry, Ledger, LedgersQuery, Topic } from "./Entry.js"
import * as operations from "./operations.js"

type Needs = VippsConfig | HttpClient.HttpClient

const sendGetLedgers = send(operations.getLedgers)
const feeds = { funds: send(operations.getFundsFeed), fees: send(operations.getFeesFeed) }
const dates = { funds: send(operations.getFundsByDate), fees: send(operations.getFeesByDate) }

const topicOf = (operation: string, topic: Topic): Effect.Effect<Topic, ReadError> =>
  Object.hasOwn(feeds, topic)
    ? Effect.succeed(topic)
    : inputError(operation, [{ path: "topic", message: "must be funds or fees" }])

/** Its entries would be booked again and again. */
const notMoving = (operation: string, ledgerId: string): VippsDecodeError =>
  stuck(operation, ledgerId, "cursor", "Continue from the stored cursor later.")

/**
 * Which entries of a feed to read.
 *
 * @since 0.1.0
 * @category models
 */
export interface FeedQuery extends EntriesQuery {
  /**
   * Waits for new entries, and looks for them once a minute, without end. Defaults to false: ends when all entries are
   * read.
   */
  readonly follow?: boolean | undefined
}

/**
 * Entries to store together with the cursor after them.
 *
 * @since 0.1.0
 * @category models
 */
export interface FeedEntries {
  readonly items: ReadonlyArray<Entry>
  /** Continues after these entries. */
  readonly cursor: string
}

/** Vipps asks for a minute between requests once all entries are read. */
const betweenLooks = "1 minute"

/**
 * Reads the entries of a ledger in their order, page by page. Store each page's entries and its cursor in one
 * transaction, and pass the stored cursor when you start again: then no entry is lost or repeated, wherever the program
 * was stopped. Reads a page when it is needed and keeps none.
 *
 * Ends when all entries are read, or with `follow` looks for new ones once a minute. Entries appear 5 to 30 seconds after
 * the payment, sometimes hours. Undocumented by Vipps: what `tryLater` means on a page whose cursor does not move; its
 * entries are left for the next request.
 *
 * Fails as {@link getFundsFeed} does; `VippsNotFoundError` means that the keys have no access to this ledger.
 *
 * @example
 * ```ts
 * import { Report } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 *
 * declare const books: {
 *   readonly cursor: Effect.Effect<string | undefined>
 *   readonly store: (page: Report.FeedEntries) => Effect.Effect<void>
 * }
 *
 * const synchronize = Effect.gen(function* () {
 *   const cursor = yield* books.cursor
 *   yield* Stream.runForEach(Report.feed("302321", "funds", { cursor }), books.store)
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
 * @since 0.1.0
 * @category streams
 */
export const feed = (
  ledgerId: string,
  topic: Topic,
  query: FeedQuery = {},
  options?: CallOptions
): Stream.Stream<FeedEntries, ReadError, Needs> =>
  pulled(
    Effect.map(topicOf("Report.feed", topic), (known) => {
      const { follow = false, ...rest } = query
      let cursor = rest.cursor
      let isCaughtUp = false
      const read = Effect.suspend(() => feeds[known]({ parameters: [ledgerId], query: { ...rest, cursor }, options }))
      return Effect.suspend(() => {
        if (isCaughtUp && !follow) return Effect.succeed(undefined)
        return Effect.flatMap(isCaughtUp ? Effect.delay(read, betweenLooks) : read, (page) => {
          const moved = page.cursor !== cursor
          if (!moved && page.items.length > 0 && !page.tryLater) return Effect.fail(notMoving("Report.feed", ledgerId))
          isCaughtUp = page.tryLater || !moved
          if (!moved) return Effect.succeed([])
          cursor = page.cursor
          return Effect.succeed(page.items.length === 0 ? [] : [{ items: page.items, cursor }])
        })
      })
    })
  )

/**
 * Which days to read, the last included: `YYYY-MM-DD`.
 *
 * @since 0.1.0
 * @category models
 */
export interface DaysQuery extends Pick<EntriesQuery, "includeGDPRSensitiveData"> {
  readonly from: string
  readonly to: string
}

/**
 * A part of a day's entries.
 *
 * @since 0.1.0
 * @category models
 */
export interface DayEntries {
  readonly ledgerDate: string
  readonly items: ReadonlyArray<Entry>
  /** All entries of the day are read. Otherwise it has another page, or is open: see `open`. */
  readonly complete: boolean
  /** The day is open and the stream ends here. Read the whole day again later; what it has may be incomplete. */
  readonly open: boolean
}

/**
 * Reads the entries of a ledger day by day, page by page, from the first day to the last, and ends at the first day that
 * is still open. A day without entries is one empty page.
 *
 * Days are the merchant's: from midnight to midnight in its time zone. A day may stay open for weeks (monthly settlement,
 * a negative balance): do not wait for it, and start again from it in the next run.
 *
 * Fails as {@link getFundsByDate} does; `VippsNotFoundError` means that the keys have no access to this ledger.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
 * @since 0.1.0
 * @category streams
 */
export const days = (
  ledgerId: string,
  topic: Topic,
  query: DaysQuery,
  options?: CallOptions
): Stream.Stream<DayEntries, ReadError, Needs> =>
  pulled(
    Effect.flatMap(topicOf("Report.days", topic), (known) => {
      const { from, to, ...rest } = query
      const wrong = (["from", "to"] as const).filter((name) => !isDate(query[name]))
      if (wrong.length > 0) {
        return inputError(
          "Report.days",
          wrong.map((path) => ({ path, message: "must be a date of the calendar, such as 2026-10-01" }))
        )
      }
      let date = from
      let cursor: string | undefined
      let isOver = date > to
      return Effect.succeed(
        Effect.suspend(() => {
          if (isOver) return Effect.succeed(undefined)
          const asked = { ...rest, cursor }
          return Effect.flatMap(dates[known]({ parameters: [ledgerId, date], query: asked, options }), (page) => {
            const ledgerDate = date
            const more = page.hasMore
            if (more && (page.cursor === undefined || page.cursor === cursor)) {
              return Effect.fail(notMoving("Report.days", ledgerId))
            }
            const open = page.tryLater && !more
            cursor = more ? page.cursor : undefined
            if (!more) date = plusDays(date, 1)
            isOver = open || date > to
            return Effect.succeed([{ ledgerDate, items: page.items, complete: !more && !open, open }])
          })
        })
      )
    })
  )

/**
 * All ledgers that the keys have access to.
 *
 * Fails as {@link getLedgers} does.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
 * @since 0.1.0
 * @category streams
 */
export const ledgers = (
  query: Omit<LedgersQuery, "cursor"> = {},
  options?: CallOptions
): Stream.Stream<Ledger, CommonError, Needs> =>
  pulled(
    Effect.sync(() => {
      let asked: LedgersQuery | undefined = query
      return Effect.suspend(() => {
        if (asked === undefined) return Effect.succeed(undefined)
        const before = asked.cursor
        return Effect.flatMap(sendGetLedgers({ query: asked, options }), ({ cursor, items }) => {
          const more = cursor !== undefined && cursor !== ""
          if (more && cursor === before) return stuck("Report.ledgers", undefined, "cursor", "List them again later.")
          asked = more ? { ...query, cursor } : undefined
          return Effect.succeed(items)
        })
      })
    })
  )
