/** Ids and keys of charges, derived from what a charge is for. */
import { make } from "../IdempotencyKey.js"
import { isDate } from "../internal/schema/calendar.js"
import { inputError } from "../internal/schema/checkOptions.js"
import type { Charge } from "./Charge.js"
import type { Period } from "./Dates.js"

/**
 * What makes a charge the same charge, for every process and every day.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChargeKey {
  /** Becomes the charge's id. Vipps refuses a second charge with it, so that it alone rules out a second one. */
  readonly orderId: string
  /** 1 to 40 letters, digits and hyphens. */
  readonly idempotencyKey: string
}

/** Attempts beyond it are no attempts at collecting one payment. */
const mostAttempts = 99

/** Different for different agreements; an id of another form than Vipps' becomes a hash, which is longer than any other. */
const prefixOf = (agreementId: string): string =>
  /^agr_[A-Za-z0-9]{1,30}$/.test(agreementId) ? agreementId.replace("_", "-") : make("agreement", `_${agreementId}`)

/**
 * Derives the `orderId` and the idempotency key of the charge for a period of an agreement: `agr-5kSeqz-2026-04-01-1`.
 * `period` is the period, or the day it starts on. `attempt` counts from 1: a charge that failed keeps its id, so the
 * next one needs the next number.
 *
 * The same arguments give the same ids in every process, so a repeat, a crash or a second job cannot bill a period
 * twice.
 *
 * Throws `VippsInputError` for an empty agreement id, a period that is no date, and an attempt that is no whole number
 * from 1 to 99.
 *
 * @example
 * ```ts
 * import { Recurring } from "@effect-vipps/client"
 *
 * const { idempotencyKey, orderId } = Recurring.chargeKey("agr_5kSeqz", "2026-04-01")
 *
 * const april = Recurring.createCharge(
 *   "agr_5kSeqz",
 *   {
 *     amount: 19900,
 *     transactionType: "DIRECT_CAPTURE",
 *     description: "Membership in April",
 *     due: "2026-04-01",
 *     retryDays: 3,
 *     orderId
 *   },
 *   { idempotencyKey }
 * )
 * ```
 *
 * @since 0.1.0
 * @category billing
 */
export const chargeKey = (agreementId: string, period: Period | string, attempt = 1): ChargeKey => {
  const start = typeof period === "string" ? period : period?.start
  const issues = [
    ...(typeof agreementId === "string" && agreementId !== ""
      ? []
      : [{ path: "agreementId", message: "must be the id of an agreement" }]),
    ...(typeof start === "string" && isDate(start)
      ? []
      : [{ path: "period", message: "must be a period, or the day it starts on, YYYY-MM-DD" }]),
    ...(Number.isInteger(attempt) && attempt >= 1 && attempt <= mostAttempts
      ? []
      : [{ path: "attempt", message: `must be a whole number from 1 to ${mostAttempts}` }])
  ]
  if (issues.length > 0) throw inputError("Recurring.chargeKey", issues)
  const orderId = `${prefixOf(agreementId)}-${start}-${attempt}`
  return { orderId, idempotencyKey: orderId.length <= 40 ? orderId : make(orderId) }
}

/** What {@link chargeKey} made the id of a charge from, if it did. */
const keyedOf = (agreementId: string, { id }: Pick<Charge, "id">) => {
  const [, start = "", attempt = ""] = /-(\d{4}-\d{2}-\d{2})-(\d{1,2})$/.exec(id) ?? []
  return start !== "" && id.startsWith(`${prefixOf(agreementId)}-${start}-`)
    ? { start, attempt: Number(attempt) }
    : undefined
}

/** The start of the period that a charge of an agreement is for, if its id is from {@link chargeKey}. */
export const keyedPeriodOf = (agreementId: string, charge: Pick<Charge, "id">): string | undefined =>
  keyedOf(agreementId, charge)?.start

/** The attempt that a charge is, if its id is from {@link chargeKey}; else 0. */
export const keyedAttemptOf = (agreementId: string, charge: Pick<Charge, "id">): number =>
  keyedOf(agreementId, charge)?.attempt ?? 0
