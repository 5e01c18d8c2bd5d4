import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { AccessToken, EPayment, VippsConfig } from "@effect-vipps/client"
import * as FetchHttp from "@effect-vipps/client/FetchHttp"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import * as TestServices from "effect/TestServices"
import { vi } from "vitest"
import { ways } from "../support/emulator.js"
import { tokenResponse } from "../support/samples.js"
import { json, type Seen, serve } from "../support/server.js"
import { capture, modified, options } from "./support.js"

const tokenPath = "/accesstoken/get"
const capturePath = "/epayment/v1/payments/order-12345/capture"

/** A Vipps with a token endpoint that tests hold open, fail and count; what it hands out is valid until revoked. */
const vippsOver = (http: Layer.Layer<HttpClient.HttpClient>) =>
  Effect.gen(function* () {
    const held: Array<() => void> = []
    const valid = new Set<string>()
    const state = { hold: false, fail: false, issued: 0 }
    const server = yield* serve((request, response) => {
      if (request.path === tokenPath) {
        const answer = () => {
          if (state.fail) return json(response, 400, { error: "invalid_client", error_description: "no" })
          const token = `token-${++state.issued}`
          valid.add(token)
          json(response, 200, tokenResponse(token))
        }
        if (state.hold) held.push(answer)
        else answer()
      } else if (valid.has(String(request.headers.authorization).replace("Bearer ", ""))) json(response, 200, modified)
      else json(response, 401, { responseInfo: { responseCode: 401, responseMessage: "Something went wrong" } })
    })
    const release = Effect.sync(() => {
      state.hold = false
      for (const answer of held.splice(0)) answer()
    })
    const layer = Layer.merge(http, VippsConfig.layer({ ...options, baseUrl: server.url }))
    return { server, state, valid, held, release, layer }
  })

const once = EPayment.capturePayment("order-12345", capture)

/** Waits in real time until the condition holds; the test's own time limit ends it otherwise. */
const until = (condition: () => boolean): Effect.Effect<void> =>
  TestServices.provideLive(Effect.repeat(Effect.sleep("5 millis"), { until: () => condition() }))

const many = <A, E, R>(n: number, effect: Effect.Effect<A, E, R>) =>
  Effect.all(
    Array.from({ length: n }, () => effect),
    { concurrency: "unbounded" }
  )

const keys = (seen: ReadonlyArray<Seen>) => new Set(seen.map(({ headers }) => headers["idempotency-key"]))

/** Each way to the network: through the general interface, and over each transport. */
const clients: { readonly [name: string]: Layer.Layer<HttpClient.HttpClient> } = {
  "a decorated HttpClient": ways["a decorated HttpClient"](Layer.sync(FetchHttpClient.Fetch, () => globalThis.fetch)),
  "FetchHttpClient.layer": FetchHttpClient.layer,
  "FetchHttp.layer": FetchHttp.layer,
  "NodeHttp.layer": NodeHttp.layer
}

