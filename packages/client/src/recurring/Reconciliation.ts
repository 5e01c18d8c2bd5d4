/** The state of an agreement's charges: pure sums over lists, in any order. */
import { utcMidnight } from "../internal/schema/calendar.js"
import type { Agreement } from "./Agreement.js"
import { isIn } from "./Ceiling.js"
import type { Charge } from "./Charge.js"
import { keyedPeriodOf } from "./ChargeKey.js"
import { type ChargeOutcome, capturable, movedOf, outcomeOf, refundable } from "./ChargeOutcome.js"
import { dueDateOf, type Period } from "./Dates.js"

/**
 * A charge, and how much of it can be moved, in minor units.
 *
 * @since 0.1.0
 * @category models
 */
export interface Movable {
  readonly charge: Charge
  readonly amount: number
}

/**
 * An agreement and all its charges, sorted by what to do about them. Each list is ordered by due day and id.
 *
 * @since 0.1.0
 * @category models
 */
export interface AgreementReconciliation {
  readonly agreement: Agreement
  /** All charges, each once. */
  readonly charges: ReadonlyArray<Charge>
  /** Paid, perhaps refunded in part. */
  readonly paid: ReadonlyArray<Charge>
  /** Not decided, or reserved. */
  readonly open: ReadonlyArray<Charge>
  /** Failed or cancelled, and nothing else is open or paid for the same period. */
  readonly unpaid: ReadonlyArray<Charge>
  /** Given back entirely. */
  readonly refunded: ReadonlyArray<Charge>
  /** What can be captured or released. */
  readonly capturable: ReadonlyArray<Movable>
  /** What can be refunded. */
  readonly refundable: ReadonlyArray<Movable>
  /**
   * Charges that are open or paid and may bill the customer twice: for the same period, or for periods that start on
   * consecutive days of an agreement whose interval is longer. One whose id names no period counts for the day it is due.
   */
  readonly duplicates: ReadonlyArray<ReadonlyArray<Charge>>
  /** Taken from the customer in all, in minor units. */
  readonly captured: number
  /** Given back in all, in minor units. */
  readonly refundedAmount: number
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const byDay = (a: Charge, b: Charge): number =>
  compareText(dueDateOf(a) ?? "", dueDateOf(b) ?? "") || compareText(a.id, b.id)

const stages: { readonly [O in ChargeOutcome["_tag"]]: number } = {
  Open: 0,
  Unknown: 0,
  Reserved: 1,
  Failed: 2,
  Cancelled: 2,
  Settled: 2,
  Refunded: 3
}

/** How far a charge has come: its sums and its history only grow. */
const progress = (charge: Charge): ReadonlyArray<number> => {
  const { captured, refunded } = movedOf(charge)
  return [captured + refunded, charge.history?.length ?? 0, stages[outcomeOf(charge)._tag]]
}

const isLater = (a: Charge, b: Charge): boolean => {
  const before = progress(b)
  const differing = progress(a)
    .map((value, i) => value - (before[i] ?? 0))
    .find((difference) => difference !== 0)
  // What differs in nothing of this is the same but for words; which of them is kept must not depend on the order.
  return differing === undefined ? compareText(JSON.stringify(a), JSON.stringify(b)) > 0 : differing > 0
}

/** Each charge once, as it was read last. Pages may overlap. */
export const distinct = (charges: ReadonlyArray<Charge>): ReadonlyArray<Charge> => {
  const byId = new Map<string, Charge>()
  for (const charge of charges) {
    const known = byId.get(charge.id)
    if (known === undefined || isLater(charge, known)) byId.set(charge.id, charge)
  }
  return [...byId.values()].sort(byDay)
}

const isLive = (charge: Charge): boolean => {
  const { _tag } = outcomeOf(charge)
  return _tag === "Open" || _tag === "Unknown" || _tag === "Reserved" || _tag === "Settled"
}

/** Whether two charges of an agreement are for the same: a period, or a day where the id of one names no period. */
const sameIn = ({ id, interval: { count, unit } = {} }: Agreement) => {
  // Only where periods are known to be longer does none start on the day after another.
  const tolerance = unit === undefined || (unit === "DAY" && count === 1) ? 0 : 86_400_000
  const dueOf = (charge: Charge) => (charge.type === "UNSCHEDULED" ? undefined : dueDateOf(charge))
  return (a: Charge, b: Charge): boolean => {
    const start = keyedPeriodOf(id, a)
    const other = keyedPeriodOf(id, b)
    return start !== undefined && other !== undefined
      ? Math.abs(utcMidnight(start) - utcMidnight(other)) <= tolerance
      : [start, dueOf(a)].some((day) => day !== undefined && [other, dueOf(b)].includes(day))
  }
}

/** Those that are for the same as one of the others, together. */
const repeated = (charges: ReadonlyArray<Charge>, isSame: ReturnType<typeof sameIn>) => {
  const groups: Array<Array<Charge>> = []
  for (const charge of charges) {
    const group = groups.find((others) => others.some((other) => isSame(other, charge)))
    if (group === undefined) groups.push([charge])
    else group.push(charge)
  }
  return groups.filter((group) => group.length > 1)
}

const movable = (charges: ReadonlyArray<Charge>, amountOf: (charge: Charge) => number): ReadonlyArray<Movable> =>
  charges.flatMap((charge) => {
    const amount = amountOf(charge)
    return amount > 0 ? [{ charge, amount }] : []
  })

/**
 * Sorts an agreement's charges by what to do about them. The result does not depend on the order of the list, nor on a
 * charge that is in it twice. `Recurring.reconcileAgreement` reads both and calls it.
 *
 * @since 0.1.0
 * @category reconciling
 */
export const reconcile = (agreement: Agreement, list: ReadonlyArray<Charge>): AgreementReconciliation => {
  const charges = distinct(list)
  const live = charges.filter(isLive)
  const isSame = sameIn(agreement)
  const having = (...tags: ReadonlyArray<ChargeOutcome["_tag"]>) =>
    charges.filter((charge) => tags.includes(outcomeOf(charge)._tag))
  const moved = charges.map(movedOf)
  return {
    agreement,
    charges,
    paid: having("Settled"),
    open: having("Open", "Unknown", "Reserved"),
    unpaid: having("Failed", "Cancelled").filter((charge) => !live.some((one) => isSame(charge, one))),
    refunded: having("Refunded"),
    capturable: movable(charges, capturable),
    refundable: movable(charges, refundable),
    duplicates: repeated(live, isSame),
    captured: moved.reduce((sum, { captured }) => sum + captured, 0),
    refundedAmount: moved.reduce((sum, { refunded }) => sum + refunded, 0)
  }
}

/**
 * Which of these periods nobody has billed: none of the agreement's charges for it is open, paid, failed, cancelled or
 * refunded. Vipps creates no charges by itself, so a period without one is never paid. `unrelated` are ids of charges that
 * fall into a period and are not for it, such as an initial charge for goods.
 *
 * @example
 * ```ts
 * import { Recurring } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const forgotten = (agreementId: string, started: ReadonlyArray<Recurring.Period>) =>
 *   Effect.map(Recurring.reconcileAgreement(agreementId), (found) => Recurring.unbilled(found, started))
 * ```
 *
 * @since 0.1.0
 * @category reconciling
 */
export const unbilled = (
  { agreement, charges }: Pick<AgreementReconciliation, "agreement" | "charges">,
  periods: ReadonlyArray<Period>,
  unrelated: ReadonlyArray<string> = []
): ReadonlyArray<Period> => {
  const billing = charges.filter(({ id, type }) => type !== "UNSCHEDULED" && !unrelated.includes(id))
  return periods.filter((period) => !billing.some((charge) => isIn(period, agreement.id, charge)))
}
