/** What passes while a call runs, as plain functions: of the machine, or of whatever clock a fiber runs by. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"

export interface Time {
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Runs a function later, unless the function that it returns is called before. */
  readonly after: (millis: number, run: () => void) => () => void
}

/** What is longer overflows: the timer would fire at once. */
const longestTimer = 2 ** 31 - 1

const liveClock = Context.get(DefaultServices.liveServices, Clock.Clock)

export const machineTime: Time = {
  now: () => liveClock.unsafeCurrentTimeMillis(),
  after: (millis, run) => {
    // @effect-diagnostics-next-line globalTimers:off
    const timer = setTimeout(run, Math.min(millis, longestTimer))
    return () => clearTimeout(timer)
  }
}

/** By the fiber's clock, which is a test's, perhaps. */
export const timeOf = (fiber: Fiber.RuntimeFiber<unknown, unknown>): Time => {
  const clock = Context.unsafeGet(fiber.currentDefaultServices, Clock.Clock)
  if (clock === liveClock) return machineTime
  return {
    now: () => clock.unsafeCurrentTimeMillis(),
    after: (millis, run) => {
      const sleeper = Effect.runFork(Effect.map(clock.sleep(Duration.millis(millis)), run))
      return () => sleeper.unsafeInterruptAsFork(FiberId.none)
    }
  }
}
