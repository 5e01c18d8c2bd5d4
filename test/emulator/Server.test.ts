// @effect-diagnostics globalFetch:off globalTimers:off
import * as Http from "node:http"
import * as Net from "node:net"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { assert, describe, it } from "@effect/vitest"
import { type Fault, VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import { keys, order, tokenHeaders } from "./harness.js"

/** A request over a connection that its agent keeps open. */
const ask = (url: string, agent: Http.Agent) =>
  Effect.async<number>((resume) => {
    Http.get(url, { agent }, (response) => {
      response.resume()
      response.on("end", () => resume(Effect.succeed(response.statusCode ?? 0)))
    })
  })

const refused = (url: string) =>
  Effect.async<boolean>((resume) => {
    Http.get(url, { agent: false }, (response) => {
      response.resume()
      resume(Effect.succeed(false))
    }).on("error", () => resume(Effect.succeed(true)))
  })

/** Asks for a WebSocket, as any page in a browser may, and breaks off once a response has begun. */
const upgrade = (url: string, path: string) =>
  Effect.async<string>((resume) => {
    const { host, port } = new URL(url)
    let answer = ""
    const socket = Net.connect(Number(port), "127.0.0.1", () =>
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://evil.example\r\n\r\n`
      )
    )
    socket.on("data", (data) => {
      answer += String(data)
      socket.resetAndDestroy()
    })
    socket.on("close", () => resume(Effect.succeed(answer)))
    socket.on("error", () => undefined)
  })

