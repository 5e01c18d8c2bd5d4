// @effect-diagnostics globalDate:off globalErrorInEffectFailure:off
/** Spans and metrics as OpenTelemetry's SDK exports them, compared with its conventions for HTTP clients. */
import { readFileSync } from "node:fs"
import { NodeSdk, Metrics as OtelMetrics, Resource } from "@effect/opentelemetry"
import * as HttpApp from "@effect/platform/HttpApp"
import { assert, describe, it } from "@effect/vitest"
import { EPayment, Metrics, Userinfo, VippsConfig, WebhookInbox, Webhooks } from "@effect-vipps/client"
import { SpanKind, SpanStatusCode } from "@opentelemetry/api"
import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus"
import { MetricReader } from "@opentelemetry/sdk-metrics"
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base"
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_HTTP_REQUEST_RESEND_COUNT,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_PROTOCOL_NAME,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL
} from "@opentelemetry/semantic-conventions"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { signed } from "../support/signing.js"
import { captured } from "./events.js"
import { capture, drive, modified, options, scripted } from "./support.js"

/** Runs a program with OpenTelemetry's SDK, and returns the spans that it exports. */
const spansOf = <A, E>(program: Effect.Effect<A, E>): Effect.Effect<ReadonlyArray<ReadableSpan>> =>
  Effect.suspend(() => {
    const exporter = new InMemorySpanExporter()
    const sdk = NodeSdk.layer(() => ({
      resource: { serviceName: "shop" },
      spanProcessor: new SimpleSpanProcessor(exporter)
    }))
    // The end of the SDK's scope empties the exporter.
    const spans = Effect.sync(() => [...exporter.getFinishedSpans()])
    return Effect.provide(Effect.zipRight(Effect.exit(program), spans), sdk)
  })

const problem = (status: number) =>
  Response.json({ title: "No", detail: "Payment order-12345 of 4798765432", traceId: "vipps-trace-1" }, { status })

const attemptsOf = (spans: ReadonlyArray<ReadableSpan>) => spans.filter(({ kind }) => kind === SpanKind.CLIENT)

