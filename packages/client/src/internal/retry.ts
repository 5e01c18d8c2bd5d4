import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { RetryPolicy } from "../VippsConfig.js"
import type { Failure } from "./failure.js"

/**
 * When the next attempt is made: exponential waits with jitter, `Retry-After` as a floor. It ends after the last
 * allowed repeat, when the wait would outlast the call's deadline (epoch milliseconds), or when the quota is spent.
 */
export const schedule = (
  policy: RetryPolicy,
  deadline: number,
  takeFromQuota: Effect.Effect<boolean>
): Schedule.Schedule<Duration.Duration, Failure> =>
  Schedule.exponential(policy.baseDelay).pipe(
    Schedule.modifyDelay((_, delay) => Duration.min(delay, policy.maxDelay)),
    Schedule.jittered,
    Schedule.passthrough<Duration.Duration, Failure, never>,
    Schedule.modifyDelay((failure, delay) => Duration.max(delay, Duration.millis(failure.facts.retryAfter ?? 0))),
    Schedule.intersect(Schedule.recurs(policy.maxRetries)),
    Schedule.delays,
    Schedule.checkEffect((_, delay) =>
      Effect.map(Clock.currentTimeMillis, (now) => now + Duration.toMillis(delay) < deadline)
    ),
    Schedule.checkEffect(() => takeFromQuota)
  )

/** Whether this failure is one to repeat after. */
export const worthRepeating = (failure: Failure, policy: RetryPolicy, notRepeatable: boolean | undefined): boolean =>
  failure.facts.retryable &&
  !failure.tokenPhase &&
  !(notRepeatable === true && failure.facts.ambiguous) &&
  (failure.facts.retryAfter ?? 0) <= Duration.toMillis(policy.maxRetryAfter)
