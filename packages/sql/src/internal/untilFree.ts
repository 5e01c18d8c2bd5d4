import type * as Duration from "effect/Duration"
import * as Schedule from "effect/Schedule"

/** When to try again what another transaction blocks, for this long. */
export const untilFree = (limit: Duration.DurationInput): Schedule.Schedule<unknown> =>
  Schedule.exponential("10 millis").pipe(
    Schedule.either(Schedule.spaced("250 millis")),
    Schedule.jittered,
    Schedule.upTo(limit)
  )

/** With the last attempt, this ends when Vipps' 10 seconds are about over. */
export const untilVippsGivesUp = /*#__PURE__*/ untilFree("5 seconds")
