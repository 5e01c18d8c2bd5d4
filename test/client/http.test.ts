// @effect-diagnostics globalFetch:off
import type { ServerResponse } from "node:http"
import { setInterval as every, setTimeout as pause } from "node:timers/promises"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, VippsConfig } from "@effect-vipps/client"
import * as FetchHttp from "@effect-vipps/client/FetchHttp"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { type Handler, json, serve, serveVipps } from "../support/server.js"
import { capture, modified, options } from "./support.js"

const capturePath = "/epayment/v1/payments/order-12345/capture"

/** Every documented client, over a transport and through the general interface. */
const clients: Readonly<Record<string, Layer.Layer<HttpClient.HttpClient>>> = {
  "FetchHttpClient.layer": FetchHttpClient.layer,
  "FetchHttp.layer": FetchHttp.layer,
  "NodeHttp.layer": NodeHttp.layer,
  "NodeHttpClient.layer": NodeHttpClient.layer,
  "NodeHttpClient.layerUndici": NodeHttpClient.layerUndici
}

/** A real server behind a real client; retries without waits, since the clock is real too. */
const vippsOver =
  (http: Layer.Layer<HttpClient.HttpClient>) =>
  (handler: Handler, overrides: Partial<VippsConfig.Options> = {}) =>
    Effect.map(serveVipps(handler), (server) => ({
      server,
      layer: Layer.merge(
        http,
        VippsConfig.layer({ ...options, baseUrl: server.url, retry: { baseDelay: 0 }, ...overrides })
      )
    }))

const once = EPayment.capturePayment("order-12345", capture)

const until = (condition: () => boolean) =>
  Effect.repeat(Effect.sleep("5 millis"), { until: () => condition() }).pipe(Effect.timeout("5 seconds"))

