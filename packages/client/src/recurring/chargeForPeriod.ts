// @effect-diagnostics globalDate:off
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { make } from "../IdempotencyKey.js"
import { type StepOptions, stepOptions } from "../internal/operation/steps.js"
import { inputError } from "../internal/schema/checkOptions.js"
import { validating } from "../internal/schema/compiled.js"
import { type Issue, issuesOf } from "../internal/schema/parseIssues.js"
import type { VippsConfig } from "../VippsConfig.js"
import type { CreateError, ReadError, VippsInputError } from "../VippsError.js"
import type { Agreement } from "./Agreement.js"
import { type Ceiling, ceiling, chargedIn, isIn, isOfNoDay } from "./Ceiling.js"
import type { Charge } from "./Charge.js"
import { type ChargeKey, chargeKey, keyedAttemptOf } from "./ChargeKey.js"
import { outcomeOf } from "./ChargeOutcome.js"
import { CreateChargeRequest, type ScheduledCharge } from "./CreateCharge.js"
import { earliestDue, marketOf, type Period, toDueDate } from "./Dates.js"
import { DateOnly } from "./Identifiers.js"
import { distinct } from "./Reconciliation.js"
import { sendCreateCharge, sendGetAgreement, sendGetCharge } from "./steps.js"
import { allCharges } from "./streams.js"

/**
 * What `Recurring.chargeForPeriod` charges.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChargeForPeriodRequest extends Omit<ScheduledCharge, "type" | "due" | "orderId"> {
  /** `YYYY-MM-DD`. Defaults to the day the period starts, or the earliest possible day if that is later. */
  readonly due?: string | undefined
  /**
   * From 1, which is the default. A charge that failed is not replaced unless you ask for the next attempt. Until then Vipps
   * retries it for `retryDays`: a job that creates other charges meanwhile collects twice.
   */
  readonly attempt?: number | undefined
  /**
   * Ids of charges that count for the period and are not for it, such as an initial charge for goods, or that of a first
   * period of a single day.
   */
  readonly unrelated?: ReadonlyArray<string> | undefined
}

/**
 * What came of billing a period. Only `Created` has created a charge.
 *
 * - `Created`: the charge is created. With `aboveMaximum` it fails unless the customer raises the maximum in the app.
 * - `Exists`: the period has a charge that is open or paid, perhaps by an earlier run; or the agreement has one that
 *   nothing says the day of.
 * - `Unpaid`: its charges failed, or were cancelled or refunded. To bill it again, pass `nextAttempt` as `attempt`.
 * - `NotActive`: the agreement cannot be charged.
 * - `AboveCeiling`: Vipps would reject the charge. `charged` is what the period has already, where that counts.
 *
 * @since 0.1.0
 * @category models
 */
export type PeriodCharge =
  | {
      readonly _tag: "Created"
      readonly chargeId: string
      readonly due: string
      readonly attempt: number
      readonly aboveMaximum: boolean
    }
  | { readonly _tag: "Exists"; readonly charge: Charge }
  | { readonly _tag: "Unpaid"; readonly charges: ReadonlyArray<Charge>; readonly nextAttempt: number }
  | { readonly _tag: "NotActive"; readonly agreement: Agreement }
  | {
      readonly _tag: "AboveCeiling"
      readonly agreement: Agreement
      readonly ceiling: Ceiling
      readonly charged: number
    }

const name = "Recurring.chargeForPeriod"

/** So close to midnight, the request may arrive the day after. */
const margin = 600_000

const checkRequest = validating(CreateChargeRequest)

const checkPeriod = validating(
  Schema.Struct({ start: DateOnly, end: DateOnly }).pipe(
    Schema.filter(({ end, start }) => start < end || { path: ["end"], message: "must be after start" })
  ),
  { errors: "all" }
)

const isStringList = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.every((one) => typeof one === "string"))

const issuesUnder = (root: string, checked: Either.Either<unknown, ParseResult.ParseIssue>): ReadonlyArray<Issue> =>
  Either.isRight(checked)
    ? []
    : issuesOf(checked.left).map(({ message, path }) => ({
        path: [root, path].filter((part) => part !== "").join("."),
        message
      }))

