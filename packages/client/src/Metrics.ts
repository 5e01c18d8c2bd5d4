/**
 * The metrics of the client, for programs that read or export them. With `@effect/opentelemetry` they are exported under
 * these names.
 *
 * @since 0.1.0
 */
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import type * as MetricKeyType from "effect/MetricKeyType"
import type * as MetricState from "effect/MetricState"

/**
 * `vipps.client.operation.duration`: seconds of a whole call, with its retries.
 *
 * Tags: `vipps.operation`, such as `EPayment.capturePayment`; `error.type` after a failure: the error's `_tag`,
 * `interrupted` or `defect`; `unit`, always `s`.
 *
 * @since 0.1.0
 * @category metrics
 */
export const operationDuration: Metric.Metric<
  MetricKeyType.MetricKeyType.Histogram,
  number,
  MetricState.MetricState.Histogram
> = /*#__PURE__*/ Metric.histogram(
  "vipps.client.operation.duration",
  /*#__PURE__*/ MetricBoundaries.fromIterable([0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]),
  "Seconds of a whole call to Vipps, with its retries"
)

/**
 * `vipps.client.retries`: requests that were sent again. Tag: `vipps.operation`.
 *
 * @since 0.1.0
 * @category metrics
 */
export const retries: Metric.Metric.Counter<number> = /*#__PURE__*/ Metric.counter("vipps.client.retries", {
  description: "Requests to Vipps that were sent again",
  incremental: true
})

/**
 * `vipps.client.token.fetches`: access tokens that were requested.
 *
 * @since 0.1.0
 * @category metrics
 */
export const tokenFetches: Metric.Metric.Counter<number> = /*#__PURE__*/ Metric.counter("vipps.client.token.fetches", {
  description: "Access tokens that were requested",
  incremental: true
})
