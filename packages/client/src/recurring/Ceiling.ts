/** How much an agreement lets a merchant charge. */
import { plusDays } from "../internal/schema/calendar.js"
import type { Agreement } from "./Agreement.js"
import type { Charge } from "./Charge.js"
import { keyedPeriodOf } from "./ChargeKey.js"
import { outcomeOf } from "./ChargeOutcome.js"
import { dueDateOf, marketOf, type Period, timeOf, toDueDate } from "./Dates.js"

/**
 * The most that may be charged, in minor units of the agreement's currency: for each charge, or for all charges of an
 * interval together.
 *
 * @since 0.1.0
 * @category models
 */
export interface Ceiling {
  readonly amount: number
  readonly per: "Charge" | "Interval"
}

/** Times the price of a `LEGACY` agreement. */
const legacyFactor = 5

/**
 * The ceiling of an agreement: five times the price of an interval for `LEGACY` pricing; the suggested maximum or the
 * customer's own, whichever is higher, for `VARIABLE`; undefined for `FLEXIBLE`, which has none.
 *
 * A campaign does not change it, and initial charges do not count. Undocumented by Vipps: which charges are in the same
 * interval. A `VARIABLE` charge below the ceiling and above the customer's own maximum is accepted, and fails unless the
 * customer raises the maximum in time.
 *
 * @since 0.1.0
 * @category billing
 */
export const ceiling = ({ pricing }: Pick<Agreement, "pricing">): Ceiling | undefined => {
  const { amount, maxAmount = 0, suggestedMaxAmount = 0, type } = pricing
  if (type === "LEGACY" && amount !== undefined) return { amount: legacyFactor * amount, per: "Interval" }
  const highest = Math.max(maxAmount, suggestedMaxAmount)
  return type === "VARIABLE" && highest > 0 ? { amount: highest, per: "Charge" } : undefined
}

/** When the first of what happened to a charge happened, in whichever order Vipps lists it. */
const madeAt = ({ history = [] }: Charge): Date | undefined =>
  history
    .flatMap(({ occurred }) => timeOf(occurred) ?? [])
    .reduce<Date | undefined>((first, one) => (first === undefined || one < first ? one : first), undefined)

/** The day a charge belongs to: when it is due, or, for one that never is, when it was made. */
const dayOf = (charge: Charge): string | undefined => {
  const due = dueDateOf(charge)
  if (due !== undefined) return due
  const made = madeAt(charge)
  return made === undefined ? undefined : toDueDate(made, marketOf(charge.currency))
}

/** Whether nothing says which period a charge is for. */
export const isOfNoDay = (agreementId: string, charge: Charge): boolean =>
  keyedPeriodOf(agreementId, charge) === undefined && dayOf(charge) === undefined

/**
 * Whether a charge is for a period: by its id if that says so, else by its day. Two programs that disagree on where a
 * period starts must not both bill it: a start within the period counts as well, and so does the day before, from which a
 * time zone may be what separates it. A period of a day ends there.
 */
export const isIn = (period: Period, agreementId: string, charge: Charge): boolean => {
  const start = keyedPeriodOf(agreementId, charge)
  const day = start ?? dayOf(charge)
  const isLonger = start !== undefined && plusDays(period.start, 1) < period.end
  const first = isLonger ? plusDays(period.start, -1) : period.start
  return day !== undefined && day >= first && day < period.end
}

/**
 * What was or may still be charged in a period, in minor units: all of its charges but the initial one, and but those
 * that failed or were cancelled. What of a charge was released does not count.
 *
 * @since 0.1.0
 * @category billing
 */
export const chargedIn = (period: Period, agreementId: string, charges: ReadonlyArray<Charge>): number =>
  charges.reduce((sum, charge) => {
    if (charge.type === "INITIAL" || !isIn(period, agreementId, charge)) return sum
    const outcome = outcomeOf(charge)
    switch (outcome._tag) {
      case "Failed":
      case "Cancelled":
        return sum
      case "Settled":
        return sum + outcome.captured
      default:
        return sum + charge.amount - (charge.summary?.cancelled ?? 0)
    }
  }, 0)
