import type * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { applyRetry } from "../config/Options.js"
import type { Endpoint } from "../Operation.js"
import type { RetryPolicy, VippsConfigService } from "../VippsConfig.js"
import { attempt } from "./attempt.js"
import type { Answer } from "./classify.js"
import { type Failure, notSent } from "./failure.js"
import { headersOf, preparedFor } from "./headers.js"
import { type Encoded, type Input, subjectOf } from "./input.js"
import { claim, type Intent, type Intents } from "./intent.js"
import { schedule, worthRepeating } from "./retry.js"
import type { State } from "./state.js"
import { countRetry, traced } from "./telemetry.js"

/** One call from its first attempt to its last: what stays the same, and what has happened so far. */
export interface Call {
  readonly operation: Endpoint
  readonly config: VippsConfigService
  readonly state: State
  readonly reference: string | undefined
  readonly url: string
  readonly body: string | undefined
  readonly idempotencyKey: string | undefined
  /** The key is this intent's, so that repeating the call in this process repeats it; else the caller's, or none. */
  readonly intent: Intent | undefined
  readonly merchantSerialNumber: string | undefined
  readonly policy: RetryPolicy
  /** Epoch milliseconds. */
  readonly startedAt: number
  readonly deadline: number
  attempts: number
  /** An attempt may have been carried out although no usable answer came; also while it is under way. */
  unanswered: boolean
  /** An attempt has left, or may have. */
  sent: boolean
  /** The one new token after a 401 has been used. */
  renewed: boolean
}

const withoutRetries: RetryPolicy = {
  maxRetries: 0,
  baseDelay: Duration.zero,
  maxDelay: Duration.zero,
  maxRetryAfter: Duration.zero
}

/**
 * Starts the clock of a call, and fixes its idempotency key (step 2) before the first attempt. `intents` are those of
 * the Effect value that runs, where there are any.
 */
export const begin = (
  operation: Endpoint,
  config: VippsConfigService,
  state: State,
  encoded: Encoded,
  input: Input<unknown>,
  intents?: Intents
): Effect.Effect<Call> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    const { idempotencyKey, merchantSerialNumber, retry, timeout: whole } = input.options ?? {}
    const url = config.baseUrl + encoded.path
    const intent =
      intents === undefined || idempotencyKey !== undefined
        ? undefined
        : claim(
            intents,
            {
              operation,
              merchantSerialNumber: merchantSerialNumber ?? config.merchantSerialNumber,
              url,
              body: encoded.body
            },
            state.family.unsettled,
            now
          )
    return {
      operation,
      config,
      state,
      reference: subjectOf(input),
      url,
      body: encoded.body,
      idempotencyKey: operation.kind === "Read" ? undefined : (idempotencyKey ?? intent?.key ?? crypto.randomUUID()),
      intent,
      merchantSerialNumber,
      policy: retry === undefined ? config.retry : retry === false ? withoutRetries : applyRetry(config.retry, retry),
      startedAt: now,
      deadline: now + Duration.toMillis(whole ?? config.timeout),
      attempts: 0,
      unanswered: false,
      sent: false,
      renewed: false
    }
  })

/** The clock may jump: a suspended machine, a blocked process. What is late is not sent. */
const outOfTime = notSent("the call's time was spent before it could be sent")

/** One attempt of a call, within what is left of its time. */
export const perform = (
  call: Call,
  token: Redacted.Redacted | undefined
): Effect.Effect<Answer, Failure, HttpClient.HttpClient> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const within = Math.min(Duration.toMillis(call.config.attemptTimeout), call.deadline - now)
    if (within <= 0) return Effect.fail(outOfTime)
    const resendCount = call.attempts++
    const before = call.unanswered
    call.unanswered = true
    const { secrets, server } = preparedFor(call.config)
    const sent = attempt({
      method: call.operation.method,
      url: call.url,
      headers: headersOf(call.operation, call.config, call, token),
      body: call.body,
      within,
      maxResponseSize: call.config.maxResponseSize,
      secrets: token === undefined ? secrets : [...secrets, Redacted.value(token)]
    })
    const noted = Effect.tapError(traced(call, server, resendCount, sent), (failure) =>
      Effect.sync(() => {
        call.unanswered = before || failure.facts.ambiguous
        call.sent ||= failure.facts.unsent === undefined
      })
    )
    return resendCount === 0 ? noted : Effect.zipRight(countRetry(call.operation.name, resendCount), noted)
  })

/** Step 5 of a call: repeats an attempt as the policy says. Success gives back what its repeats took from the quota. */
export const repeat = <R>(call: Call, once: Effect.Effect<Answer, Failure, R>): Effect.Effect<Answer, Failure, R> => {
  const { giveBack, take } = call.state.quota
  let repeats = 0
  const counted = Effect.map(take, (taken) => {
    if (taken) repeats++
    return taken
  })
  return Effect.retry(once, {
    while: (failure) => worthRepeating(failure, call.policy, call.operation.notRepeatable),
    schedule: schedule(call.policy, call.deadline, counted)
  }).pipe(Effect.tap(() => giveBack(repeats)))
}
