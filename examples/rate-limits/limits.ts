/**
 * Limits that all processes of a merchant keep together. Vipps counts requests per sales unit, so each process alone knows
 * too little. The counter is Effect's own, in Redis for many processes, in memory for one.
 */
import * as RateLimiter from "@effect/experimental/RateLimiter"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export interface Limit {
  /** One counter for each sales unit and kind of request. */
  readonly key: string
  readonly limit: number
  /** `limit` must divide it into whole milliseconds: Redis takes no others. */
  readonly window: Duration.DurationInput
}

/** Of one sales unit. Leave room for charges that are created elsewhere, and for retries. */
export const chargesOf = (merchantSerialNumber: string): Limit => ({
  key: `charges-${merchantSerialNumber}`,
  limit: 500,
  window: "1 minute"
})

/**
 * Runs a call when the limit allows it. Without the counter, calls go on unlimited: what is too much, Vipps answers with
 * 429, and the SDK waits and retries.
 *
 * The fixed window, since the token bucket leaves keys in Redis for ever.
 */
export const within =
  ({ key, limit, window }: Limit) =>
  <A, E, R>(call: Effect.Effect<A, E, R>): Effect.Effect<A, E, R | RateLimiter.RateLimiter> =>
    Effect.flatMap(RateLimiter.RateLimiter, (limiter) =>
      limiter.consume({ algorithm: "fixed-window", onExceeded: "delay", key, limit, window }).pipe(
        Effect.map(({ delay }) => delay),
        Effect.catchAll(({ message }) => Effect.as(Effect.logWarning(`No rate limit: ${message}`), Duration.zero)),
        Effect.flatMap((delay) => Effect.delay(call, delay))
      )
    )
