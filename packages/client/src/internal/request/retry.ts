import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schedule from "effect/Schedule"
import * as ScheduleDecision from "effect/ScheduleDecision"
import * as ScheduleIntervals from "effect/ScheduleIntervals"
import type { VippsError } from "../../VippsError.js"
import type { Call } from "./call.js"
import type { Answer } from "./classify.js"
import type { Failure } from "./failure.js"
import { toVippsError } from "./toVippsError.js"

/** Exponential waits with jitter, or the caller's own schedule. */
const waits = (call: Call): Schedule.Schedule<unknown, Failure> => {
  const { policy } = call
  if (policy.schedule !== undefined) {
    return Schedule.mapInput(policy.schedule, (failure: Failure) => toVippsError(failure, call))
  }
  return Schedule.exponential(policy.baseDelay).pipe(
    Schedule.modifyDelay((_, delay) => Duration.min(delay, policy.maxDelay)),
    Schedule.jittered,
    Schedule.intersect(Schedule.recurs(policy.maxRetries))
  )
}

/**
 * When the next attempt is made: `Retry-After` is a floor of the waits. It ends with them, when the wait would outlast the
 * call's deadline, or when the quota is spent.
 */
const schedule = (call: Call, takeFromQuota: Effect.Effect<boolean>): Schedule.Schedule<Duration.Duration, Failure> =>
  waits(call).pipe(
    Schedule.passthrough<unknown, Failure, never>,
    Schedule.modifyDelay((failure, delay) => Duration.max(delay, Duration.millis(failure.facts.retryAfter ?? 0))),
    Schedule.delays,
    Schedule.checkEffect((_, delay) =>
      Effect.map(Clock.currentTimeMillis, (now) => now + Duration.toMillis(delay) < call.deadline)
    ),
    Schedule.checkEffect(() => takeFromQuota)
  )

/**
 * When a whole call is made again: after one second, then twice as long each time up to half a minute, and at least after
 * what Vipps asks for. It ends when the wait would outlast the patience, also where it is Vipps that asks for it.
 */
export const patiently = (patience: Duration.DurationInput): Schedule.Schedule<unknown, VippsError> =>
  Schedule.exponential("1 second").pipe(
    Schedule.union(Schedule.spaced("30 seconds")),
    Schedule.zipRight(Schedule.identity<VippsError>()),
    Schedule.modifyDelay((error, delay) =>
      "retryAfter" in error && error.retryAfter !== undefined ? Duration.max(delay, error.retryAfter) : delay
    ),
    Schedule.delays,
    Schedule.intersect(Schedule.elapsed),
    Schedule.whileOutput(([delay, elapsed]) => Duration.lessThanOrEqualTo(Duration.sum(elapsed, delay), patience))
  )

/** Whether this failure is retried. */
const worthRepeating = (failure: Failure, call: Call): boolean => {
  const { operation, policy } = call
  return (
    failure.facts.retryable &&
    !failure.tokenPhase &&
    !(operation.notRepeatable === true && failure.facts.ambiguous) &&
    (failure.facts.retryAfter ?? 0) <= Duration.toMillis(policy.maxRetryAfter) &&
    (policy.while === undefined || policy.while(toVippsError(failure, call)))
  )
}

/**
 * When a schedule of a caller goes on after an input: in epoch milliseconds, or undefined when it has ended. It keeps the
 * schedule's state.
 */
export const stepper = (schedule: Schedule.Schedule<unknown>) => {
  let state = schedule.initial
  return (now: number, input: unknown): Effect.Effect<number | undefined> =>
    Effect.map(schedule.step(now, input, state), ([next, , decision]) => {
      state = next
      return ScheduleDecision.isContinue(decision) ? ScheduleIntervals.start(decision.intervals) : undefined
    })
}

/** Step 5 of a call: after a failure, makes further attempts by the policy. */
export const repeat = <R>(
  call: Call,
  failure: Failure,
  attempt: Effect.Effect<Answer, Failure, R>
): Effect.Effect<Answer, Failure, R> => {
  const { state } = call
  if (!worthRepeating(failure, call)) return Effect.fail(failure)
  // What is not retried ends the schedule as a value: it is judged once, and takes nothing from the quota.
  const judged = Effect.matchEffect(attempt, {
    onFailure: (failure) =>
      worthRepeating(failure, call) ? Effect.fail(failure) : Effect.succeed(Either.left(failure)),
    onSuccess: (answer) => Effect.succeed(Either.right(answer))
  })
  // The schedule begins with the failure there is, so that what succeeds at once needs none.
  let met: Failure | undefined = failure
  const next = Effect.suspend(() => {
    if (met === undefined) return judged
    const first = met
    met = undefined
    return Effect.fail(first)
  })
  const taken = Effect.sync(() => {
    const taken = state.quota.take()
    if (taken) call.repeats++
    return taken
  })
  return Effect.flatten(Effect.retry(next, schedule(call, taken)))
}

/** An attempt, and what the policy allows after it. */
export const attempts = <R>(
  call: Call,
  attempt: Effect.Effect<Answer, Failure, R>
): Effect.Effect<Answer, Failure, R> => Effect.catchAll(attempt, (failure) => repeat(call, failure, attempt))
