import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Runtime from "effect/Runtime"
import { timeOf } from "../transport/time.js"

/**
 * Fails after this many milliseconds, whether or not the effect can be interrupted. `Effect.timeoutFail` races two fibers
 * beside the caller's; this is one, and a timer.
 */
export const endedWithin =
  <E2>(millis: number, onTimeout: () => E2) =>
  <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E | E2> =>
    Effect.withFiberRuntime((parent) =>
      Effect.async<A, E | E2>((resume) => {
        const runtime = Runtime.make({
          context: parent.currentContext as Context.Context<never>,
          runtimeFlags: Runtime.defaultRuntimeFlags,
          fiberRefs: parent.getFiberRefs()
        })
        const child = Runtime.runFork(runtime, effect, { scheduler: parent.currentScheduler })
        const stopTimer = timeOf(parent).after(millis, () => {
          child.unsafeInterruptAsFork(parent.id())
          resume(Effect.fail(onTimeout()))
        })
        child.addObserver((exit) => {
          stopTimer()
          resume(exit)
        })
        return Effect.zipRight(Effect.sync(stopTimer), Fiber.interrupt(child))
      })
    )