describe("spans exported by OpenTelemetry", () => {
  it.effect("a request has the attributes that the conventions require of an HTTP client", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json(modified))
      const call = EPayment.capturePayment("order-12345", capture, { idempotencyKey: "key-1" })
      const spans = yield* spansOf(call.pipe(Effect.provide(server.layer)))
      const [token, request] = attemptsOf(spans)
      assert.strictEqual(token?.name, "POST /accesstoken/get")
      assert.strictEqual(request?.name, "POST /epayment/v1/payments/{reference}/capture")
      assert.deepStrictEqual(
        { ...request?.attributes },
        {
          "http.request.method": "POST",
          "http.response.status_code": 200,
          "server.address": "apitest.vipps.no",
          "server.port": 443,
          "url.full": "https://apitest.vipps.no/epayment/v1/payments/order-12345/capture",
          "url.template": "/epayment/v1/payments/{reference}/capture",
          "vipps.operation": "EPayment.capturePayment",
          "vipps.merchant_serial_number": options.merchantSerialNumber,
          "vipps.reference": "order-12345",
          "vipps.idempotency_key": "key-1"
        }
      )
      const operation = spans.find(({ name }) => name === "EPayment.capturePayment")
      assert.strictEqual(request?.parentSpanContext?.spanId, operation?.spanContext().spanId)
    })
  )

  it.effect(
    "the guide's comparison with the conventions lists every attribute of theirs, and says which are sent",
    () =>
      Effect.gen(function* () {
        const rows = Array.from(
          readFileSync("docs/telemetry.md", "utf8").matchAll(/^\| `([a-z_.]+)` \| ([^|]+) \| (yes|no) \|/gm),
          ([, name = "", level = "", sent = ""]) => ({ name, level, sent })
        )
        const documented = (level: RegExp) => rows.filter((row) => level.test(row.level)).map(({ name }) => name)
        assert.sameMembers(documented(/^required$/), [
          ATTR_HTTP_REQUEST_METHOD,
          ATTR_SERVER_ADDRESS,
          ATTR_SERVER_PORT,
          ATTR_URL_FULL
        ])
        assert.sameMembers(documented(/^(if|after|for) /), [
          ATTR_ERROR_TYPE,
          ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
          ATTR_HTTP_RESPONSE_STATUS_CODE,
          ATTR_NETWORK_PROTOCOL_NAME
        ])
        assert.sameMembers(documented(/^recommended$/), [
          ATTR_HTTP_REQUEST_RESEND_COUNT,
          ATTR_NETWORK_PEER_ADDRESS,
          ATTR_NETWORK_PEER_PORT,
          ATTR_NETWORK_PROTOCOL_VERSION
        ])
        const server = scripted((n) => (n === 1 ? problem(500) : Response.json(modified)))
        const call = drive(EPayment.capturePayment("order-12345", capture).pipe(Effect.provide(server.layer)))
        const spans = attemptsOf(yield* spansOf(call))
        const sent = new Set(
          spans.flatMap(({ attributes }) => Object.keys(attributes).filter((name) => !name.startsWith("vipps.")))
        )
        assert.sameMembers(
          [...sent],
          rows.filter((row) => row.sent === "yes").map(({ name }) => name)
        )
      })
  )

  it.effect("a failure is recorded as its tag and status, and as no text of one payment", () =>
    Effect.gen(function* () {
      const server = scripted(() => problem(404))
      const spans = yield* spansOf(EPayment.capturePayment("order-12345", capture).pipe(Effect.provide(server.layer)))
      for (const name of ["EPayment.capturePayment", "POST /epayment/v1/payments/{reference}/capture"]) {
        const span = spans.find((one) => one.name === name)
        assert.deepStrictEqual(span?.status, { code: SpanStatusCode.ERROR, message: "VippsNotFoundError (404)" }, name)
        assert.strictEqual(span?.attributes["error.type"], "VippsNotFoundError")
        assert.strictEqual(span?.attributes["vipps.trace_id"], "vipps-trace-1")
        const [exception] = span?.events ?? []
        assert.strictEqual(exception?.attributes?.["exception.type"], "VippsNotFoundError")
        assert.strictEqual(exception?.attributes?.["exception.message"], "VippsNotFoundError (404)")
        assert.notInclude(JSON.stringify([span?.events, span?.attributes]), "4798765432")
      }
    })
  )

  it.effect("a retried request says how often it was sent again", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? problem(500) : Response.json(modified)))
      const call = drive(EPayment.capturePayment("order-12345", capture).pipe(Effect.provide(server.layer)))
      const [, first, second] = attemptsOf(yield* spansOf(call))
      assert.strictEqual(first?.status.code, SpanStatusCode.ERROR)
      assert.isUndefined(first?.attributes["http.request.resend_count"])
      assert.strictEqual(second?.attributes["http.request.resend_count"], 1)
    })
  )

  it.effect("a URL has no query, and no parameter but the reference", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json({ sub: "c06c4afe-d9e1-4c5d-939a-177d752a0944" }))
      const spans = yield* spansOf(
        Userinfo.getUserinfo("c06c4afe-d9e1-4c5d-939a-177d752a0944").pipe(Effect.provide(server.layer))
      )
      const request = attemptsOf(spans).at(-1)
      assert.strictEqual(
        request?.attributes["url.full"],
        "https://apitest.vipps.no/vipps-userinfo-api/userinfo/REDACTED"
      )
      assert.notInclude(JSON.stringify(spans.map(({ attributes, name }) => [name, attributes])), "c06c4afe")
    })
  )
})

class Reader extends MetricReader {
  protected override onShutdown = () => Promise.resolve()
  protected override onForceFlush = () => Promise.resolve()
}

describe("metrics exported by OpenTelemetry", () => {
  it.effect("every metric of calls is exported under its name in Prometheus", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? problem(500) : Response.json(modified)))
      yield* drive(Effect.provide(EPayment.capturePayment("order-12345", capture), server.layer))
      const reader = new Reader()
      const text = yield* Effect.scoped(
        Effect.gen(function* () {
          const producer = yield* OtelMetrics.makeProducer
          yield* OtelMetrics.registerProducer(producer, () => reader)
          const { resourceMetrics } = yield* Effect.promise(() => reader.collect())
          return new PrometheusSerializer(undefined, false).serialize(resourceMetrics)
        })
      ).pipe(Effect.provide(Resource.layer({ serviceName: "shop" })))
      for (const name of [
        "vipps_client_operation_duration",
        "vipps_client_attempt_duration",
        "vipps_client_retries_total",
        "vipps_client_retry_quota",
        "vipps_client_token_fetches_total",
        "vipps_client_token_fetched"
      ]) {
        assert.match(text, new RegExp(`^${name}(_bucket)?[{ ]`, "m"))
      }
      assert.match(
        text,
        /vipps_client_attempt_duration_count\{[^}]*vipps_operation="EPayment.capturePayment"[^}]*http_response_status_code="500"[^}]*error_type="VippsServerError"/
      )
    })
  )

  it.effect("the retry quota is what is left of 500, and the token's time is when it was requested", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? problem(500) : Response.json(modified)))
      const quota = Metric.tagged(Metrics.retryQuota, "vipps.merchant_serial_number", "555555")
      const fetched = Metrics.tokenFetched.pipe(
        Metric.tagged("vipps.merchant_serial_number", "555555"),
        Metric.tagged("unit", "s")
      )
      const configured = Layer.provideMerge(
        VippsConfig.layer({ ...options, merchantSerialNumber: "555555" }),
        server.layer
      )
      yield* drive(Effect.provide(EPayment.capturePayment("order-12345", capture), configured))
      assert.strictEqual((yield* Metric.value(quota)).value, 500)
      assert.strictEqual((yield* Metric.value(fetched)).value, 0)
      const failing = scripted(() => problem(500))
      const spent = Layer.provideMerge(VippsConfig.layer({ ...options, merchantSerialNumber: "555555" }), failing.layer)
      yield* drive(Effect.exit(Effect.provide(EPayment.capturePayment("order-12345", capture), spent)))
      assert.strictEqual((yield* Metric.value(quota)).value, 490)
    })
  )
})