const keyOf = (agreementId: string, period: Period, attempt: number): Either.Either<ChargeKey, VippsInputError> =>
  Either.try({
    try: () => chargeKey(agreementId, period, attempt),
    catch: (thrown) => thrown as VippsInputError
  })

/** What is sent, with its fields in one order: they are a part of its key. */
const requestOf = (charge: ChargeForPeriodRequest, due: string, orderId: string): ScheduledCharge => ({
  amount: charge.amount,
  transactionType: charge.transactionType,
  description: charge.description,
  due,
  retryDays: charge.retryDays,
  processingMode: charge.processingMode,
  orderId,
  externalId: charge.externalId
})

/** Fields of a charge that the period sets. */
const ofPeriod = ["orderId", "type"] as const

/** Everything that can be checked before anything is read. */
const check = (agreementId: string, period: Period, request: ChargeForPeriodRequest) => {
  const inPeriod = issuesUnder("period", checkPeriod(period))
  const {
    attempt = 1,
    unrelated,
    ...charge
  }: ChargeForPeriodRequest & Pick<ScheduledCharge, "orderId" | "type"> = request ?? {}
  const others = [
    ...(isStringList(unrelated) ? [] : [{ path: "unrelated", message: "must be an array of ids" }]),
    ...ofPeriod
      .filter((path) => charge[path] !== undefined)
      .map((path) => ({ path, message: "must be left out: the period sets it" }))
  ]
  if (inPeriod.length > 0) return Effect.fail(inputError(name, [...inPeriod, ...others]))
  return Effect.flatMap(keyOf(agreementId, period, attempt), ({ orderId }) => {
    const sent = { ...charge, due: charge.due ?? period.start, orderId, type: undefined }
    const issues = [...issuesUnder("", checkRequest(sent)), ...others]
    return issues.length > 0 ? Effect.fail(inputError(name, issues)) : Effect.succeed(orderId)
  })
}

const ranks: { readonly [tag: string]: number } = { Settled: 3, Reserved: 2, Open: 1, Unknown: 1 }

const rankOf = (charge: Charge): number => ranks[outcomeOf(charge)._tag] ?? 0

/** Why the charge may not be this large. */
const above = (
  agreement: Agreement,
  period: Period,
  charges: ReadonlyArray<Charge>,
  amount: number
): PeriodCharge | undefined => {
  const most = ceiling(agreement)
  if (most === undefined) return undefined
  const charged = most.per === "Interval" ? chargedIn(period, agreement.id, charges) : 0
  return charged + amount > most.amount ? { _tag: "AboveCeiling", agreement, ceiling: most, charged } : undefined
}

/**
 * Bills a period of an agreement, once. Reads the agreement and its charges, and creates the charge unless the period
 * has one that is open or paid, the agreement is not active, or the amount is above its {@link ceiling}.
 *
 * Safe to repeat, from any process and on any day: the charge has the id that {@link chargeKey} derives, which Vipps
 * accepts once. Call it again after an error, a crash, or every night for every period that has started.
 *
 * A charge for a period that starts within this one, or the day before, counts for this one: a program that reads the day
 * in another time zone has billed it.
 *
 * An initial charge counts for the period of the day it is due, which Vipps sets: when it pays the first period, bill from
 * the second. An agreement that Vipps moved to another sales unit has another id and no charges there: bill it from the
 * period after the move.
 *
 * Fails with `VippsInputError` before anything is sent, and when `attempt` is not the next one. See `VippsError` for errors
 * common to all operations. The options apply to each request. After `outcome: "unknown"` call it again: it finds the charge if there is one.
 *
 * @example
 * ```ts
 * import { Recurring } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const bill = (agreementId: string, period: Recurring.Period) =>
 *   Recurring.chargeForPeriod(agreementId, period, {
 *     amount: 19900,
 *     description: "Membership",
 *     transactionType: "DIRECT_CAPTURE",
 *     retryDays: 5
 *   }).pipe(Effect.map((billed) => billed._tag === "Created" || billed._tag === "Exists"))
 * ```
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category billing
 */
