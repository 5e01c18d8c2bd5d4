/**
 * Ends a wait when its time is over. A workflow of its own, because a race of a signal and a clock within one workflow
 * always ends with the clock on this version of the engine.
 */
import * as DurableClock from "@effect/workflow/DurableClock"
import * as Workflow from "@effect/workflow/Workflow"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

export const Alarm = Workflow.make({
  name: "PaymentAlarm",
  payload: { reference: Schema.String, signal: Schema.String, millis: Schema.Number },
  idempotencyKey: ({ reference, signal }) => `${reference}/${signal}`
})

/** Of the alarm of a wait, however long that is. */
export const executionIdOf = (reference: string, signal: string) => Alarm.executionId({ reference, signal, millis: 0 })

/** Sets the alarm of a wait. A repeated step sets it no second time. */
export const alarm = (reference: string, signal: string, wait: Duration.DurationInput) =>
  Alarm.execute({ reference, signal, millis: Duration.toMillis(wait) }, { discard: true })

/** `ring` signals the payment that waits. */
export const layer = <R>(ring: (reference: string, signal: string) => Effect.Effect<void, never, R>) =>
  Alarm.toLayer(
    Effect.fnUntraced(function* ({ millis, reference, signal }) {
      yield* DurableClock.sleep({ name: signal, duration: Duration.millis(millis), inMemoryThreshold: Duration.zero })
      yield* ring(reference, signal)
    })
  )
