/** Captures and reconciliations of many payments, in runs that can be killed and resumed. */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { isWorthRepeating } from "../error/isWorthRepeating.js"
import * as IdempotencyKey from "../IdempotencyKey.js"
import { send } from "../internal/operation/send.js"
import { type StepOptions, stepOptions } from "../internal/operation/steps.js"
import { isJudged } from "../internal/request/isJudged.js"
import { patiently } from "../internal/request/retry.js"
import { callOptionsChecker, inputError } from "../internal/schema/checkOptions.js"
import type { Issue } from "../internal/schema/parseIssues.js"
import type { VippsConfig } from "../VippsConfig.js"
import type { ModifyError, ReadError, VippsError, VippsInputError } from "../VippsError.js"
import type { BatchCapture, BatchOptions, BatchOrder, BatchReport, BatchResult } from "./BatchResult.js"
import type { ModificationResponse } from "./Modification.js"
import * as operations from "./operations.js"
import type { Reconciliation } from "./Reconciliation.js"
import { reconcile } from "./reconcile.js"

type Needs = VippsConfig | HttpClient.HttpClient

const sendCapture = send(operations.capturePayment)

/** Without the order's other fields, which may be personal data. */
const identityOf = ({ reference, shipment }: BatchOrder): BatchOrder =>
  shipment === undefined ? { reference } : { reference, shipment }

const nothing: BatchReport = { settled: 0, done: 0, refused: 0, unsettled: 0 }

/** An earlier run has sent the order with another amount, perhaps with success. */
const isKeyReused = (error: VippsError): boolean =>
  error._tag === "VippsConflictError" && error.reason === "IdempotencyKeyReused"

/** Vipps has refused the order, and refuses it again; or it is invalid. */
const isRefusal = (error: VippsError): boolean =>
  error._tag === "VippsInputError" || (isJudged(error) && !isWorthRepeating(error) && !isKeyReused(error))

/** Every other order fails as well: the keys are wrong, or the configuration is closed. */
const concernsAll = (error: VippsError): boolean =>
  error._tag === "VippsAuthError" ||
  (error._tag === "VippsInputError" && error.issues.some(({ path }) => path === "VippsConfig"))

/** A result without the report, and whether an order that failed is still open. */
type Ended<A, E> = Either.Either<A, { readonly error: E; readonly unsettled: boolean }>

const ended = <A, E extends VippsError, R>(
  call: Effect.Effect<A, E, R>,
  schedule: Schedule.Schedule<unknown, VippsError>
): Effect.Effect<Ended<A, E>, never, R> =>
  Effect.suspend(() => {
    let doubt = false
    return call.pipe(
      Effect.tapError((error) =>
        Effect.sync(() => {
          doubt ||= error.outcome === "unknown"
        })
      ),
      Effect.retry({ while: isWorthRepeating, schedule }),
      Effect.mapError((error) => ({ error, unsettled: doubt || !isRefusal(error) })),
      Effect.either
    )
  })

interface Counted {
  readonly report: BatchReport
  /** How many orders in a row are unsettled, but for those whose key was used before: Vipps can be reached. */
  readonly row: number
}

type Next<Order, A, E> = readonly [Counted, BatchResult<Order, A, E>]

const resultOf = <Order extends BatchOrder, A, E extends VippsError>(
  { report, row }: Counted,
  order: Order,
  end: Ended<A, E>
): Next<Order, A, E> => {
  const _tag = Either.isRight(end) ? "Done" : end.left.unsettled ? "Unsettled" : "Refused"
  const next: BatchReport = {
    settled: report.settled + 1,
    done: report.done + (_tag === "Done" ? 1 : 0),
    refused: report.refused + (_tag === "Refused" ? 1 : 0),
    unsettled: report.unsettled + (_tag === "Unsettled" ? 1 : 0),
    last: identityOf(order)
  }
  const isOutage = Either.isLeft(end) && end.left.unsettled && !isKeyReused(end.left.error)
  const counted = { report: next, row: isOutage ? row + 1 : 0 }
  if (Either.isRight(end)) return [counted, { _tag: "Done", order, value: end.right, report: next }]
  return [counted, { _tag: end.left.unsettled ? "Unsettled" : "Refused", order, error: end.left.error, report: next }]
}

const checkStep = callOptionsChecker({})

/** Read before any order is: what is wrong with the options is wrong for every order. */
const issuesIn = (concurrency: number, patience: Duration.DurationInput, step: StepOptions): ReadonlyArray<Issue> => [
  ...(Number.isSafeInteger(concurrency) && concurrency > 0
    ? []
    : [{ path: "options.concurrency", message: "must be a whole number above 0" }]),
  ...(Option.isSome(Duration.decodeUnknown(patience))
    ? []
    : [{ path: "options.patience", message: "must be zero or longer" }]),
  ...checkStep(step)
]

