import type * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import { pulled } from "../internal/operation/pulled.js"
import { type StepOptions, stepOptions } from "../internal/operation/steps.js"
import { stuck } from "../internal/operation/stuck.js"
import type { VippsConfig } from "../VippsConfig.js"
import type { ReadError } from "../VippsError.js"
import type { Agreement, ListAgreementsQuery } from "./Agreement.js"
import type { Charge, ListChargesQuery } from "./Charge.js"
import { sendListAgreements, sendListCharges } from "./steps.js"

const minute = 60_000

/** Lists are limited per minute, whatever the response: [P] 5 of agreements, 10 of an agreement's charges. */
const agreementLists = 5
const chargeLists = 10

/** Runs effects as soon as possible, but at most `limit` of them in any minute. */
const pacer = (limit: number) => {
  const starts: Array<number> = []
  return <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const start = Math.max(now, (starts.at(-limit) ?? Number.NEGATIVE_INFINITY) + minute)
      starts.push(start)
      if (starts.length > limit) starts.shift()
      return start > now ? Effect.delay(effect, start - now) : effect
    })
}

type Pages<A> = Effect.Effect<
  Effect.Effect<ReadonlyArray<A> | undefined, ReadError, VippsConfig | HttpClient.HttpClient>
>

/** Pages from the first, read as they are needed. A page contains how to request the next one. */
const pagesOf = <S, A>(
  limit: number,
  first: S,
  read: (
    asked: S
  ) => Effect.Effect<
    readonly [items: ReadonlyArray<A>, next: S | undefined],
    ReadError,
    VippsConfig | HttpClient.HttpClient
  >
): Pages<A> =>
  Effect.sync(() => {
    const paced = pacer(limit)
    let asked: S | undefined = first
    return Effect.suspend(() =>
      asked === undefined
        ? Effect.succeed(undefined)
        : Effect.map(paced(read(asked)), ([items, next]) => {
            asked = next
            return items
          })
    )
  })

type Status = NonNullable<ListAgreementsQuery["status"]>

/** In the order in which agreements move through them: one that moves while it is listed appears twice, and is never missed. */
const allStatuses: ReadonlyArray<Status> = ["PENDING", "ACTIVE", "STOPPED", "EXPIRED"]

/** The largest page, because each page is one of the few requests of a minute. */
const largestPage = 2000

/**
 * Which agreements `Recurring.agreements` reads.
 *
 * @since 0.1.0
 * @category models
 */
export type AgreementsQuery = Omit<ListAgreementsQuery, "pageNumber">

/**
 * All agreements of the sales unit as a stream: over all statuses, or the one of the query, and all pages. Vipps itself
 * lists one page of one status, and by default the first 500 that are active.
 *
 * Reads a page when it is needed, and at most 5 in a minute, which is what Vipps allows: without a status, the first
 * four pages come at once, and many agreements take minutes. `pageSize` defaults to 2000, the largest. An agreement whose
 * status changes meanwhile may come twice, the newer one later. Pages are numbered, so when one leaves a status that takes
 * several pages, another may be left out: repeat the listing, or list the agreements that you have stored.
 *
 * Fails as {@link listAgreements} does. The options apply to each request.
 *
 * @example
 * ```ts
 * import { Recurring } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 *
 * const billed = Recurring.agreements({ status: "ACTIVE" }).pipe(
 *   Stream.runForEach((agreement) => Effect.log(`Bill ${agreement.id}`))
 * )
 * ```
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category listing
 */
export const agreements = (
  query: AgreementsQuery = {},
  options?: StepOptions
): Stream.Stream<Agreement, ReadError, VippsConfig | HttpClient.HttpClient> => {
  const { pageSize = largestPage, status } = query
  const statuses = status === undefined ? allStatuses : [status]
  const first = { index: 0, pageNumber: 1 }
  const pages = pagesOf(agreementLists, first, ({ index, pageNumber }) =>
    Effect.map(
      sendListAgreements({
        query: { ...query, status: statuses[index], pageNumber, pageSize },
        options: stepOptions(options)
      }),
      (page) => {
        const next =
          page.length >= pageSize
            ? { index, pageNumber: pageNumber + 1 }
            : index + 1 < statuses.length
              ? { index: index + 1, pageNumber: 1 }
              : undefined
        return [page, next] as const
      }
    )
  )
  return pulled(pages)
}

const chargePages = (
  agreementId: string,
  query: Omit<ListChargesQuery, "continuationToken">,
  options: StepOptions | undefined
): Pages<Charge> => {
  const first: ListChargesQuery = query
  return Effect.suspend(() => {
    const ids = new Set<string>()
    const tokens = new Set<string | undefined>()
    return pagesOf(chargeLists, first, (asked) =>
      Effect.flatMap(
        sendListCharges({ parameters: [agreementId], query: asked, options: stepOptions(options) }),
        ({ charges, continuationToken }) => {
          const known = ids.size
          for (const { id } of charges) ids.add(id)
          // [U] A token may stay the same from page to page, so it leads nowhere only where no charge is new.
          if (tokens.has(continuationToken) && ids.size === known) {
            return Effect.fail(stuck("Recurring.listCharges", agreementId, "continuationToken", "List again later."))
          }
          if (continuationToken !== undefined) tokens.add(continuationToken)
          const next = continuationToken === undefined ? undefined : { ...query, continuationToken }
          return Effect.succeed([charges, next] as const)
        }
      )
    )
  })
}

/**
 * All charges of an agreement as a stream, over all pages and in no particular order: {@link reconcileAgreement} orders
 * them. Reads a page when it is needed, and at most 10 in a minute, which is what Vipps allows.
 *
 * Fails as {@link listCharges} does. The options apply to each request.
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category listing
 */
export const charges = (
  agreementId: string,
  query: Omit<ListChargesQuery, "continuationToken"> = {},
  options?: StepOptions
): Stream.Stream<Charge, ReadError, VippsConfig | HttpClient.HttpClient> =>
  pulled(chargePages(agreementId, query, options))

/** All charges of an agreement. */
export const allCharges: (
  agreementId: string,
  options?: StepOptions
) => Effect.Effect<ReadonlyArray<Charge>, ReadError, VippsConfig | HttpClient.HttpClient> = Effect.fnUntraced(
  function* (agreementId, options) {
    const next = yield* chargePages(agreementId, {}, options)
    const all: Array<Charge> = []
    while (true) {
      const page = yield* next
      if (page === undefined) return all
      all.push(...page)
    }
  }
)
