/**
 * The metrics of the client, for programs that read or export them. With `@effect/opentelemetry` they are exported under
 * these names.
 *
 * The tags that a program gives its fibers with `Effect.tagMetrics` are added to those below, except for the two gauges:
 * they are about a configuration, which many fibers share.
 *
 * @since 0.1.0
 */
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"

const seconds = /*#__PURE__*/ MetricBoundaries.fromIterable([0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30])

/**
 * `vipps.client.operation.duration`: seconds of a whole call, with its retries.
 *
 * Tags: `vipps.operation`, such as `EPayment.capturePayment`; `error.type` after a failure: the error's `_tag`,
 * `interrupted` or `defect`; `unit`, always `s`.
 *
 * @since 0.1.0
 * @category metrics
 */
export const operationDuration: Metric.Metric.Histogram<number> = /*#__PURE__*/ Metric.histogram(
  "vipps.client.operation.duration",
  seconds,
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

/**
 * `vipps.client.attempt.duration`: seconds of one request, until its response is read. It counts the requests too:
 * tokens, retries and failures included.
 *
 * Tags: `vipps.operation`, `AccessToken.get` for a token; `http.response.status_code` if there was a response;
 * `error.type` after a failure, the tag of its error; `unit`, always `s`.
 *
 * @since 0.1.0
 * @category metrics
 */
export const attemptDuration: Metric.Metric.Histogram<number> = /*#__PURE__*/ Metric.histogram(
  "vipps.client.attempt.duration",
  seconds,
  "Seconds of one request to Vipps"
)

/**
 * `vipps.client.retry_quota`: how many of the 500 tokens are left of which a retry takes 5, and a success gives some
 * back. Set when it changes. Tag: `vipps.merchant_serial_number`, of the first configuration with these keys.
 *
 * @since 0.1.0
 * @category metrics
 */
export const retryQuota: Metric.Metric.Gauge<number> = /*#__PURE__*/ Metric.gauge("vipps.client.retry_quota", {
  description: "What is left of the retry quota, of 500"
})

/**
 * `vipps.client.token.fetched`: when the access token in use was requested, in seconds since 1970. Its age is the time
 * now less this. Tags: `vipps.merchant_serial_number`; `unit`, always `s`.
 *
 * @since 0.1.0
 * @category metrics
 */
export const tokenFetched: Metric.Metric.Gauge<number> = /*#__PURE__*/ Metric.gauge("vipps.client.token.fetched", {
  description: "When the access token in use was requested, in seconds since 1970"
})

/**
 * `vipps.webhook.duration`: seconds from the arrival of a request of Vipps to its response. It counts the requests too.
 *
 * Tags: `vipps.receiver`, such as `Webhooks.receiver`; `vipps.outcome`: `Handled`, `Duplicate` (an event that was handled
 * before), `Refused` (not from Vipps, or unreadable) or `Failed` (the handler or the inbox; Vipps redelivers);
 * `http.response.status_code`; `unit`, always `s`.
 *
 * @since 0.1.0
 * @category metrics
 */
export const webhookDuration: Metric.Metric.Histogram<number> = /*#__PURE__*/ Metric.histogram(
  "vipps.webhook.duration",
  seconds,
  "Seconds until a request of Vipps is answered"
)

/**
 * `vipps.webhook.lag`: seconds between an event and its handling. Hours mean that deliveries failed before. Tags:
 * `vipps.receiver`; `unit`, always `s`.
 *
 * @since 0.1.0
 * @category metrics
 */
export const webhookLag: Metric.Metric.Histogram<number> = /*#__PURE__*/ Metric.histogram(
  "vipps.webhook.lag",
  /*#__PURE__*/ MetricBoundaries.fromIterable([1, 5, 30, 60, 300, 1800, 3600, 21_600, 86_400, 604_800]),
  "Seconds between an event and its handling"
)