/** The calls of a batch, their results in the order of the stream. */
const batch = <Order extends BatchOrder, A, E extends VippsError, OrdersError, R>(
  operation: string,
  orders: Stream.Stream<Order, OrdersError, R>,
  call: (order: Order, options: StepOptions) => Effect.Effect<A, E, Needs>,
  options: BatchOptions
): Stream.Stream<BatchResult<Order, A, E>, OrdersError | E | VippsInputError, R | Needs> => {
  const { concurrency = 10, from = nothing, patience = "10 minutes", ...others } = options
  const step = stepOptions(others)
  const issues = issuesIn(concurrency, patience, step)
  if (issues.length > 0) return Stream.fail(inputError(operation, issues))
  const schedule = patiently(patience)
  const first: Counted = { report: from, row: 0 }
  return orders.pipe(
    Stream.mapEffect((order) => Effect.map(ended(call(order, step), schedule), (end) => [order, end] as const), {
      concurrency
    }),
    Stream.mapAccumEffect(first, (counted, [order, end]): Effect.Effect<Next<Order, A, E>, E> => {
      const [next, result] = resultOf(counted, order, end)
      if (result._tag === "Done") return Effect.succeed([next, result])
      const isOver = concernsAll(result.error) || next.row > concurrency
      return isOver ? Effect.fail(result.error) : Effect.succeed([next, result])
    })
  )
}

/**
 * Captures many payments: each with the idempotency key `IdempotencyKey.make(reference, "capture")`, with `shipment` as
 * its third part where given. Takes one order after the other from the stream, so memory does not grow with their number.
 *
 * **Kill it at any moment and resume.** Store `report` with the results. A later run passes it as `from`, and a stream of
 * the orders after `report.last`: after that reference and `shipment`, because a payment may have several. Orders that are
 * sent again, because the report was not stored yet, have the same key: Vipps repeats its first response and captures
 * nothing twice. The stream must have the same order in each run.
 *
 * An error that is worth repeating is repeated for `patience`. A refusal is a result, and the batch goes on. The stream
 * fails, and can be resumed:
 *
 * - with a `VippsInputError` for the options, before an order is read;
 * - with a `VippsAuthError`, or a `VippsInputError` because the configuration is closed: every other order would fail, too;
 * - with the last error, after more orders in a row are unsettled than run at once: Vipps cannot be reached;
 * - with an error of the stream of orders.
 *
 * Undocumented by Vipps: for how long a key is recognised. Before you resume a batch of partial captures after days, read
 * those payments back.
 *
 * @example
 * ```ts
 * import { EPayment } from "@effect-vipps/client"
 * import * as Chunk from "effect/Chunk"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 *
 * interface Database {
 *   // Ordered by reference, then by shipment: all after both fields of `last`.
 *   readonly shippedAfter: (last: EPayment.BatchOrder | undefined) => Stream.Stream<EPayment.BatchCapture>
 *   readonly report: Effect.Effect<EPayment.BatchReport | undefined>
 *   readonly store: (
 *     results: ReadonlyArray<EPayment.BatchResult<EPayment.BatchCapture, unknown, unknown>>
 *   ) => Effect.Effect<void>
 * }
 *
 * const night = (database: Database) =>
 *   Effect.gen(function* () {
 *     const from = yield* database.report
 *     yield* EPayment.captureAll(database.shippedAfter(from?.last), { from, concurrency: 20 }).pipe(
 *       Stream.groupedWithin(100, "1 second"),
 *       // Their report is that of the last one. Store both in one transaction.
 *       Stream.runForEach((results) => database.store(Chunk.toReadonlyArray(results)))
 *     )
 *   })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/capture/
 * @since 0.1.0
 * @category batches
 */
export const captureAll = <Order extends BatchCapture, E = never, R = never>(
  orders: Stream.Stream<Order, E, R>,
  options: BatchOptions = {}
): Stream.Stream<BatchResult<Order, ModificationResponse, ModifyError>, E | ModifyError, R | Needs> =>
  batch(
    "EPayment.captureAll",
    orders,
    ({ amount, reference, shipment }, step) =>
      Effect.flatMap(
        Effect.try({
          try: () => IdempotencyKey.make(reference, "capture", ...(shipment === undefined ? [] : [shipment])),
          catch: (error) => error as VippsInputError
        }),
        (idempotencyKey) =>
          sendCapture({
            parameters: [reference],
            request: { modificationAmount: amount },
            options: { ...step, idempotencyKey }
          })
      ),
    options
  )

/**
 * Reconciles many payments, as `reconcile` does each. It reads only, and takes one order after the other from the stream,
 * so memory does not grow with their number. Resume it, or run it again, as {@link captureAll}.
 *
 * Each order has what you need to compare: pass your own fields beside its `reference`, and beside its `shipment` where a
 * payment has several.
 *
 * @example
 * ```ts
 * import { EPayment } from "@effect-vipps/client"
 * import * as Stream from "effect/Stream"
 *
 * interface Order {
 *   readonly reference: string
 *   readonly captured: number
 * }
 *
 * const differences = <E, R>(orders: Stream.Stream<Order, E, R>) =>
 *   EPayment.reconcileAll(orders).pipe(
 *     Stream.filter((result) => result._tag !== "Done" || result.value.captured.value !== result.order.captured)
 *   )
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/get_event_log/
 * @since 0.1.0
 * @category batches
 */
export const reconcileAll = <Order extends BatchOrder, E = never, R = never>(
  orders: Stream.Stream<Order, E, R>,
  options: BatchOptions = {}
): Stream.Stream<BatchResult<Order, Reconciliation, ReadError>, E | ReadError, R | Needs> =>
  batch("EPayment.reconcileAll", orders, ({ reference }, step) => reconcile(reference, step), options)