describe.each(Object.entries(clients))("over %s", (_, http) => {
  const vipps = vippsOver(http)

  describe("the token cache, counted at the server", () => {
    it.scoped("50 concurrent first calls make one token request", () =>
      Effect.gen(function* () {
        const { layer, server } = yield* vipps
        yield* Effect.provide(many(50, once), layer)
        assert.strictEqual(server.count(tokenPath), 1)
        assert.strictEqual(server.count(capturePath), 50)
      })
    )

    it.scoped("an interrupted first caller neither cancels nor blocks the other callers", () =>
      Effect.gen(function* () {
        const { held, layer, release, server, state } = yield* vipps
        state.hold = true
        yield* Effect.gen(function* () {
          const first = yield* Effect.fork(once)
          yield* until(() => held.length === 1)
          const rest = yield* Effect.fork(many(49, once))
          yield* Effect.yieldNow()
          yield* Fiber.interrupt(first)
          yield* release
          assert.strictEqual((yield* Fiber.join(rest)).length, 49)
        }).pipe(Effect.provide(layer))
        assert.strictEqual(server.count(tokenPath), 1)
        assert.strictEqual(server.count(capturePath), 49)
      })
    )

    it.scoped("a failed token fetch reaches every waiter and is not kept", () =>
      Effect.gen(function* () {
        const { held, layer, release, server, state } = yield* vipps
        state.hold = true
        state.fail = true
        yield* Effect.gen(function* () {
          const waiting = yield* Effect.fork(many(50, Effect.either(once)))
          yield* until(() => held.length === 1)
          yield* release
          for (const result of yield* Fiber.join(waiting)) {
            assert(Either.isLeft(result))
            assert.strictEqual(result.left._tag, "VippsAuthError")
            assert.strictEqual(result.left.operation, "EPayment.capturePayment")
            assert.strictEqual(result.left.outcome, "refused")
            assert.strictEqual(result.left.attempts, 0)
            assert.include(result.left.message, "no access token")
          }
          assert.strictEqual(server.count(tokenPath), 1)
          state.fail = false
          yield* once
        }).pipe(Effect.provide(layer))
        assert.strictEqual(server.count(tokenPath), 2)
      })
    )

    it.scoped("a token is renewed before it expires, and no call waits for it", () =>
      Effect.gen(function* () {
        const { held, layer, release, server, state } = yield* vipps
        yield* Effect.gen(function* () {
          yield* once
          yield* TestClock.adjust("53 minutes")
          yield* once
          assert.strictEqual(server.count(tokenPath), 1)
          yield* TestClock.adjust("2 minutes")
          state.hold = true
          yield* many(20, once) // answered although the token endpoint does not answer yet
          yield* until(() => held.length === 1)
          assert.strictEqual(server.count(tokenPath), 2)
          yield* release
          yield* until(() => state.issued === 2)
          yield* until(() => server.openSockets() > 0)
          yield* Effect.repeat(Effect.zipRight(AccessToken.get, Effect.yieldNow()), {
            until: () => Effect.map(AccessToken.get, (token) => Redacted.value(token) === "token-2")
          })
          yield* TestClock.adjust("10 minutes")
          yield* once
        }).pipe(Effect.provide(layer))
        assert.strictEqual(server.count(tokenPath), 2)
        assert.strictEqual(server.seen[server.seen.length - 1]?.headers.authorization, "Bearer token-2")
      })
    )

    it.scoped("a failing renewal keeps the old token until it expires", () =>
      Effect.gen(function* () {
        const { layer, server, state } = yield* vipps
        yield* Effect.gen(function* () {
          yield* once
          state.fail = true
          yield* TestClock.adjust("55 minutes")
          yield* many(5, once)
          yield* until(() => server.count(tokenPath) === 2)
          yield* once
          yield* TestClock.adjust("6 minutes")
          const late = yield* Effect.flip(once)
          assert.strictEqual(late._tag, "VippsAuthError")
        }).pipe(Effect.provide(layer))
      })
    )

    it.scoped("a 401 drops the token, fetches a new one once and retries once with the same key", () =>
      Effect.gen(function* () {
        const { layer, server, valid } = yield* vipps
        yield* Effect.gen(function* () {
          yield* once
          valid.clear()
          yield* EPayment.capturePayment("order-12345", capture, { idempotencyKey: "mine" })
        }).pipe(Effect.provide(layer))
        const captures = server.seen.filter(({ path }) => path === capturePath).slice(1)
        assert.deepStrictEqual(
          captures.map(({ headers }) => headers.authorization),
          ["Bearer token-1", "Bearer token-2"]
        )
        assert.deepStrictEqual([...keys(captures)], ["mine"])
        assert.strictEqual(new Set(captures.map(({ body }) => body)).size, 1)
      })
    )

    it.scoped("50 concurrent calls with a revoked token fetch a new one once", () =>
      Effect.gen(function* () {
        const { layer, server, valid } = yield* vipps
        yield* Effect.gen(function* () {
          yield* once
          valid.clear()
          yield* many(50, once)
        }).pipe(Effect.provide(layer))
        assert.strictEqual(server.count(tokenPath), 2)
        assert.strictEqual(server.count(capturePath), 101)
      })
    )

    it.scoped("a 401 that persists is VippsAuthError after exactly two attempts", () =>
      Effect.gen(function* () {
        const server = yield* serve((request, response) =>
          request.path === tokenPath
            ? json(response, 200, tokenResponse())
            : json(response, 401, { statusCode: 401, message: "Access denied" })
        )
        const layer = Layer.merge(http, VippsConfig.layer({ ...options, baseUrl: server.url }))
        const error = yield* Effect.flip(Effect.provide(once, layer))
        assert(error._tag === "VippsAuthError")
        assert.strictEqual(error.status, 401)
        assert.strictEqual(error.attempts, 2)
        assert.strictEqual(server.count(capturePath), 2)
        assert.strictEqual(server.count(tokenPath), 2)
      })
    )

    it.scoped("two merchants never share a token", () =>
      Effect.gen(function* () {
        const { layer, server } = yield* vipps
        const other = Layer.merge(
          http,
          VippsConfig.layer({ ...options, baseUrl: server.url, merchantSerialNumber: "654321" })
        )
        yield* Effect.provide(once, layer)
        yield* Effect.provide(once, other)
        assert.strictEqual(server.count(tokenPath), 2)
      })
    )

    it.scoped("a failed token fetch is refused and may be retried", () =>
      Effect.gen(function* () {
        const server = yield* serve((_, response) => json(response, 503, { title: "Down" }, { "retry-after": "3600" }))
        const layer = Layer.merge(http, VippsConfig.layer({ ...options, baseUrl: server.url }))
        for (const call of [Effect.asVoid(AccessToken.get), Effect.asVoid(once)]) {
          const error = yield* Effect.flip(Effect.provide(call, layer))
          assert(error._tag === "VippsServerError")
          assert.strictEqual(error.outcome, "refused")
          assert.isTrue(error.retryable)
          assert.deepStrictEqual(error.retryAfter, Duration.hours(1))
        }
        assert.strictEqual(server.count(capturePath), 0)
      })
    )

    it.scoped("an invalid token response is reported without the token in it", () =>
      Effect.gen(function* () {
        const server = yield* serve((_, response) =>
          json(response, 200, { access_token: "precious", expires_in: "soon" })
        )
        const layer = Layer.merge(http, VippsConfig.layer({ ...options, baseUrl: server.url }))
        const error = yield* Effect.flip(Effect.provide(AccessToken.get, layer))
        assert(error._tag === "VippsDecodeError")
        assert.isUndefined(error.body)
        assert.notInclude(error.message, "precious")
      })
    )

    it.scoped("the token request matches the specification: keys in headers, no body", () =>
      Effect.gen(function* () {
        const { layer, server } = yield* vipps
        yield* Effect.provide(AccessToken.get, layer)
        const [request] = server.seen
        assert.strictEqual(request?.method, "POST")
        assert.strictEqual(request?.body, "")
        assert.strictEqual(request?.headers["client_id"], "client-id")
        assert.strictEqual(request?.headers["client_secret"], Redacted.value(options.clientSecret))
        assert.strictEqual(request?.headers["ocp-apim-subscription-key"], Redacted.value(options.subscriptionKey))
        assert.isUndefined(request?.headers["authorization"])
        assert.isUndefined(request?.headers["idempotency-key"])
        assert.isUndefined(request?.headers["traceparent"])
      })
    )
  })

  describe("AccessToken.get and invalidate", () => {
    it.scoped("invalidate drops only the given token", () =>
      Effect.gen(function* () {
        const { layer, server } = yield* vipps
        yield* Effect.gen(function* () {
          const first = yield* AccessToken.get
          yield* AccessToken.invalidate(first)
          const second = yield* AccessToken.get
          assert.strictEqual(Redacted.value(second), "token-2")
          yield* AccessToken.invalidate(first)
          assert.strictEqual(Redacted.value(yield* AccessToken.get), "token-2")
        }).pipe(Effect.provide(layer))
        assert.strictEqual(server.count(tokenPath), 2)
      })
    )

    it.scoped("closing the layer ends a token fetch, and its waiters fail with a clear error", () =>
      Effect.gen(function* () {
        const { held, layer, state } = yield* vipps
        state.hold = true
        const scope = yield* Scope.make()
        const context = yield* Layer.buildWithScope(layer, scope)
        const started = yield* Deferred.make<void>()
        const waiter = yield* Effect.fork(
          Effect.zipRight(Deferred.succeed(started, undefined), Effect.flip(once)).pipe(Effect.provide(context))
        )
        yield* Deferred.await(started)
        yield* until(() => held.length === 1)
        yield* Scope.close(scope, Exit.void)
        const error = yield* Fiber.join(waiter)
        assert(error._tag === "VippsTransportError")
        assert.strictEqual(error.reason, "Network")
        assert.strictEqual(error.outcome, "refused")
        assert.isFalse(error.retryable)
        assert.include(error.message, "the scope of this VippsConfig was closed")
      })
    )
  })

  describe("the token cache in Cloudflare Workers, where requests cannot wait for each other", () => {
    const inWorker = Effect.acquireRelease(
      Effect.sync(() => vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" })),
      () => Effect.sync(() => vi.unstubAllGlobals())
    )

    it.scoped("each call without a token fetches its own, and later calls share the first one", () =>
      Effect.gen(function* () {
        yield* inWorker
        const { layer, server } = yield* vipps
        yield* Effect.zipRight(many(5, once), many(5, once)).pipe(Effect.provide(layer))
        assert.strictEqual(server.count(tokenPath), 5)
        assert.strictEqual(server.count(capturePath), 10)
      })
    )

    it.scoped("a failing renewal in Cloudflare Workers keeps the old token until it expires", () =>
      Effect.gen(function* () {
        yield* inWorker
        const { layer, server, state } = yield* vipps
        yield* Effect.gen(function* () {
          yield* once
          state.fail = true
          yield* TestClock.adjust("55 minutes")
          yield* once
          yield* once // not asked again at once
          assert.strictEqual(server.count(tokenPath), 2)
          yield* TestClock.adjust("5 minutes")
          assert.strictEqual((yield* Effect.flip(once))._tag, "VippsAuthError")
        }).pipe(Effect.provide(layer))
      })
    )
  })
})
