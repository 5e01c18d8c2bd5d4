/** Payments as workflows, on any engine. */
import { EPayment } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Alarm from "./Alarm.js"
import * as Payment from "./Payment.js"
import { wake } from "./wake.js"

export const layer = (waits: Payment.Waits) => Layer.merge(Payment.layer(waits), Alarm.layer)

/** Starts a payment, or does nothing if it has been started. Returns at once; the engine carries it on. */
export const start = (reference: string) => Payment.Payment.execute({ reference }, { discard: true })

/** What the handler of the webhooks calls, once the shop's inbox has stored the event. */
export const decided = (reference: string) => Payment.signal(reference, "Decided")

/**
 * Looks after an order that is open, whatever became of its webhooks and of the engine's own wake-ups: reads the payment
 * back, starts what was never started, and wakes what waits for something that has happened, its alarms too. Run it for
 * every open order each few minutes, and compare what it returns with the books each night.
 */
export const sweep = (reference: string) =>
  Effect.gen(function* () {
    yield* start(reference)
    const found = yield* EPayment.reconcile(reference).pipe(
      Effect.catchTag("VippsNotFoundError", () => Effect.succeed(undefined))
    )
    if (found !== undefined && found.state !== "CREATED") yield* decided(reference)
    const { alarms, payment } = yield* Payment.executionsOf(reference)
    for (const alarm of alarms) yield* wake(Alarm.Alarm, alarm)
    yield* wake(Payment.Payment, payment)
    return found
  })
