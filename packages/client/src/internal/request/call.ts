import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { applyRetry } from "../../config/Options.js"
import type { VippsConfigService } from "../../config/VippsConfigService.js"
import type { CallOptions, Endpoint } from "../../Operation.js"
import type { RetryPolicy } from "../../VippsConfig.js"
import { type Time, timeOf } from "../transport/time.js"
import type { Transport } from "../transport/transport.js"
import { attempt } from "./attempt.js"
import { Answer } from "./classify.js"
import type { Encoded, PlainInput } from "./encodeRequest.js"
import { Failure, notSent } from "./failure.js"
import { contentTypeOf, flatHeadersOf, headersOf, preparedFor, secretsOf } from "./headers.js"
import { claim, type Intent, type Intents } from "./intent.js"
import { sendPlainly } from "./plainAttempt.js"
import type { State } from "./state.js"
import { countAttempt, countRetry, isTraced, type Labels, labelsIn, traced } from "./telemetry.js"

/** One call from its first attempt to its last: what stays the same, and what has happened so far. */
export interface Call {
  readonly operation: Endpoint
  readonly config: VippsConfigService
  readonly state: State
  readonly reference: string | undefined
  readonly url: string
  readonly headers: Encoded["headers"]
  readonly body: string | undefined
  readonly idempotencyKey: string | undefined
  /** The key is this intent's, so that retrying the call with this configuration reuses it; else the caller's, or none. */
  readonly intent: Intent | undefined
  readonly merchantSerialNumber: string | undefined
  readonly policy: RetryPolicy
  /** Epoch milliseconds. */
  readonly startedAt: number
  readonly deadline: number
  attempts: number
  /** Of them, those that took from the retry quota. */
  repeats: number
  /** An attempt may have been carried out although no usable response arrived; also true while it is under way. */
  unanswered: boolean
  /** An attempt has left, or may have. */
  sent: boolean
  /** How many new tokens have followed a 401. */
  renewals: number
}

const withoutRetries: RetryPolicy = {
  maxRetries: 0,
  baseDelay: Duration.zero,
  maxDelay: Duration.zero,
  maxRetryAfter: Duration.zero,
  schedule: undefined,
  while: undefined
}

const noOptions: CallOptions = {}

const hasKey = ({ idempotencyKey, kind }: Endpoint): boolean => kind !== "Read" && idempotencyKey !== "None"

/**
 * Starts the clock of a call, and fixes its idempotency key (step 2) before the first attempt. `intents` are those of
 * the Effect value that runs, where there are any.
 */
export const begin = (
  operation: Endpoint,
  config: VippsConfigService,
  state: State,
  encoded: Encoded,
  input: Pick<PlainInput, "subject" | "options">,
  now: number,
  intents?: Intents
): Call => {
  const { idempotencyKey, merchantSerialNumber, retry, timeout: whole } = input.options ?? noOptions
  const url = config.baseUrl + encoded.path
  const subject = {
    operation,
    merchantSerialNumber: merchantSerialNumber ?? config.merchantSerialNumber,
    url,
    body: encoded.body
  }
  const intent =
    intents === undefined || idempotencyKey !== undefined
      ? undefined
      : claim(intents, subject, state.family.unsettled, now)
  return {
    operation,
    config,
    state,
    reference: input.subject,
    url,
    headers: encoded.headers,
    body: encoded.body,
    idempotencyKey: hasKey(operation) ? (idempotencyKey ?? intent?.key ?? crypto.randomUUID()) : undefined,
    intent,
    merchantSerialNumber,
    policy: retry === undefined ? config.retry : retry === false ? withoutRetries : applyRetry(config.retry, retry),
    startedAt: now,
    deadline: now + Duration.toMillis(whole ?? config.timeout),
    attempts: 0,
    repeats: 0,
    unanswered: false,
    sent: false,
    renewals: 0
  }
}

/** The clock may jump: a suspended machine, a blocked process. What is late is not sent. */
const outOfTime = notSent("the call's time was spent before it could be sent")

/** Counts an attempt that begins; `ended` records how it ended. `labels` are the metric labels of the fiber. */
const attempted = (call: Call, startedAt: number, labels: Labels) => {
  call.attempts++
  let before = call.unanswered
  call.unanswered = true
  return {
    /** It is as if an earlier attempt had got no response. */
    lost: (): void => {
      before = true
      call.sent = true
    },
    ended: (result: Answer | Failure, now: number): void => {
      countAttempt(call.operation, result, now - startedAt, labels)
      if (result instanceof Answer) return
      call.unanswered = before || result.facts.ambiguous
      call.sent ||= result.facts.unsent === undefined
    }
  }
}

/** An attempt as a plain function, over a transport. There must be time for it. */
export const performPlainly = (
  call: Call,
  token: Redacted.Redacted | undefined,
  transport: Transport,
  time: Time,
  labels: Labels,
  settle: (result: Answer | Failure) => void
): (() => void) => {
  const { ended, lost } = attempted(call, time.now(), labels)
  const { body, config, operation, url } = call
  const request = {
    method: operation.method,
    url,
    headers: flatHeadersOf(call, token),
    body,
    bytes: operation.responseFormat === "bytes",
    maxResponseSize: config.maxResponseSize,
    repeatable: operation.notRepeatable !== true
  }
  const limits = { attemptTimeout: Duration.toMillis(config.attemptTimeout), deadline: call.deadline }
  return sendPlainly(transport, time, request, limits, secretsOf(call, token), operation, {
    lost,
    settle: (result) => {
      ended(result, time.now())
      settle(result)
    }
  })
}

/** An attempt over any `HttpClient`. */
const performGenerally = (
  call: Call,
  token: Redacted.Redacted | undefined,
  time: Time,
  labels: Labels,
  now: number
): Effect.Effect<Answer, Failure, HttpClient.HttpClient> => {
  const { ended } = attempted(call, now, labels)
  const end = (result: Answer | Failure) => Effect.sync(() => ended(result, time.now()))
  const sent = attempt({
    method: call.operation.method,
    url: call.url,
    headers: headersOf(call, token),
    body: call.body,
    contentType: contentTypeOf(call.operation),
    origin: call.operation,
    within: Math.min(Duration.toMillis(call.config.attemptTimeout), call.deadline - now),
    bytes: call.operation.responseFormat === "bytes",
    maxResponseSize: call.config.maxResponseSize,
    secrets: secretsOf(call, token)
  })
  return Effect.tapError(Effect.tap(sent, end), end)
}

/** One attempt of a call, within what is left of its time. */
export const perform = (
  call: Call,
  token: Redacted.Redacted | undefined
): Effect.Effect<Answer, Failure, HttpClient.HttpClient> =>
  Effect.withFiberRuntime((fiber) => {
    const time = timeOf(fiber)
    const now = time.now()
    if (now >= call.deadline) return Effect.fail(outOfTime)
    const resendCount = call.attempts
    const labels = labelsIn(fiber)
    const context = fiber.currentContext as Context.Context<HttpClient.HttpClient>
    const transport = call.state.family.transportIn(context)
    const sent =
      transport === undefined
        ? performGenerally(call, token, time, labels, now)
        : Effect.async<Answer, Failure>((resume) =>
            Effect.sync(
              performPlainly(call, token, transport, time, labels, (result) =>
                resume(result instanceof Failure ? Effect.fail(result) : Effect.succeed(result))
              )
            )
          )
    const known = isTraced(fiber) ? traced(call, preparedFor(call.config).server, resendCount, sent) : sent
    return resendCount === 0 ? known : Effect.zipRight(countRetry(call, resendCount), known)
  })
