/**
 * Bills the members. Everything is read from Vipps and the database, and each step may be repeated: the job may crash
 * anywhere, run twice at once, or miss a week.
 */
import type { SqlError } from "@effect/sql/SqlError"
import { Recurring, Vipps, type VippsError } from "@effect-vipps/client"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Mail } from "./Mail.js"
import { dayFromNow, type Member, nextPeriod, today } from "./Member.js"
import { Members } from "./Members.js"

type Step = Effect.Effect<void, VippsError.VippsError | SqlError>

export class Billing extends Context.Tag("subscriptions/Billing")<
  Billing,
  {
    /** Does what is to be done for one member now. Run it after a webhook about the agreement, and as often as you like. */
    readonly advance: (member: Member) => Step
    /** Run it every day. What fails for one member is logged, and is done the next time. */
    readonly job: Effect.Effect<void, SqlError>
  }
>() {}

/** A charge is created so early that the customer sees it in the app before it is due. */
const daysAhead = 3

/** Vipps tries the payment twice a day until the last of these days, and the customer is a member meanwhile. */
const retryDays = 5

/** How many charges may fail before the membership ends. */
const attempts = 2

/** Not under way, so that it can be cancelled. */
const isWaiting = ({ status }: Recurring.Charge): boolean => status === "PENDING" || status === "DUE"

const make = Effect.gen(function* () {
  const { recurring } = yield* Vipps.Vipps
  const members = yield* Members
  const mail = yield* Mail

  const end = (member: Member, text: string): Step =>
    mail
      .write(member.id, `${member.agreementId} ended`, text)
      .pipe(Effect.zipRight(members.set(member, { state: "Ended" })))

  /** An approved agreement is active only if its initial charge is paid, which is the first period's. */
  const begin = (member: Member): Step =>
    Effect.flatMap(recurring.getAgreement(member.agreementId), (agreement) => {
      switch (Recurring.agreementOutcomeOf(agreement)._tag) {
        case "Active":
        case "Stopped":
          return members.paid(member, nextPeriod(member).end)
        case "Rejected":
        case "Expired":
          return members.set(member, { state: "Ended" })
        default:
          return Effect.void
      }
    })

  const bill = (member: Member, period: Recurring.Period, attempt: number): Step =>
    Effect.gen(function* () {
      const { agreementId, id, price } = member
      const billed = yield* recurring.chargeForPeriod(agreementId, period, {
        amount: price,
        description: `Membership from ${period.start}`,
        transactionType: "DIRECT_CAPTURE",
        retryDays,
        attempt
      })
      switch (billed._tag) {
        case "Created":
          return
        case "Exists": {
          const outcome = Recurring.outcomeOf(billed.charge)
          if (outcome._tag === "Settled") return yield* members.paid(member, period.end)
          const due = Recurring.dueDateOf(billed.charge)
          if (due === undefined || due >= (yield* today)) return
          yield* mail.write(
            id,
            `${period.start} late`,
            "Your payment did not go through. Vipps tries again for some days."
          )
          return yield* members.set(member, { state: "Grace" })
        }
        case "Unpaid": {
          const outcomes = billed.charges.map((charge) => Recurring.outcomeOf(charge)._tag)
          // What customer service gave back is not asked for again.
          if (outcomes.includes("Refunded")) return yield* members.paid(member, period.end)
          const failed = outcomes.filter((outcome) => outcome === "Failed").length
          if (failed >= attempts) {
            yield* recurring.stopAgreement(agreementId)
            return yield* end(member, "Your payments failed, and your membership has ended.")
          }
          if (failed > 0) {
            yield* mail.write(id, `${period.start} failed`, "Your payment failed. Please check your card in the app.")
            yield* members.set(member, { state: "Grace" })
          }
          return yield* bill(member, period, billed.nextAttempt)
        }
        case "NotActive":
          return yield* end(
            member,
            `The agreement was stopped in the app. Your membership ends on ${member.paidUntil}.`
          )
        case "AboveCeiling":
          return yield* Effect.logError(`${agreementId}: ${price} is more than the agreement allows`)
      }
    })

  /** Keeps a member who leaves until the paid time is over. What is not paid by then is not asked for. */
  const leave = (member: Member, day: string): Step =>
    Effect.gen(function* () {
      const { agreementId } = member
      const { agreement, open, paid } = yield* recurring.reconcileAgreement(agreementId)
      yield* Effect.forEach(open.filter(isWaiting), ({ id }) => recurring.cancelCharge(agreementId, id))
      if (!open.every(isWaiting)) return
      const period = nextPeriod(member)
      if (Recurring.unbilled({ agreement, charges: paid }, [period]).length === 0) {
        return yield* members.paid(member, period.end)
      }
      if (day < member.paidUntil) return
      yield* recurring.stopAgreement(agreementId)
      yield* end(member, "Your membership has ended. Welcome back any time.")
    })

  const advance = (member: Member): Step =>
    Effect.gen(function* () {
      if (member.state === "Ended") return
      if (member.state === "Waiting") return yield* begin(member)
      if (member.leaving) return yield* leave(member, yield* today)
      const period = nextPeriod(member)
      if (period.start <= (yield* dayFromNow(daysAhead))) yield* bill(member, period, 1)
    })

  return Billing.of({
    advance,
    job: Effect.gen(function* () {
      const due = yield* members.due(yield* dayFromNow(daysAhead))
      const one = (member: Member) =>
        Effect.catchAll(advance(member), ({ message }) => Effect.logWarning(`${member.agreementId}: ${message}`))
      yield* Effect.forEach(due, one, { concurrency: 8, discard: true })
      yield* mail.sendAll
    })
  })
})

export const layer: Layer.Layer<Billing, never, Vipps.Vipps | Members | Mail> = Layer.effect(Billing, make)
