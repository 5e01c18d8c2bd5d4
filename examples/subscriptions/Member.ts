/** A member as it is stored, and the rules of the membership. */
import { Recurring } from "@effect-vipps/client"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"

export interface Member {
  readonly id: string
  readonly agreementId: string
  /** What a month costs, in øre. */
  readonly price: number
  /** The day the first period starts: every period starts on its day of the month. */
  readonly anchor: string
  /** The first day that is not paid. */
  readonly paidUntil: string
  /** `Waiting` for the customer's approval; `Grace` while a payment has failed and is tried again. */
  readonly state: "Waiting" | "Active" | "Grace" | "Ended"
  /** The member has cancelled: the membership ends when the time that is paid for is over. */
  readonly leaving: boolean
}

export const interval: Recurring.Interval = { unit: "MONTH", count: 1 }

/** A day from now in Norway, which is not always the day of the server. */
export const dayFromNow = (days: number): Effect.Effect<string> =>
  Effect.map(DateTime.now, (now) => Recurring.toDueDate(DateTime.toDate(DateTime.add(now, { days })), "NO"))

export const today = dayFromNow(0)

/** The first period that is not paid. */
export const nextPeriod = (member: Pick<Member, "anchor" | "paidUntil">): Recurring.Period => {
  for (const period of Recurring.nextPeriods(interval, member.anchor))
    if (period.start >= member.paidUntil) return period
  throw new RangeError(`A membership from ${member.anchor} has no period after ${member.paidUntil}`)
}

/** Whether the member is let in. */
export const hasAccess = ({ paidUntil, state }: Member, day: string): boolean =>
  state === "Active" || state === "Grace" || (state === "Ended" && day < paidUntil)