export const chargeForPeriod: (
  agreementId: string,
  period: Period,
  request: ChargeForPeriodRequest,
  options?: StepOptions
) => Effect.Effect<PeriodCharge, CreateError | ReadError, VippsConfig | HttpClient.HttpClient> = Effect.fn(
  "Vipps.Recurring.chargeForPeriod"
)(function* (agreementId, period, request, options) {
  const orderId = yield* check(agreementId, period, request)
  const { amount, attempt = 1, unrelated = [] } = request
  const step = stepOptions(options)
  const [agreement, listed] = yield* Effect.all(
    [sendGetAgreement({ parameters: [agreementId], options: step }), allCharges(agreementId, step)],
    { concurrency: 2 }
  )
  // A charge that is on two pages is one attempt: counted twice, this process would send another orderId than the others.
  const charges = distinct(listed)

  const inPeriod = charges.filter((charge) => charge.type !== "UNSCHEDULED" && isIn(period, agreementId, charge))
  const related = inPeriod.filter(({ id }) => !unrelated.includes(id))
  // One of no day may be for this period. To bill it twice is worse than not to bill it.
  const perhaps = charges.filter(
    (charge) => charge.type === "RECURRING" && !unrelated.includes(charge.id) && isOfNoDay(agreementId, charge)
  )
  const [live] = [...related, ...perhaps].filter((charge) => rankOf(charge) > 0).sort((a, b) => rankOf(b) - rankOf(a))
  if (live !== undefined) return { _tag: "Exists", charge: live }
  if (agreement.status !== "ACTIVE") return { _tag: "NotActive", agreement }
  // An id that was used is used, whatever is left out.
  const attempts = [related.length, ...inPeriod.map((charge) => keyedAttemptOf(agreementId, charge))]
  const nextAttempt = Math.max(...attempts) + 1
  if (attempt < nextAttempt) return { _tag: "Unpaid", charges: related, nextAttempt }
  if (attempt > nextAttempt) {
    const message = `must be ${nextAttempt}: the period has ${nextAttempt - 1} earlier attempts`
    return yield* inputError(name, [{ path: "attempt", message }], agreementId)
  }
  const refused = above(agreement, period, charges, amount)
  if (refused !== undefined) return refused

  const now = yield* Clock.currentTimeMillis
  const { currency, maxAmount, type } = agreement.pricing
  const market = marketOf(currency)
  const earliest = earliestDue(new Date(now + margin), market)
  const due = request.due ?? (period.start > earliest ? period.start : earliest)
  const charge = requestOf(request, due, orderId)
  // Vipps answers a key with its first answer for ever, also a refusal: a new day is a new try. The orderId makes it safe.
  const idempotencyKey = make(orderId, JSON.stringify(charge), toDueDate(new Date(now), market))
  const created: PeriodCharge = {
    _tag: "Created",
    chargeId: orderId,
    due,
    attempt,
    aboveMaximum: type === "VARIABLE" && maxAmount !== undefined && amount > maxAmount
  }
  return yield* sendCreateCharge({
    parameters: [agreementId],
    request: charge,
    options: { ...step, idempotencyKey }
  }).pipe(
    Effect.map(({ chargeId }): PeriodCharge => ({ ...created, chargeId })),
    Effect.catchTags({
      VippsConflictError: (error) => existing(agreementId, orderId, attempt, step, error),
      VippsRequestError: (error) => existing(agreementId, orderId, attempt, step, error)
    })
  )
})

/** The charge, if another process created it meanwhile, which may have failed since; else why it was refused. */
const existing = <E>(agreementId: string, chargeId: string, attempt: number, options: StepOptions, error: E) =>
  Effect.matchEffect(sendGetCharge({ parameters: [agreementId, chargeId], options }), {
    onSuccess: (charge) =>
      Effect.succeed<PeriodCharge>(
        rankOf(charge) > 0
          ? { _tag: "Exists", charge }
          : { _tag: "Unpaid", charges: [charge], nextAttempt: attempt + 1 }
      ),
    onFailure: () => Effect.fail(error)
  })
