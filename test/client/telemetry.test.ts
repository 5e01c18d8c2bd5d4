/** What an operator sees of a call: whose it was, which payment, what Vipps' support asks for. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, Metrics, VippsConfig } from "@effect-vipps/client"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Metric from "effect/Metric"
import * as Tracer from "effect/Tracer"
import { capture, drive, modified, options, scripted } from "./support.js"

const ok = () => Response.json(modified)
const status = (code: number, body: unknown = {}) => Response.json(body, { status: code })

/** A tracer that keeps its spans, by name. */
const recording = () => {
  const spans: Array<{ readonly name: string; readonly attributes: Map<string, unknown>; ended?: string }> = []
  const tracer = Tracer.make({
    span: (name, parent, context, links, startTime, kind) => {
      const attributes = new Map<string, unknown>()
      const kept: (typeof spans)[number] = { name, attributes }
      spans.push(kept)
      return {
        _tag: "Span",
        name,
        spanId: `${spans.length}`,
        traceId: "trace",
        parent,
        context,
        links,
        status: { _tag: "Started", startTime },
        kind,
        attributes,
        sampled: true,
        end: (_, exit) => {
          kept.ended = Exit.isSuccess(exit) ? "" : Cause.pretty(exit.cause)
        },
        attribute: (key, value) => {
          attributes.set(key, value)
        },
        event: () => {},
        addLinks: () => {}
      }
    },
    context: (run) => run()
  })
  return { spans, tracer }
}

/** The annotations of what a program logs, at any level. */
const annotated = () => {
  const entries: Array<Record<string, unknown>> = []
  const logger = Logger.make(({ annotations }) => {
    entries.push(Object.fromEntries(annotations))
  })
  return { entries, layer: Logger.replace(Logger.defaultLogger, logger) }
}

const refusal = { type: "about:blank", title: "Busy", status: 423, traceId: "trace-of-vipps-1", extraDetails: [] }

describe("the telemetry of a call", () => {
  it.effect("spans and logs name the sales unit, the payment, the key and the trace id", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? status(423, refusal) : ok()))
      const { spans, tracer } = recording()
      const { entries, layer } = annotated()
      yield* drive(
        EPayment.capturePayment("order-12345", capture, {
          idempotencyKey: "shipment-1",
          merchantSerialNumber: "654321"
        }).pipe(
          Effect.provide(server.layer),
          Effect.withTracer(tracer),
          Effect.provide(layer),
          Logger.withMinimumLogLevel(LogLevel.Debug)
        )
      )
      const identity = {
        "vipps.merchant_serial_number": "654321",
        "vipps.reference": "order-12345",
        "vipps.idempotency_key": "shipment-1"
      }
      const attempts = spans.filter(({ name }) => name.startsWith("POST /epayment"))
      assert.strictEqual(attempts.length, 2)
      for (const { attributes } of attempts) assert.deepInclude(Object.fromEntries(attributes), identity)
      assert.strictEqual(attempts[0]?.attributes.get("vipps.trace_id"), "trace-of-vipps-1")
      assert.deepInclude(entries, { "vipps.operation": "EPayment.capturePayment", ...identity })
    })
  )

  it.effect("a debug log of a failed request has its tag and status, and nothing of the response", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const logger = Logger.make(({ cause, message }) => {
        if (String(message).includes("unhandled error")) lines.push(Cause.pretty(cause))
      })
      let requests = 0
      const http = HttpClient.make((request) =>
        ++requests === 1
          ? Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", description: "secret words" }))
          : Effect.succeed(HttpClientResponse.fromWeb(request, new Response("secret words ".repeat(100))))
      )
      const layers = Layer.mergeAll(
        Layer.succeed(HttpClient.HttpClient, http),
        VippsConfig.layer({ ...options, maxResponseSize: 500 }),
        Logger.replace(Logger.defaultLogger, logger)
      )
      yield* drive(
        Effect.exit(Checkout.getSession("order-12345")).pipe(
          Effect.provide(layers),
          Logger.withMinimumLogLevel(LogLevel.Debug)
        )
      )
      assert.deepStrictEqual(lines, ["Error: VippsTransportError", "Error: VippsDecodeError (200)"])
    })
  )

  it.effect("a request's span ends with its failure's tag and status", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? status(500) : n === 2 ? "reset" : ok()))
      const { spans, tracer } = recording()
      yield* drive(
        EPayment.capturePayment("order-12345", capture).pipe(Effect.provide(server.layer), Effect.withTracer(tracer))
      )
      const ends = spans.filter(({ name }) => name.startsWith("POST /epayment")).map(({ ended }) => ended)
      assert.deepStrictEqual(
        ends.map((end) => end?.split("\n")[0]),
        ["VippsServerError: VippsServerError (500)", "VippsTransportError: VippsTransportError", ""]
      )
    })
  )

  it.effect("an operation has one name in its span, its error and its metric", () =>
    Effect.gen(function* () {
      const server = scripted(() => status(404, { ...refusal, status: 404 }))
      const { spans, tracer } = recording()
      const error = yield* Effect.flip(EPayment.capturePayment("order-12345", capture)).pipe(
        Effect.provide(server.layer),
        Effect.withTracer(tracer)
      )
      assert.strictEqual(error.operation, "EPayment.capturePayment")
      const operation = spans.find(({ name }) => name === error.operation)
      assert.strictEqual(operation?.attributes.get("error.type"), "VippsNotFoundError")
      assert.strictEqual(operation?.attributes.get("vipps.trace_id"), "trace-of-vipps-1")
      assert.strictEqual(operation?.attributes.get("vipps.merchant_serial_number"), options.merchantSerialNumber)
    })
  )

  it.effect("telemetry distinguishes two merchants of one program", () =>
    Effect.gen(function* () {
      const server = scripted(() => ok())
      const { spans, tracer } = recording()
      yield* Effect.forEach(["111111", "222222"], (merchant) =>
        EPayment.capturePayment("order-12345", capture).pipe(VippsConfig.withMerchant(merchant))
      ).pipe(Effect.provide(server.layer), Effect.withTracer(tracer))
      assert.deepStrictEqual(
        spans
          .filter(({ name }) => name.startsWith("POST /epayment"))
          .map(({ attributes }) => attributes.get("vipps.merchant_serial_number")),
        ["111111", "222222"]
      )
    })
  )
})