describe.each(Object.entries(clients))("over real HTTP with %s", (_, http) => {
  const vipps = vippsOver(http)

  it.scopedLive("a call sends the specified request", () =>
    Effect.gen(function* () {
      const { layer, server } = yield* vipps((_, response) => json(response, 200, modified), {
        systemName: "shop",
        systemVersion: "1.2.3",
        pluginName: "shop-vipps",
        pluginVersion: "4.5.6"
      })
      yield* Effect.provide(
        EPayment.capturePayment("order-12345", capture, { idempotencyKey: "key-1", merchantSerialNumber: "654321" }),
        layer
      )
      const request = server.seen.find(({ path }) => path === capturePath)
      assert.strictEqual(request?.method, "POST")
      assert.strictEqual(request?.body, '{"modificationAmount":{"value":100,"currency":"NOK"}}')
      const headers = request?.headers ?? {}
      assert.strictEqual(headers["authorization"], "Bearer token-1")
      assert.strictEqual(headers["idempotency-key"], "key-1")
      assert.strictEqual(headers["merchant-serial-number"], "654321")
      assert.strictEqual(headers["content-type"], "application/json")
      assert.match(headers["user-agent"] ?? "", /^effect-vipps\/\d+\.\d+\.\d+$/)
      assert.strictEqual(headers["vipps-system-name"], "shop")
      assert.strictEqual(headers["vipps-system-version"], "1.2.3")
      assert.strictEqual(headers["vipps-system-plugin-name"], "shop-vipps")
      assert.strictEqual(headers["vipps-system-plugin-version"], "4.5.6")
      assert.isUndefined(headers["client_secret"])
    })
  )

  it.scopedLive("a Checkout call sends client id and secret, the system's defaults and no token", () =>
    Effect.gen(function* () {
      const { layer, server } = yield* vipps((_, response) => {
        response.writeHead(200)
        response.end()
      })
      yield* Effect.provide(Checkout.expireSession("order-12345"), layer)
      const [request] = server.seen
      assert.strictEqual(server.seen.length, 1)
      assert.strictEqual(request?.method, "POST")
      assert.strictEqual(request?.path, "/checkout/v3/session/order-12345/expire")
      assert.strictEqual(request?.body, "")
      const headers = request?.headers ?? {}
      assert.isUndefined(headers["authorization"])
      assert.strictEqual(headers["client_id"], "client-id")
      assert.isString(headers["client_secret"])
      assert.strictEqual(headers["vipps-system-name"], "effect-vipps")
      assert.strictEqual(headers["vipps-system-plugin-name"], "effect-vipps")
      assert.isString(headers["vipps-system-version"])
      assert.isString(headers["vipps-system-plugin-version"])
      assert.match(headers["idempotency-key"]?.toString() ?? "", /^[0-9a-f-]{36}$/)
    })
  )

  it.scopedLive("a redirect is never followed: the other origin receives no request", () =>
    Effect.gen(function* () {
      const other = yield* serve((_, response) => json(response, 200, modified))
      for (const status of [301, 302, 303, 307, 308]) {
        const { layer, server } = yield* vipps((_, response) => {
          response.writeHead(status, { location: `${other.url}/stolen` })
          response.end()
        })
        const error = yield* Effect.flip(Effect.provide(once, layer))
        assert(error._tag === "VippsTransportError")
        assert.strictEqual(error.reason, "Network")
        assert.strictEqual(error.outcome, "unknown")
        assert.isFalse(error.retryable)
        assert.include(error.message, "redirect")
        assert.strictEqual(server.count(capturePath), 1)
      }
      assert.strictEqual(other.seen.length, 0)
    })
  )

  it.scopedLive("responses that are dropped before a retry leave no open socket", () =>
    Effect.gen(function* () {
      let failing = true
      const { layer, server } = yield* vipps((_, response) =>
        failing ? json(response, 500, { filler: "x".repeat(100_000) }) : json(response, 200, modified)
      )
      yield* Effect.gen(function* () {
        yield* Effect.forEach(Array.from({ length: 30 }), () => Effect.flip(once))
        failing = false
        yield* once
      }).pipe(Effect.provide(layer))
      assert.strictEqual(server.count(capturePath), 91)
      assert.isAtMost(server.openSockets(), 3)
    })
  )

  it.scopedLive("a response that drips is abandoned at the attempt's time limit, and its socket closed", () =>
    Effect.gen(function* () {
      let closed = 0
      const drip = async (response: ServerResponse) => {
        for await (const _ of every(20)) {
          if (response.destroyed) break
          response.write(" ")
        }
        closed++
      }
      const { layer, server } = yield* vipps(
        (_, response) => {
          response.writeHead(200, { "content-type": "application/json" })
          response.write("{")
          void drip(response)
        },
        { attemptTimeout: "200 millis" }
      )
      const error = yield* Effect.flip(Effect.provide(once, layer))
      assert(error._tag === "VippsTransportError")
      assert.strictEqual(error.reason, "Timeout")
      assert.strictEqual(error.attempts, 3)
      yield* until(() => closed === 3)
      assert.strictEqual(server.count(capturePath), 3)
    })
  )

  it.scopedLive("a time limit that is longer than a timer can be does not end an attempt at once", () =>
    Effect.gen(function* () {
      for (const limit of ["30 days", Number.POSITIVE_INFINITY] as const) {
        const { layer } = yield* vipps((_, response) => void pause(20).then(() => json(response, 200, modified)), {
          attemptTimeout: limit,
          timeout: limit,
          retry: { maxRetries: 0 }
        })
        assert.strictEqual((yield* Effect.provide(once, layer)).reference, "order-12345")
      }
    })
  )

  it.scopedLive("interrupting a call closes its connection", () =>
    Effect.gen(function* () {
      let closed = false
      const { layer, server } = yield* vipps((_, response) => {
        response.on("close", () => {
          closed = true
        })
      })
      const fiber = yield* Effect.fork(Effect.provide(once, layer))
      yield* until(() => server.count(capturePath) === 1)
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
      yield* until(() => closed)
    })
  )

  it.scopedLive("a truncated body: a success is unknown, a refusal keeps its status", () =>
    Effect.gen(function* () {
      let status = 200
      const { layer } = yield* vipps(
        (_, response) => {
          response.writeHead(status, { "content-length": "1000" })
          response.write('{"title":')
          void pause(50).then(() => response.destroy())
        },
        { retry: { maxRetries: 0 } }
      )
      const lost = yield* Effect.flip(Effect.provide(once, layer))
      assert(lost._tag === "VippsTransportError")
      assert.strictEqual(lost.outcome, "unknown")
      status = 400
      const refused = yield* Effect.flip(Effect.provide(once, layer))
      assert(refused._tag === "VippsRequestError")
      assert.strictEqual(refused.status, 400)
      assert.strictEqual(refused.outcome, "refused")
    })
  )

  it.scopedLive("a server that does not listen is a transport error", () =>
    Effect.gen(function* () {
      const gone = yield* Effect.scoped(
        Effect.map(
          serve(() => {}),
          ({ url }) => url
        )
      )
      const layer = Layer.merge(http, VippsConfig.layer({ ...options, baseUrl: gone, retry: { baseDelay: 0 } }))
      const error = yield* Effect.flip(Effect.provide(Checkout.getSession("order-12345"), layer))
      assert(error._tag === "VippsTransportError")
      assert.include(error.message, "ECONNREFUSED")
      assert.strictEqual(error.attempts, 3)
      assert.isTrue(error.retryable)
    })
  )

  it.scopedLive("success is decided by the status, never by the content type", () =>
    Effect.gen(function* () {
      const { layer } = yield* vipps((_, response) =>
        json(response, 200, modified, { "content-type": "application/problem+json" })
      )
      const answer = yield* Effect.provide(once, layer)
      assert.strictEqual(answer.aggregate.capturedAmount.value, 100)
    })
  )
})