describe("receivers under OpenTelemetry", () => {
  const secret = "webhook-SECRET-c0ffee=="
  const url = "https://shop.example.com/vipps/webhooks"
  const body = JSON.stringify(captured)
  const headers = signed({ secret, url, body })
  const post = () => new Request(url, { method: "POST", headers, body })

  it.effect("a request of Vipps has a span and is counted by its outcome, and the handler's spans are below it", () =>
    Effect.gen(function* () {
      const counted = (outcome: string, status: number) =>
        Metrics.webhookDuration.pipe(
          Metric.tagged("vipps.receiver", "Webhooks.receiver"),
          Metric.tagged("unit", "s"),
          Metric.tagged("vipps.outcome", outcome),
          Metric.tagged("http.response.status_code", String(status)),
          Metric.value,
          Effect.map(({ count }) => count)
        )
      const counts = Effect.all([
        counted("Handled", 200),
        counted("Duplicate", 200),
        counted("Refused", 401),
        counted("Failed", 500)
      ])
      const lag = Metrics.webhookLag.pipe(
        Metric.tagged("vipps.receiver", "Webhooks.receiver"),
        Metric.tagged("unit", "s"),
        Metric.value
      )
      yield* TestClock.setTime(Date.parse(captured.timestamp) + 90_000)
      let fails = true
      const app = Webhooks.receiver({
        secret: Redacted.make(secret),
        url,
        handler: () =>
          Effect.suspend(() => {
            if (!fails) return Effect.void
            fails = false
            return Effect.fail(new Error("The database of 4798765432 is away"))
          }).pipe(Effect.withSpan("ship"))
      })
      const program = Effect.gen(function* () {
        const runtime = yield* Effect.runtime<WebhookInbox.WebhookInbox>()
        const handle = HttpApp.toWebHandlerRuntime(runtime)(app)
        const forged = () => new Request(url, { method: "POST", headers: { ...headers, authorization: "x" }, body })
        for (const request of [post(), post(), post(), forged()]) yield* Effect.promise(() => handle(request))
      }).pipe(Effect.provide(WebhookInbox.layerMemory), Effect.provide(Logger.remove(Logger.defaultLogger)))
      const spans = yield* spansOf(program)
      const received = spans.filter(({ name }) => name === "Webhooks.receiver")
      assert.deepStrictEqual(
        received.map(({ attributes, kind }) => [kind, attributes["vipps.outcome"], attributes["vipps.reference"]]),
        [
          [SpanKind.CONSUMER, "Failed", captured.reference],
          [SpanKind.CONSUMER, "Handled", captured.reference],
          [SpanKind.CONSUMER, "Duplicate", captured.reference],
          [SpanKind.CONSUMER, "Refused", undefined]
        ]
      )
      assert.strictEqual(received[0]?.attributes["error.type"], "Error")
      assert.deepStrictEqual(
        spans.filter(({ name }) => name === "ship").map(({ parentSpanContext }) => parentSpanContext?.spanId),
        received.slice(0, 2).map((span) => span.spanContext().spanId)
      )
      assert.notInclude(JSON.stringify(received.map(({ attributes, events }) => [attributes, events])), "4798765432")
      assert.deepStrictEqual(yield* counts, [1, 1, 1, 1])
      const { count, max } = yield* lag
      assert.deepStrictEqual([count, max], [1, 90])
    }).pipe(Effect.tagMetrics("test", "receivers"))
  )
})
