/**
 * A wait for a signal that ends when its time is over. The alarm is a workflow of its own, because a race of a signal and
 * a clock within one workflow always ends with the clock on this version of the engine.
 */
import * as DurableClock from "@effect/workflow/DurableClock"
import * as DurableDeferred from "@effect/workflow/DurableDeferred"
import * as Workflow from "@effect/workflow/Workflow"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { durable } from "./step.js"

/** What a workflow waits for: `true` if it happens, `false` if it does not, or not in time. The first value stays. */
export const signal = (name: string) => DurableDeferred.make(name, { success: Schema.Boolean })

export type Signal = ReturnType<typeof signal>

/** An execution is the signal of the execution that waits, whatever the time. */
export const Alarm = Workflow.make({
  name: "Alarm",
  payload: { token: DurableDeferred.Token, at: Schema.Number },
  idempotencyKey: ({ token }) => token
}).annotateContext(durable)

/** Sets the alarm and waits, in a workflow. A workflow that is repeated sets it no second time. */
export const waitFor = (signal: Signal, wait: Duration.DurationInput) =>
  Effect.gen(function* () {
    const token = yield* DurableDeferred.token(signal)
    const at = (yield* Clock.currentTimeMillis) + Duration.toMillis(wait)
    yield* Alarm.execute({ token, at }, { discard: true })
    return yield* DurableDeferred.await(signal)
  })

/** The alarm that a workflow has set, or would set, for a signal. */
export const executionIdOf = (workflow: Workflow.Any, executionId: string, signal: Signal) =>
  Alarm.executionId({ token: DurableDeferred.tokenFromExecutionId(signal, { workflow, executionId }), at: 0 })

export const layer = Alarm.toLayer(
  Effect.fnUntraced(function* ({ at, token }) {
    // The alarm may start late, and rings on time.
    const duration = Duration.millis(at - (yield* Clock.currentTimeMillis))
    yield* DurableClock.sleep({ name: "Ring", duration, inMemoryThreshold: Duration.zero })
    // The token has the name of the signal.
    yield* DurableDeferred.succeed(signal("Any"), { token, value: false })
  })
)
