/** A month of a subscription that is billed, as a workflow that starts the next one: no execution grows for years. */
import * as Activity from "@effect/workflow/Activity"
import * as DurableClock from "@effect/workflow/DurableClock"
import * as Workflow from "@effect/workflow/Workflow"
import { Recurring, VippsError } from "@effect-vipps/client"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { signal, waitFor } from "./Alarm.js"
import { Subscriptions } from "./Subscriptions.js"
import { durable, patiently, step } from "./step.js"

export const interval: Recurring.Interval = { unit: "MONTH", count: 1 }

/** A charge is created so early that the customer sees it in the app before it is due. */
const daysAhead = 3

/** Vipps tries the payment until so many days after it is due. */
const retryDays = 5

/** How many charges of a period may fail before the subscription ends. */
const attempts = [1, 2]

/** An execution is an agreement and the day the period starts, as the keys of its charges are. */
export const Period = Workflow.make({
  name: "SubscriptionPeriod",
  payload: { id: Schema.String, agreementId: Schema.String, anchor: Schema.String, start: Schema.String },
  success: Schema.Literal("Paid", "NotPaid", "Stopped", "AboveCeiling"),
  error: VippsError.VippsError,
  idempotencyKey: ({ agreementId, start }) => `${agreementId}/${start}`
}).annotateContext(durable)

type Payload = typeof Period.payloadSchema.Type

/** A charge of the period is paid or has failed. Which of these it is, Vipps says. */
export const charged = (attempt: number) => signal(`Charged/${attempt}`)

/** All signals that a period can wait for. */
export const signals = attempts.map(charged)

/** The first period that does not start before this day. */
export const periodFrom = (anchor: string, day: string): Recurring.Period => {
  for (const period of Recurring.nextPeriods(interval, anchor)) if (period.start >= day) return period
  throw new RangeError(`No period starts after ${day}`)
}

/** Has the next execution bill the period that starts on this day. */
export const begin = (payload: Payload) =>
  Effect.zipRight(
    step(
      "next",
      Effect.flatMap(Subscriptions, ({ set }) => set(payload.id, { period: payload.start }))
    ),
    Period.execute(payload, { discard: true })
  )

const until = (time: DateTime.DateTime) =>
  Effect.map(DateTime.now, (now) => Duration.millis(Math.max(0, DateTime.distance(now, time))))

const sleep = (name: string, duration: Duration.Duration) =>
  DurableClock.sleep({ name, duration, inMemoryThreshold: Duration.zero })

/** Bills the period, or finds what came of it. A repetition creates no second charge, whatever its name. */
const bill = (name: string, { agreementId, id }: Payload, period: Recurring.Period, attempt: number) =>
  Activity.make({
    name,
    success: Schema.Literal("Open", "Paid", "Unpaid", "Stopped", "AboveCeiling"),
    error: VippsError.VippsError,
    execute: Effect.gen(function* () {
      const { price } = yield* Effect.flatMap(Subscriptions, ({ find }) => find(id))
      const billed = yield* Recurring.chargeForPeriod(agreementId, period, {
        amount: price,
        description: `Membership from ${period.start}`,
        transactionType: "DIRECT_CAPTURE",
        retryDays,
        attempt
      })
      switch (billed._tag) {
        case "Created":
          return "Open"
        case "Exists":
          return Recurring.outcomeOf(billed.charge)._tag === "Settled" ? "Paid" : "Open"
        case "Unpaid":
          // What customer service gave back is not asked for again.
          return billed.charges.some((charge) => Recurring.outcomeOf(charge)._tag === "Refunded") ? "Paid" : "Unpaid"
        case "NotActive":
          return "Stopped"
        case "AboveCeiling":
          return "AboveCeiling"
      }
    }).pipe(Effect.retry(patiently))
  })

export const layer = Period.toLayer(
  Effect.fnUntraced(function* (payload) {
    const period = periodFrom(payload.anchor, payload.start)
    const early = DateTime.subtract(DateTime.unsafeMake(period.start), { days: daysAhead })
    yield* sleep("UntilDue", yield* until(early))
    for (const attempt of attempts) {
      let billed = yield* bill(`bill/${attempt}`, payload, period, attempt)
      if (billed === "Open") {
        yield* waitFor(
          charged(attempt),
          yield* until(DateTime.unsafeMake(Recurring.retryWindowEnd(period.start, retryDays)))
        )
        billed = yield* bill(`found/${attempt}/0`, payload, period, attempt)
      }
      // Vipps decides later than it says, or the charge became due later.
      for (let day = 1; billed === "Open"; day++) {
        yield* sleep(`Late/${attempt}/${day}`, Duration.days(1))
        billed = yield* bill(`found/${attempt}/${day}`, payload, period, attempt)
      }
      if (billed === "Paid") yield* begin({ ...payload, start: period.end })
      if (billed !== "Unpaid") return billed
    }
    yield* step("stop", Recurring.stopAgreement(payload.agreementId))
    return "NotPaid" as const
  })
)
