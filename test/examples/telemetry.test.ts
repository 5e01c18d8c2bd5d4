// @effect-diagnostics globalDate:off
/** examples/telemetry: what a collector and Prometheus get, and the dashboard that reads it. */
import { readFileSync } from "node:fs"
import { Metrics as OtelMetrics, Resource } from "@effect/opentelemetry"
import * as HttpApp from "@effect/platform/HttpApp"
import { assert, describe, it } from "@effect/vitest"
import { EPayment, WebhookInbox, Webhooks } from "@effect-vipps/client"
import { VippsEmulator } from "@effect-vipps/emulator"
import { VippsTest } from "@effect-vipps/testing"
import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus"
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import { recorder } from "../../examples/telemetry/facade.js"
import * as Telemetry from "../../examples/telemetry/Telemetry.js"
import { nok } from "../support/samples.js"
import { json, serve } from "../support/server.js"
import { signed } from "../support/signing.js"

class Reader extends MetricReader {
  protected override onShutdown = () => Promise.resolve()
  protected override onForceFlush = () => Promise.resolve()
}

const payment = {
  reference: "order-12345",
  amount: nok(49_900),
  paymentMethod: { type: "WALLET" },
  userFlow: "WEB_REDIRECT",
  returnUrl: "https://shop.example.com/return",
  paymentDescription: "Socks"
} as const

const secret = "webhook-SECRET-c0ffee=="
const url = "https://shop.example.com/vipps/webhooks"

/** A payment, one that does not exist, a retry and a webhook: every metric has a value. */
const program = Effect.gen(function* () {
  const emulator = yield* VippsEmulator.VippsEmulator
  yield* emulator.inject({ operation: "EPayment.createPayment", fault: { _tag: "Answer", status: 503 } })
  yield* EPayment.createPayment(payment)
  yield* Effect.exit(EPayment.getPayment("order-of-nobody"))
  const event = {
    msn: "123456",
    reference: payment.reference,
    pspReference: "psp-1",
    name: "CREATED",
    amount: payment.amount,
    timestamp: new Date().toISOString(),
    success: true
  }
  const body = JSON.stringify(event)
  const handler = Webhooks.receiver({ secret: Redacted.make(secret), url, handler: () => Effect.void })
  const receive = HttpApp.toWebHandlerRuntime(yield* Effect.runtime<WebhookInbox.WebhookInbox>())(handler)
  yield* Effect.promise(() =>
    receive(new Request(url, { method: "POST", headers: signed({ secret, url, body }), body }))
  )
}).pipe(
  Effect.provide([VippsTest.layer(), WebhookInbox.layerMemory]),
  Effect.provide(Logger.remove(Logger.defaultLogger))
)

describe("examples/telemetry", () => {
  it.live("a collector receives the client's spans and metrics over OTLP", () =>
    Effect.gen(function* () {
      const received = new Map<string, string>()
      const collector = yield* serve(({ body, path }, response) => {
        received.set(path, (received.get(path) ?? "") + body)
        json(response, 200, {})
      })
      yield* Effect.provide(program, Telemetry.layer(collector.url))
      const spans = received.get("/v1/traces") ?? ""
      for (const name of ["EPayment.createPayment", "POST /epayment/v1/payments", "Webhooks.receiver"]) {
        assert.include(spans, `"name":"${name}"`)
      }
      assert.include(received.get("/v1/metrics") ?? "", "vipps.client.operation.duration")
    }).pipe(Effect.scoped)
  )

  it.live("every query of the dashboard finds a metric with the labels that it names", () =>
    Effect.gen(function* () {
      yield* program
      const reader = new Reader()
      const exported = yield* Effect.gen(function* () {
        yield* OtelMetrics.registerProducer(yield* OtelMetrics.makeProducer, () => reader)
        const { resourceMetrics } = yield* Effect.promise(() => reader.collect())
        return new PrometheusSerializer(undefined, false).serialize(resourceMetrics).split("\n")
      }).pipe(Effect.scoped, Effect.provide(Resource.layer({ serviceName: "shop" })))
      const { panels } = JSON.parse(readFileSync("examples/telemetry/grafana.json", "utf8"))
      const queries: ReadonlyArray<string> = panels.flatMap((panel: { targets: ReadonlyArray<{ expr: string }> }) =>
        panel.targets.map(({ expr }) => expr)
      )
      assert.isAtLeast(queries.length, 10)
      const found = new Set<string>()
      for (const query of queries) {
        const name = /__name__=~"([^"]+)"/.exec(query)?.[1] ?? /\b(vipps_client_\w+)\b(?=[[)])/.exec(query)?.[1]
        const labels = Array.from(query.matchAll(/by \(([\w, ]+)\)/g), ([, list = ""]) => list.split(", ")).flat()
        const lines = exported.filter((line) => new RegExp(`^${name}[{ ]`).test(line))
        assert.isAtLeast(lines.length, 1, `${query}: no metric ${name}`)
        for (const label of labels) {
          assert.isTrue(
            lines.some((line) => line.includes(`${label}="`)),
            `${query}: ${name} has no label ${label}`
          )
        }
        found.add(String(name).replace(/\(_seconds\)\?|_bucket|_count|_total/g, ""))
      }
      const all = exported.flatMap((line) => /^# TYPE (vipps_\w+)/.exec(line)?.[1]?.replace("_total", "") ?? [])
      assert.sameMembers([...found], all)
    })
  )

  it("the facade's calls are recorded by the recipe", async () => {
    const reader = new Reader()
    const provider = new MeterProvider({ readers: [reader] })
    try {
      const onEvent = recorder(provider.getMeter("shop"))
      const call = { operation: "EPayment.capturePayment", reference: "order-12345", attempt: 1, durationMs: 250 }
      onEvent({ type: "attempt", ...call })
      onEvent({ type: "call", ...call })
      onEvent({ type: "call", ...call, error: "VippsServerError" })
      const { resourceMetrics } = await reader.collect()
      const text = new PrometheusSerializer(undefined, false).serialize(resourceMetrics)
      assert.match(
        text,
        /vipps_client_operation_duration_count\{[^}]*vipps_operation="EPayment.capturePayment"[^}]*\} 1\b/
      )
      assert.match(text, /vipps_client_operation_duration_sum\{[^}]*error_type="VippsServerError"[^}]*\} 0.25/)
    } finally {
      await provider.shutdown()
    }
  })
})