describe("fetch options of the program", () => {
  it.scopedLive("redirects are not followed when the program has its own fetch options, which stay", () =>
    Effect.gen(function* () {
      const other = yield* serve((_, response) => json(response, 200, modified))
      const { layer, server } = yield* vippsOver(FetchHttpClient.layer)((_, response) => {
        response.writeHead(302, { location: `${other.url}/stolen` })
        response.end()
      })
      yield* Effect.flip(Effect.provide(once, layer)).pipe(
        Effect.provideService(FetchHttpClient.RequestInit, { redirect: "follow", headers: { "x-own": "kept" } })
      )
      assert.strictEqual(other.seen.length, 0)
      assert.strictEqual(server.seen[server.seen.length - 1]?.headers["x-own"], "kept")
    })
  )

  it.scopedLive("redirects are not followed when a layer on fetch gives the options, and its own fetch is used", () =>
    Effect.gen(function* () {
      for (const http of [FetchHttpClient.layer, FetchHttp.layer]) {
        const other = yield* serve((_, response) => json(response, 200, modified))
        let called = 0
        const counted: typeof fetch = (input, init) => {
          called++
          return fetch(input, init)
        }
        const given = Layer.mergeAll(
          Layer.succeed(FetchHttpClient.RequestInit, { redirect: "follow", headers: { "X-Own": "kept" } }),
          Layer.succeed(FetchHttpClient.Fetch, counted)
        )
        const { layer, server } = yield* vippsOver(Layer.provide(http, given))((_, response) => {
          response.writeHead(302, { location: `${other.url}/stolen` })
          response.end()
        })
        yield* Effect.flip(Effect.provide(once, layer))
        assert.strictEqual(other.seen.length, 0)
        assert.strictEqual(server.seen[server.seen.length - 1]?.headers["x-own"], "kept")
        assert.strictEqual(called, 2)
      }
    })
  )
})