describe("the server of a request's span", () => {
  it.effect("a request's span has the server's name and port, its own or that of its scheme", () =>
    Effect.gen(function* () {
      const servers: ReadonlyArray<readonly [baseUrl: string, address: string, port: number]> = [
        ["https://vipps.example", "vipps.example", 443],
        ["http://vipps.example", "vipps.example", 80],
        ["https://vipps.example:8443", "vipps.example", 8443],
        ["http://127.0.0.1:4242", "127.0.0.1", 4242]
      ]
      for (const [baseUrl, address, port] of servers) {
        const server = scripted(() => ok(), { environment: undefined, baseUrl })
        const { spans, tracer } = recording()
        yield* EPayment.capturePayment("order-12345", capture).pipe(
          Effect.provide(server.layer),
          Effect.withTracer(tracer)
        )
        const requests = spans.filter(({ attributes }) => attributes.has("server.address"))
        assert.deepStrictEqual(
          requests.map(({ attributes }) => [attributes.get("server.address"), attributes.get("server.port")]),
          [
            [address, port],
            [address, port]
          ]
        )
      }
    })
  )
})

/** Metrics belong to the process, where other tests make calls too. A tag of its own gives a test series of its own. */
const alone = <A, E, R>(test: Effect.Effect<A, E, R>) => Effect.tagMetrics(test, "test", crypto.randomUUID())

describe("Metrics.operationDuration", () => {
  it.effect("Metrics.operationDuration counts seconds, with the error's tag only after a failure", () =>
    Effect.gen(function* () {
      const of = (...tags: ReadonlyArray<readonly [string, string]>) =>
        tags.reduce(
          (metric, [key, value]) => Metric.tagged(metric, key, value),
          Metrics.operationDuration as Metric.Metric.Histogram<number>
        )
      const operation = ["vipps.operation", "EPayment.capturePayment"] as const
      const succeeded = of(operation, ["unit", "s"])
      const failed = of(operation, ["unit", "s"], ["error.type", "VippsNotFoundError"])
      const server = scripted((n) => (n === 1 ? status(500) : n === 2 ? ok() : status(404)))
      yield* drive(EPayment.capturePayment("order-12345", capture).pipe(Effect.provide(server.layer)))
      yield* drive(Effect.flip(EPayment.capturePayment("order-12345", capture)).pipe(Effect.provide(server.layer)))
      const [success, failure] = [yield* Metric.value(succeeded), yield* Metric.value(failed)]
      assert.strictEqual(success.count, 1)
      assert.strictEqual(failure.count, 1)
      // One retry after half a second, with 20 % jitter.
      assert.isTrue(success.sum > 0.3 && success.sum < 0.7, `${success.sum}`)
    }).pipe(alone)
  )
})

describe("Metrics.attemptDuration", () => {
  it.effect("Metrics.attemptDuration counts the seconds of each request, by its status", () =>
    Effect.gen(function* () {
      const of = (status: string, ...error: ReadonlyArray<string>) =>
        error.reduce(
          (metric, tag) => Metric.tagged(metric, "error.type", tag),
          Metrics.attemptDuration.pipe(
            Metric.tagged("vipps.operation", "EPayment.capturePayment"),
            Metric.tagged("unit", "s"),
            Metric.tagged("http.response.status_code", status)
          )
        )
      const metrics = [of("500", "VippsServerError"), of("200")]
      const server = scripted((n) => Effect.delay(Effect.succeed(n === 1 ? status(500) : ok()), n * 1000))
      yield* drive(EPayment.capturePayment("order-12345", capture).pipe(Effect.provide(server.layer)))
      assert.deepStrictEqual(
        (yield* Effect.forEach(metrics, Metric.value)).map(({ count, sum }) => [count, sum]),
        [
          [1, 1],
          [1, 2]
        ]
      )
    }).pipe(alone)
  )
})