describe("the emulator's server", () => {
  it.scopedLive("the server answers a request for a WebSocket like any other, and outlives its connection", () =>
    Effect.gen(function* () {
      const { emulator, url } = yield* VippsEmulatorServer.make()
      const agent = new Http.Agent()
      assert.match(yield* upgrade(url, "/"), /^HTTP\/1\.1 303 /)
      assert.match(yield* upgrade(url, "/_emulator/events"), /^HTTP\/1\.1 200 /)
      // The stream of events writes to the connection that is gone.
      for (let round = 0; round < 3; round++) {
        yield* emulator.revokeTokens
        yield* Effect.sleep("250 millis")
        assert.strictEqual(yield* ask(`${url}/_emulator/health`, agent), 200)
      }
      agent.destroy()
    })
  )

  it.scopedLive("the server reads forms of up to a mebibyte, and treats larger ones as empty", () =>
    Effect.gen(function* () {
      const { url } = yield* VippsEmulatorServer.make()
      const submit = (path: string, size: number) =>
        Effect.promise(async () => {
          const body = new URLSearchParams({ millis: "60000", padding: "x".repeat(size) })
          const { status } = await globalThis.fetch(url + path, { method: "POST", body, redirect: "manual" })
          return status
        })
      assert.strictEqual(yield* submit("/_emulator/dashboard/clock", 1_000_000), 303)
      assert.strictEqual(yield* submit("/_emulator/dashboard/clock", 3_000_000), 400)
      assert.strictEqual(yield* submit("/landing?token=unknown", 3_000_000), 404)
      assert.strictEqual(yield* submit("/checkout-frontend?token=unknown", 3_000_000), 404)
    })
  )

  it.scopedLive("the server refuses faults whose headers HTTP cannot carry, and no request waits for one", () =>
    Effect.gen(function* () {
      const { emulator, url } = yield* VippsEmulatorServer.make()
      const agent = new Http.Agent()
      for (const headers of [{ "a\nb": "c" }, { "": "c" }, { a: "b\r\nc: d" }, { a: "\u{20ac}" }]) {
        const fault = { _tag: "Answer", status: 200, headers } as const
        const reply = yield* Effect.promise(() =>
          emulator.fetch(`${url}/_emulator/faults`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ fault })
          })
        )
        assert.strictEqual(reply.status, 400, JSON.stringify(headers))
        // In process nothing is checked but the types.
        yield* emulator.inject({ fault })
        assert.strictEqual(yield* ask(`${url}/epayment/v1/payments/order-0001`, agent), 500)
      }
      agent.destroy()
    }).pipe(Logger.withMinimumLogLevel(LogLevel.None))
  )

  it.scopedLive("the server serves a payment from token to capture, with URLs on its own address", () =>
    Effect.gen(function* () {
      const { emulator, url } = yield* VippsEmulatorServer.VippsEmulatorServer
      assert.strictEqual(yield* VippsEmulator.VippsEmulator, emulator)
      assert.match(url, /^http:\/\/127\.0\.0\.1:[1-9]\d*$/)
      const client = HttpClient.mapRequest(yield* HttpClient.HttpClient, HttpClientRequest.prependUrl(url))
      const post = (path: string, headers: Record<string, string>, body: unknown = {}) =>
        HttpClientRequest.post(path).pipe(
          HttpClientRequest.setHeaders(headers),
          HttpClientRequest.bodyUnsafeJson(body),
          client.execute,
          // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of any shape
          Effect.flatMap((response) => Effect.map(response.json, (json: any) => ({ status: response.status, json })))
        )
      const token = yield* post("/accesstoken/get", tokenHeaders)
      const auth = {
        Authorization: `Bearer ${token.json.access_token}`,
        "Ocp-Apim-Subscription-Key": keys.subscriptionKey,
        "Merchant-Serial-Number": keys.merchantSerialNumber
      }
      const created = yield* post("/epayment/v1/payments", { ...auth, "Idempotency-Key": "1" }, order("order-0001"))
      assert.strictEqual(created.status, 201)
      assert.isTrue(created.json.redirectUrl.startsWith(`${url}/`))
      yield* emulator.approve("order-0001")
      const captured = yield* post(
        "/epayment/v1/payments/order-0001/capture",
        { ...auth, "Idempotency-Key": "2" },
        { modificationAmount: { currency: "NOK", value: 10_000 } }
      )
      assert.strictEqual(captured.json.aggregate.capturedAmount.value, 10_000)
      const huge = yield* post("/epayment/v1/payments", { ...auth, "Idempotency-Key": "3" }, ["x".repeat(3_000_000)])
      assert.strictEqual(huge.status, 413)
    }).pipe(Effect.provide([VippsEmulatorServer.layer(), FetchHttpClient.layer]))
  )

  it.scopedLive("the server stops at once with its scope, and frees its port, whatever connections are kept open", () =>
    Effect.gen(function* () {
      const agent = new Http.Agent({ keepAlive: true })
      const url = yield* Effect.scoped(
        Effect.gen(function* () {
          const { url } = yield* VippsEmulatorServer.make()
          assert.strictEqual(yield* ask(`${url}/_emulator/health`, agent), 200)
          return url
        })
      ).pipe(Effect.timeout("2 seconds"))
      assert.isTrue(yield* refused(`${url}/_emulator/health`))
      const port = Number(new URL(url).port)
      const again = yield* Effect.scoped(VippsEmulatorServer.make({ port }))
      assert.strictEqual(again.url, url)
      agent.destroy()
    })
  )

  it.scopedLive("the server resets, drips and hangs as faults require, and logs who disconnected", () =>
    Effect.gen(function* () {
      const { emulator, url } = yield* VippsEmulatorServer.make()
      const outcome = (leaveAfter?: number) =>
        Effect.promise(
          () =>
            new Promise<string>((resolve) => {
              let text = ""
              const request = Http.request(`${url}/accesstoken/get`, {
                method: "POST",
                headers: tokenHeaders,
                agent: false
              })
              request.on("error", () => resolve("no answer"))
              request.on("response", (response) => {
                response.on("error", () => undefined)
                response.on("data", (data) => {
                  text += data
                  if (text.length === leaveAfter) request.destroy()
                })
                response.on("close", () => resolve(response.complete ? "whole" : `broken after ${text.length > 0}`))
              })
              request.end()
              if (leaveAfter === 0) setTimeout(() => request.destroy(), 50)
            })
        )
      const struck = (fault: Fault.Fault, leaveAfter?: number) =>
        Effect.zipRight(emulator.inject({ fault }), outcome(leaveAfter))
      assert.strictEqual(yield* outcome(), "whole")
      assert.strictEqual(yield* struck({ _tag: "Reset" }), "no answer")
      assert.strictEqual(yield* struck({ _tag: "Truncate" }), "broken after true")
      assert.strictEqual(yield* struck({ _tag: "Drip", millis: 5 }, 3), "broken after true")
      assert.strictEqual(yield* struck({ _tag: "Hang" }, 0), "no answer")
      const isLogged = Effect.map(emulator.requests, (requests) => requests.length === 5)
      yield* Effect.repeat(Effect.delay(isLogged, "5 millis"), { until: (done) => done })
      assert.deepStrictEqual(
        (yield* emulator.requests).map(({ fault, status }) => [fault, status]),
        [
          [undefined, 200],
          ["Reset", undefined],
          ["Truncate", 200],
          ["Drip", 200],
          ["Hang", undefined]
        ]
      )
    }).pipe(Effect.timeout("10 seconds"))
  )

  it.scopedLive("the server carries nothing out for a caller who disconnects while sending", () =>
    Effect.gen(function* () {
      const { emulator, url } = yield* VippsEmulatorServer.make()
      const headers = { ...tokenHeaders, "content-length": 100 }
      yield* Effect.async<void>((resume) => {
        const request = Http.request(`${url}/accesstoken/get`, { method: "POST", headers, agent: false })
        request.on("error", () => resume(Effect.void))
        request.write("{", () => setTimeout(() => request.destroy(), 50))
      })
      assert.strictEqual(yield* ask(`${url}/_emulator/health`, new Http.Agent()), 200)
      assert.deepStrictEqual(yield* emulator.requests, [])
    })
  )

  it.scopedLive("the server fails with a typed error when the port is taken", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { url } = yield* VippsEmulatorServer.make()
        const error = yield* Effect.flip(VippsEmulatorServer.make({ port: Number(new URL(url).port) }))
        assert.strictEqual(error._tag, "ServeError")
      })
    )
  )
})
