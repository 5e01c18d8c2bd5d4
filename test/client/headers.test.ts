/** Values that cannot be a header: the error does not show the value, and no request is sent. */
import { inspect } from "node:util"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { EPayment, VippsConfig } from "@effect-vipps/client"
import * as FetchHttp from "@effect-vipps/client/FetchHttp"
import { attempt } from "@effect-vipps/client/internal/request/attempt"
import { flatHeadersOf, preparedFor, secretsOf } from "@effect-vipps/client/internal/request/headers"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { tokenResponse } from "../support/samples.js"
import { json, serve } from "../support/server.js"
import { capture, options, sensitive } from "./support.js"

const clients = { fetch: FetchHttpClient.layer, "node:http": NodeHttpClient.layer, undici: NodeHttpClient.layerUndici }

const secret = "SECRET-7f3a"

const unsendable = [`${secret}\nx`, `${secret}\r\nx-forged: 1`, `${secret}\u0000`, `${secret}\u2603`, `${secret}ÿ`]

/** A token is the one value that comes from a server; over a transport of ours, all others are checked before. */
const transports = { ...clients, "FetchHttp.layer": FetchHttp.layer, "NodeHttp.layer": NodeHttp.layer }

for (const [name, client] of Object.entries(transports)) {
  describe(`tokens, by ${name}`, () => {
    it.scopedLive("a token that cannot be a header value sends no request", () =>
      Effect.gen(function* () {
        for (const token of unsendable) {
          const server = yield* serve((_, response) => json(response, 200, tokenResponse(token)))
          const exit = yield* Effect.exit(
            EPayment.capturePayment("order-12345", capture).pipe(
              Effect.provide(client),
              Effect.provide(VippsConfig.layer({ ...options, baseUrl: server.url }))
            )
          )
          const shown = inspect(exit, { depth: 20 }) + JSON.stringify(exit)
          assert.notInclude(shown, secret)
          const error = yield* Effect.flip(exit)
          assert.strictEqual(error._tag, "VippsDecodeError")
          assert.strictEqual(error.outcome, "refused")
          assert.include(error.message, "access_token")
          assert.deepStrictEqual(
            server.seen.map(({ path }) => path),
            ["/accesstoken/get"]
          )
        }
      })
    )
  })
}

for (const [name, client] of Object.entries(clients)) {
  describe(`header values, by ${name}`, () => {
    it.scopedLive("any other value that cannot be a header value sends no request", () =>
      Effect.gen(function* () {
        const server = yield* serve((_, response) => json(response, 200, {}))
        for (const value of unsendable) {
          const failure = yield* attempt({
            method: "GET",
            url: server.url,
            headers: HttpClientRequest.get("/", { headers: { "x-fine": "fine", client_secret: value } }).headers,
            body: undefined,
            within: 1000,
            maxResponseSize: 1000,
            secrets: [],
            origin: { auth: "Bearer", fails: "Any" }
          }).pipe(Effect.provide(client), Effect.flip)
          assert.strictEqual(failure.facts.tag, "VippsTransportError")
          assert.strictEqual(failure.facts.unsent, "Request")
          assert.isFalse(failure.facts.retryable)
          assert.include(failure.facts.detail ?? "", "client_secret")
          assert.notInclude(JSON.stringify(failure.facts), secret)
        }
        assert.strictEqual(server.seen.length, 0)
      })
    )

    it.scopedLive("an invalid header that the program's own decoration adds sends no request", () =>
      Effect.gen(function* () {
        const server = yield* serve((_, response) => json(response, 200, tokenResponse()))
        const decorated = Layer.map(client, (context) =>
          HttpClient.HttpClient.context(
            HttpClient.mapRequest(
              context.unsafeMap.get(HttpClient.HttpClient.key) as HttpClient.HttpClient,
              HttpClientRequest.setHeader("x-own", `${secret}\nx`)
            )
          )
        )
        const error = yield* EPayment.capturePayment("order-12345", capture).pipe(
          Effect.provide(decorated),
          Effect.provide(VippsConfig.layer({ ...options, baseUrl: server.url, retry: { baseDelay: 0 } })),
          Effect.flip
        )
        assert.strictEqual(error._tag, "VippsTransportError", error.message)
        assert.include(error.message, "the request cannot be sent")
        assert.notInclude(error.message, secret)
        assert.isFalse(error.retryable)
        assert.strictEqual(server.seen.length, 0)
      })
    )
  })
}

describe("requests that a program's own HTTP client prints", () => {
  it.effect("neither keys nor token are in what is printed", () =>
    Effect.gen(function* () {
      const printed: Array<string> = []
      const client = HttpClient.make((request) =>
        Effect.map(FiberRef.get(Headers.currentRedactedNames), (names) => {
          printed.push(inspect(Headers.redact(request.headers, names), { depth: 9 }))
          const body = request.url.includes("accesstoken") ? tokenResponse(sensitive.token) : []
          return HttpClientResponse.fromWeb(request, Response.json(body))
        })
      )
      yield* Effect.either(EPayment.getPayment("order-12345")).pipe(
        Effect.provideService(HttpClient.HttpClient, client),
        Effect.provide(VippsConfig.layer({ ...options, clientId: "the-client-id" }))
      )
      assert.lengthOf(printed, 2)
      const all = printed.join()
      assert.include(all, "merchant-serial-number")
      for (const secret of [sensitive.clientSecret, sensitive.subscriptionKey, sensitive.token, "the-client-id"])
        assert.notInclude(all, secret)
    })
  )
})

describe("what is the same on every request", () => {
  it.effect("headers of a configuration and a token are made once", () =>
    Effect.gen(function* () {
      const config = yield* VippsConfig.VippsConfig
      assert.strictEqual(preparedFor(config), preparedFor(config))
      const [one, other] = [Redacted.make("one"), Redacted.make("other")]
      assert.strictEqual(secretsOf({ config }, one), secretsOf({ config }, one))
      const call = {
        operation: EPayment.operations.getPayment,
        config,
        headers: undefined,
        idempotencyKey: undefined,
        merchantSerialNumber: undefined,
        body: undefined
      }
      const headers = flatHeadersOf(call, one)
      assert.strictEqual(flatHeadersOf(call, one), headers)
      assert.include(headers, "Bearer one")
      assert.include(flatHeadersOf(call, other), "Bearer other")
      assert.include(flatHeadersOf({ ...call, headers: { "x-own": "own" } }, other), "x-own")
    }).pipe(Effect.provide(VippsConfig.layer(options)))
  )
})
