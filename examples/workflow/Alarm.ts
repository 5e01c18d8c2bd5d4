/**
 * A wait for a signal that ends when its time is over. The alarm is a workflow of its own, because a race of a signal and
 * a clock within one workflow always ends with the clock on this version of the engine.
 */
import * as DurableClock from "@effect/workflow/DurableClock"
import * as DurableDeferred from "@effect/workflow/DurableDeferred"
import * as Workflow from "@effect/workflow/Workflow"
import * as WorkflowEngine from "@effect/workflow/WorkflowEngine"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { durable } from "./step.js"
import { clear } from "./wake.js"

/** What a workflow waits for: `true` if it happens, `false` if it does not, or not in time. The first value stays. */
export const signal = (name: string) => DurableDeferred.make(name, { success: Schema.Boolean })

export type Signal = ReturnType<typeof signal>

/** An execution is the signal of the execution that waits, whatever the time. */
export const Alarm = Workflow.make({
  name: "Alarm",
  payload: { token: DurableDeferred.Token, at: Schema.Number },
  idempotencyKey: ({ token }) => token
}).annotateContext(durable)

/** Sets the alarm and waits, in a workflow. A workflow that is repeated sets it no second time, and none for a wait that is over. */
export const waitFor = (signal: Signal, wait: Duration.DurationInput) =>
  Effect.gen(function* () {
    const { deferredResult } = yield* WorkflowEngine.WorkflowEngine
    const known = yield* deferredResult(signal)
    if (known !== undefined) return yield* known
    const token = yield* DurableDeferred.token(signal)
    const at = (yield* Clock.currentTimeMillis) + Duration.toMillis(wait)
    yield* Alarm.execute({ token, at }, { discard: true })
    return yield* DurableDeferred.await(signal)
  })

/** Deletes an alarm, whether it has rung or not. */
export const remove = (executionId: string) =>
  Effect.zipRight(clear(`Workflow/${Alarm.name}`, executionId), clear("Workflow/-/DurableClock", executionId))

/**
 * Ends a wait before its time is over. Its alarm goes: the engine reads every clock that is still to ring each time it
 * looks for work.
 */
export const end = (signal: Signal, token: DurableDeferred.Token, value: boolean) =>
  Effect.zipRight(
    DurableDeferred.succeed(signal, { token, value }),
    Effect.flatMap(Alarm.executionId({ token, at: 0 }), remove)
  )

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
