import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as Metric from "effect/Metric"
import * as MetricLabel from "effect/MetricLabel"
import * as Tracer from "effect/Tracer"
import { attemptDuration, operationDuration, retries, tokenFetches } from "../../Metrics.js"
import type { Endpoint } from "../../Operation.js"
import { Answer } from "./classify.js"
import type { Failure } from "./failure.js"
import type { Prepared } from "./headers.js"
import { withSpan } from "./recorded.js"

/** What identifies a call in logs and at Vipps. */
interface TracedCall {
  readonly operation: Endpoint
  readonly config: { readonly baseUrl: string; readonly merchantSerialNumber: string }
  readonly url: string
  /** That of the call, if it is another than the configured one. */
  readonly merchantSerialNumber: string | undefined
  readonly reference: string | undefined
  readonly idempotencyKey: string | undefined
}

/** As attributes of spans and annotations of logs; none is personal. */
export const identityOf = (
  { config, idempotencyKey, merchantSerialNumber, reference }: TracedCall,
  traceId?: string | undefined
) => ({
  "vipps.merchant_serial_number": merchantSerialNumber ?? config.merchantSerialNumber,
  ...(reference === undefined ? {} : { "vipps.reference": reference }),
  ...(idempotencyKey === undefined ? {} : { "vipps.idempotency_key": idempotencyKey }),
  ...(traceId === undefined ? {} : { "vipps.trace_id": traceId })
})

/** What a log entry about a call is annotated with. */
export const annotationsOf = (call: TracedCall) => ({ "vipps.operation": call.operation.name, ...identityOf(call) })

/**
 * Where a request goes, for spans: without its query, and with no parameter but the reference, since others may be about
 * a person.
 */
const urlOf = ({ config, operation, reference, url }: TracedCall): string => {
  const sent = url.slice(config.baseUrl.length).split("?")[0]?.split("/") ?? []
  const shown = reference === undefined ? undefined : encodeURIComponent(reference)
  const parts = operation.path
    .split("/")
    .map((part, i) => (part.startsWith("{") ? (sent[i] === shown ? shown : "REDACTED") : part))
  return config.baseUrl + parts.join("/")
}

/** One span per attempt, named as OpenTelemetry names an HTTP client's. It never holds a header, a body or a query. */
export const traced = <R>(
  call: TracedCall,
  server: Prepared["server"],
  resendCount: number,
  effect: Effect.Effect<Answer, Failure, R>
): Effect.Effect<Answer, Failure, R> => {
  const { operation } = call
  const annotated = effect.pipe(
    Effect.tap((answer) => Effect.annotateCurrentSpan("http.response.status_code", answer.status)),
    Effect.tapError((failure) =>
      Effect.annotateCurrentSpan({
        "error.type": failure.facts.tag,
        ...(failure.facts.status === undefined ? {} : { "http.response.status_code": failure.facts.status }),
        ...(failure.facts.traceId === undefined ? {} : { "vipps.trace_id": failure.facts.traceId })
      })
    )
  )
  return withSpan(annotated, `${operation.method} ${operation.path}`, {
    kind: "client",
    captureStackTrace: false,
    attributes: {
      "vipps.operation": operation.name,
      "http.request.method": operation.method,
      "url.full": urlOf(call),
      "url.template": operation.path,
      ...server,
      ...identityOf(call),
      ...(resendCount === 0 ? {} : { "http.request.resend_count": resendCount })
    }
  })
}

/** Annotates the operation's span with a call that did not succeed. */
export const annotateSpan = (call: TracedCall, error: string, traceId: string | undefined): Effect.Effect<void> =>
  Effect.annotateCurrentSpan({ "error.type": error, ...identityOf(call, traceId) })

export type Labels = ReadonlyArray<MetricLabel.MetricLabel>

const seconds = MetricLabel.make("unit", "s")

/** The labels a program gave its fiber with `Effect.tagMetrics`, which metrics that are updated without an effect lack. */
export const labelsIn = (fiber: Fiber.RuntimeFiber<unknown, unknown>): Labels =>
  fiber.getFiberRef(FiberRef.currentMetricLabels)

/** A metric finds its state by the array of labels and their order: `own` itself, or as `Metric.tagged` puts them. */
export const withLabels = (more: Labels, own: Labels): Labels => (more.length === 0 ? own : [...own, ...more])

/**
 * Counts the calls of one operation: how long each took and how it ended. `error` is the error's tag, `interrupted` or
 * `defect`, and undefined after a success. `more` are the labels of the fiber.
 */
export const counterOf = (operation: string) => {
  const known = new Map<string | undefined, Labels>()
  const labelsOf = (error: string | undefined): Labels => {
    let labels = known.get(error)
    if (labels === undefined) {
      labels = [MetricLabel.make("vipps.operation", operation), seconds]
      if (error !== undefined) labels = [...labels, MetricLabel.make("error.type", error)]
      known.set(error, labels)
    }
    return labels
  }
  return (error: string | undefined, millis: number, more: Labels): void => {
    operationDuration.unsafeUpdate(millis / 1000, withLabels(more, labelsOf(error)))
  }
}

const attemptLabels = new WeakMap<Endpoint, Map<string, Labels>>()

const attemptLabelsOf = (operation: Endpoint, result: Answer | Failure): Labels => {
  let known = attemptLabels.get(operation)
  if (known === undefined) {
    known = new Map()
    attemptLabels.set(operation, known)
  }
  const { status, tag } =
    result instanceof Answer ? { status: result.status, tag: undefined } : { ...result.facts, tag: result._tag }
  const kind = `${status} ${tag}`
  let labels = known.get(kind)
  if (labels === undefined) {
    labels = [
      MetricLabel.make("vipps.operation", operation.name),
      seconds,
      ...(status === undefined ? [] : [MetricLabel.make("http.response.status_code", String(status))]),
      ...(tag === undefined ? [] : [MetricLabel.make("error.type", tag)])
    ]
    known.set(kind, labels)
  }
  return labels
}

/** Counts one request: how long it took and how it ended. `more` are the labels of the fiber. */
export const countAttempt = (operation: Endpoint, result: Answer | Failure, millis: number, more: Labels): void =>
  attemptDuration.unsafeUpdate(millis / 1000, withLabels(more, attemptLabelsOf(operation, result)))

const liveTracer = Context.get(DefaultServices.liveServices, Tracer.Tracer)

/** Whether a tracer records spans. Effect's default one does not. */
export const isTraced = (fiber: Fiber.RuntimeFiber<unknown, unknown>): boolean =>
  fiber.currentTracer !== liveTracer && fiber.getFiberRef(FiberRef.currentTracerEnabled)

/** Counts a retry, and logs it at debug level. */
export const countRetry = (call: TracedCall, resendCount: number): Effect.Effect<void> =>
  Effect.zipRight(
    Metric.update(Metric.tagged(retries, "vipps.operation", call.operation.name), 1),
    Effect.annotateLogs(Effect.logDebug(`${call.operation.name}: retry ${resendCount}`), annotationsOf(call))
  )

/** Counts one token fetch. */
export const countTokenFetch: Effect.Effect<void> = Metric.update(tokenFetches, 1)
