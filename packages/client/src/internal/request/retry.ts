import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { RetryPolicy } from "../../VippsConfig.js"
import type { Call } from "./call.js"
import type { Answer } from "./classify.js"
import type { Failure } from "./failure.js"

/**
 * When the next attempt is made: exponential waits with jitter, `Retry-After` as a floor. It ends after the last
 * allowed retry, when the wait would outlast the call's deadline (epoch milliseconds), or when the quota is spent.
 */
const schedule = (
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

/** Whether this failure is retried. */
const worthRepeating = (failure: Failure, policy: RetryPolicy, notRepeatable: boolean | undefined): boolean =>
  failure.facts.retryable &&
  !failure.tokenPhase &&
  !(notRepeatable === true && failure.facts.ambiguous) &&
  (failure.facts.retryAfter ?? 0) <= Duration.toMillis(policy.maxRetryAfter)

/** Step 5 of a call: after a failure, makes further attempts by the policy. */
export const repeat = <R>(
  call: Call,
  failure: Failure,
  attempt: Effect.Effect<Answer, Failure, R>
): Effect.Effect<Answer, Failure, R> => {
  const { operation, policy, state } = call
  if (!worthRepeating(failure, policy, operation.notRepeatable)) return Effect.fail(failure)
  // The schedule begins with the failure there is, so that what succeeds at once needs none.
  let met: Failure | undefined = failure
  const next = Effect.suspend(() => {
    if (met === undefined) return attempt
    const first = met
    met = undefined
    return Effect.fail(first)
  })
  const taken = Effect.sync(() => {
    const taken = state.quota.take()
    if (taken) call.repeats++
    return taken
  })
  return Effect.retry(next, {
    while: (failure) => worthRepeating(failure, policy, operation.notRepeatable),
    schedule: schedule(policy, call.deadline, taken)
  })
}

/** An attempt, and what the policy allows after it. */
export const attempts = <R>(
  call: Call,
  attempt: Effect.Effect<Answer, Failure, R>
): Effect.Effect<Answer, Failure, R> => Effect.catchAll(attempt, (failure) => repeat(call, failure, attempt))
