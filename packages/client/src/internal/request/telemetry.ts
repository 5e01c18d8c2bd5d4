import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import * as MetricLabel from "effect/MetricLabel"
import * as Tracer from "effect/Tracer"
import type { Endpoint } from "../../Operation.js"
import type { Answer } from "./classify.js"
import type { Failure } from "./failure.js"
import type { Prepared } from "./headers.js"

const duration = Metric.histogram(
  "vipps.client.operation.duration",
  MetricBoundaries.fromIterable([25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000]),
  "Milliseconds of a whole call to Vipps, with its retries"
)
const retries = Metric.counter("vipps.client.retries", {
  description: "Retries of requests to Vipps",
  incremental: true
})
const tokenFetches = Metric.counter("vipps.client.token.fetches", {
  description: "Access tokens asked for",
  incremental: true
})

/** What identifies a call in logs and at Vipps. */
interface TracedCall {
  readonly operation: Endpoint
  readonly reference: string | undefined
  readonly idempotencyKey: string | undefined
}

export const identityOf = (idempotencyKey: string | undefined, reference: string | undefined) => ({
  ...(reference === undefined ? {} : { "vipps.reference": reference }),
  ...(idempotencyKey === undefined ? {} : { "vipps.idempotency_key": idempotencyKey })
})

/** One span per attempt, named as OpenTelemetry names an HTTP client's. It never holds a header, a body or a query. */
export const traced = <R>(
  { idempotencyKey, operation, reference }: TracedCall,
  server: Prepared["server"],
  resendCount: number,
  effect: Effect.Effect<Answer, Failure, R>
): Effect.Effect<Answer, Failure, R> =>
  effect.pipe(
    Effect.tap((answer) => Effect.annotateCurrentSpan("http.response.status_code", answer.status)),
    Effect.tapError((failure) =>
      Effect.annotateCurrentSpan({
        "error.type": failure.facts.tag,
        ...(failure.facts.status === undefined ? {} : { "http.response.status_code": failure.facts.status })
      })
    ),
    Effect.withSpan(`${operation.method} ${operation.path}`, {
      kind: "client",
      captureStackTrace: false,
      attributes: {
        "vipps.operation": operation.name,
        "http.request.method": operation.method,
        "url.template": operation.path,
        ...server,
        ...identityOf(idempotencyKey, reference),
        ...(resendCount === 0 ? {} : { "http.request.resend_count": resendCount })
      }
    })
  )

/** Annotates the operation's span with a call that did not succeed. */
export const annotateSpan = ({ idempotencyKey, reference }: TracedCall, outcome: string): Effect.Effect<void> =>
  Effect.annotateCurrentSpan({ "error.type": outcome, ...identityOf(idempotencyKey, reference) })

export type Labels = ReadonlyArray<MetricLabel.MetricLabel>

/**
 * Counts the calls of one operation: how long each took and how it ended (`success`, `interrupted`, `defect`, or the
 * error's tag). `more` are the labels of the fiber. A metric finds its state by the array of labels: each is made once.
 */
export const counterOf = (operation: string) => {
  const known = new Map<string, Labels>()
  const labelsOf = (outcome: string): Labels => {
    let labels = known.get(outcome)
    if (labels === undefined) {
      labels = [MetricLabel.make("vipps.operation", operation), MetricLabel.make("outcome", outcome)]
      known.set(outcome, labels)
    }
    return labels
  }
  return (outcome: string, millis: number, more: Labels): void => {
    const labels = labelsOf(outcome)
    duration.unsafeUpdate(millis, more.length === 0 ? labels : [...more, ...labels])
  }
}

const liveTracer = Context.get(DefaultServices.liveServices, Tracer.Tracer)

/** Whether a tracer records spans. Effect's default one does not. */
export const isTraced = (fiber: Fiber.RuntimeFiber<unknown, unknown>): boolean =>
  fiber.currentTracer !== liveTracer && fiber.getFiberRef(FiberRef.currentTracerEnabled)

/** Counts one retry, and logs it at debug level. */
export const countRetry = (operation: string, resendCount: number): Effect.Effect<void> =>
  Effect.zipRight(
    Metric.update(Metric.tagged(retries, "vipps.operation", operation), 1),
    Effect.logDebug(`${operation}: retry ${resendCount}`)
  )

/** Counts one token fetch. */
export const countTokenFetch: Effect.Effect<void> = Metric.update(tokenFetches, 1)
