import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** Waits of a program are short with it, and a request on the loopback interface still takes less than a time-out. */
export const speed = 30

/** A clock that begins at `start`, and is that many times as fast as the system's. */
export const fastClock = (start: number): Clock.Clock => {
  const system = Clock.make()
  const began = system.unsafeCurrentTimeNanos()
  const millis = () => Math.floor(start + (Number(system.unsafeCurrentTimeNanos() - began) * speed) / 1_000_000)
  const nanos = () => BigInt(millis()) * 1_000_000n
  return {
    ...system,
    unsafeCurrentTimeMillis: millis,
    currentTimeMillis: Effect.sync(millis),
    unsafeCurrentTimeNanos: nanos,
    currentTimeNanos: Effect.sync(nanos),
    sleep: (duration) => system.sleep(Duration.times(duration, 1 / speed))
  }
}
