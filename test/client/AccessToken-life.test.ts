import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { assert, describe, it } from "@effect/vitest"
import { AccessToken, EPayment, VippsConfig } from "@effect-vipps/client"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { vi } from "vitest"
import { capture, modified, options } from "./support.js"

type TokenAnswer = Response | Effect.Effect<Response>

const token = (n: number, expires_in: unknown = "3600") => Response.json({ access_token: `token-${n}`, expires_in })

/** A Vipps with a scripted token endpoint, which knows which tokens are revoked. */
const vipps = (answer: (n: number) => TokenAnswer, overrides: Partial<VippsConfig.Options> = {}) => {
  const asked: Array<number> = []
  const used: Array<readonly [at: number, token: string]> = []
  const revoked = new Set<string>()
  const http = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const at = yield* Clock.currentTimeMillis
      if (url.pathname === "/accesstoken/get") {
        asked.push(at)
        const answered = answer(asked.length)
        return HttpClientResponse.fromWeb(request, Effect.isEffect(answered) ? yield* answered : answered)
      }
      const bearer = String(request.headers["authorization"]).replace("Bearer ", "")
      used.push([at, bearer])
      const response = revoked.has(bearer) ? Response.json({}, { status: 401 }) : Response.json(modified)
      return HttpClientResponse.fromWeb(request, response)
    })
  )
  return {
    asked,
    used,
    revoked,
    layer: Layer.merge(
      Layer.succeed(HttpClient.HttpClient, http),
      VippsConfig.layer({ ...options, retry: { maxRetries: 0 }, ...overrides })
    )
  }
}

const once = EPayment.capturePayment("order-12345", capture)

const down = Response.json({}, { status: 503 })

const inWorker = Effect.acquireRelease(
  Effect.sync(() => vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" })),
  () => Effect.sync(() => vi.unstubAllGlobals())
)

describe("access tokens near their end", () => {
  for (const [where, enter] of [
    ["in a server", Effect.void],
    ["in Cloudflare's Workers", inWorker]
  ] as const) {
    for (const life of [10, 600, 86_398]) {
      it.scoped(`an access token of ${life} s is not used past its end when renewals fail: ${where}`, () =>
        Effect.gen(function* () {
          yield* enter
          const server = vipps((n) => (n === 1 ? token(n, String(life)) : down.clone()))
          yield* Effect.gen(function* () {
            for (let i = 0; i <= 104; i += 2) {
              const result = yield* Effect.either(once)
              const alive = i < 98
              assert.strictEqual(Either.isRight(result), alive, `after ${i} % of its life`)
              yield* TestClock.adjust(life * 20)
            }
          }).pipe(Effect.provide(server.layer))
          assert.strictEqual(server.used.length, 49)
          // Asked at 90 % of its life, then every half minute at most, then by each call.
          assert.strictEqual(server.asked[1], life * 900)
          const early = server.asked.slice(1).filter((at) => at < life * 980)
          assert.isAtMost(early.length, 1 + (life * 80) / 30_000)
        })
      )
    }
  }

  it.effect("an access token that has expired when it arrives is not used", () =>
    Effect.gen(function* () {
      // After 98 % of its life it has expired.
      for (const [life, delay] of [
        [3, 4000],
        [5, 4900]
      ] as const) {
        const server = vipps((n) => Effect.delay(Effect.succeed(token(n, life)), delay))
        const fiber = yield* Effect.fork(Effect.flip(once).pipe(Effect.provide(server.layer)))
        yield* TestClock.adjust(delay)
        const error = yield* Fiber.join(fiber)
        assert.strictEqual(error._tag, "VippsTransportError")
        assert.include(error.message, `the access token lives for ${life} s and came too late`)
        assert.strictEqual(error.outcome, "refused")
        assert.isTrue(error.retryable)
        assert.strictEqual(server.used.length, 0)
      }
    })
  )

  it.effect("the life of an access token counts from the request, not from a slow response", () =>
    Effect.gen(function* () {
      const server = vipps((n) => Effect.delay(Effect.succeed(token(n, 20)), "9 seconds"))
      const fiber = yield* Effect.fork(
        Effect.zipRight(once, Effect.delay(once, "8 seconds")).pipe(Effect.provide(server.layer))
      )
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
      // 90 % of 20 seconds have passed at 18 seconds: the call at 17 does not ask.
      assert.deepStrictEqual(server.asked, [0])
      assert.deepStrictEqual(server.used, [
        [9000, "token-1"],
        [17_000, "token-1"]
      ])
    })
  )
})

describe("access tokens with an invalid lifetime", () => {
  for (const life of [0, "0", -1, "-3600", "NaN", "Infinity", "1e999", "", "soon", null, true]) {
    it.effect(`a token response with this lifetime is not used: ${JSON.stringify(life)}`, () =>
      Effect.gen(function* () {
        const server = vipps((n) => token(n, life), { retry: { maxRetries: 2 } })
        const error = yield* once.pipe(Effect.flip, Effect.provide(server.layer))
        assert(error._tag === "VippsDecodeError")
        assert.strictEqual(error.outcome, "refused")
        assert.include(error.message, "no access token")
        assert.isTrue(error.issues.every(({ path }) => path === "expires_in"))
        assert.notInclude(error.message, "token-1")
        assert.strictEqual(server.asked.length, 1)
        assert.strictEqual(server.used.length, 0)
      })
    )
  }

  for (const rest of ['"expires_in":1e999', '"token_type":"Bearer"']) {
    it.effect(`a token response with this lifetime is not used: ${rest}`, () =>
      Effect.gen(function* () {
        const server = vipps(() => new Response(`{"access_token":"token-1",${rest}}`))
        const error = yield* once.pipe(Effect.flip, Effect.provide(server.layer))
        assert.strictEqual(error._tag, "VippsDecodeError")
        assert.strictEqual(server.used.length, 0)
      })
    )
  }

  it.effect("an access token that cannot be a header value is neither used nor shown", () =>
    Effect.gen(function* () {
      for (const value of ["precious\\r\\nx: y", "prec ious", "preciøus", "", "precious\\u0000"]) {
        const server = vipps(() => new Response(`{"access_token":"${value}","expires_in":3600}`))
        const error = yield* once.pipe(Effect.flip, Effect.provide(server.layer))
        assert.strictEqual(error._tag, "VippsDecodeError")
        assert.notInclude(error.message, "prec")
        assert.strictEqual(server.used.length, 0)
      }
    })
  )
})

describe("responses of the token endpoint", () => {
  const cases = [
    [400, "VippsAuthError", 1],
    [401, "VippsAuthError", 1],
    [403, "VippsAuthError", 1],
    [404, "VippsAuthError", 1],
    [405, "VippsRequestError", 1],
    [408, "VippsRequestError", 3],
    [409, "VippsRequestError", 1],
    [425, "VippsRequestError", 3],
    [429, "VippsRateLimitError", 3],
    [500, "VippsServerError", 3]
  ] as const
  for (const [status, tag, requests] of cases) {
    it.effect(
      `the token endpoint's ${status} is ${tag} after ${requests} ${requests === 1 ? "request" : "requests"}`,
      () =>
        Effect.gen(function* () {
          const server = vipps(() => Response.json({}, { status }), { retry: { maxRetries: 2 } })
          for (const call of [Effect.asVoid(once), Effect.asVoid(AccessToken.get)]) {
            server.asked.length = 0
            const fiber = yield* Effect.fork(call.pipe(Effect.flip, Effect.provide(server.layer)))
            yield* TestClock.adjust("10 seconds")
            const error = yield* Fiber.join(fiber)
            assert.strictEqual(error._tag, tag)
            assert.strictEqual(error.retryable, requests === 3)
            assert.strictEqual(error.outcome, "refused")
            assert.strictEqual(server.asked.length, requests)
          }
          assert.strictEqual(server.used.length, 0)
        })
    )
  }

  it.effect("the token endpoint's 408 and 425 are retried: the call continues with the new token", () =>
    Effect.gen(function* () {
      const server = vipps((n) => (n < 3 ? Response.json({}, { status: n === 1 ? 408 : 425 }) : token(n)), {
        retry: { maxRetries: 2 }
      })
      const fiber = yield* Effect.fork(once.pipe(Effect.provide(server.layer)))
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(
        server.used.map(([, used]) => used),
        ["token-3"]
      )
    })
  )
})

describe("waiting for a token", () => {
  const seconds = (timeout: number) =>
    EPayment.capturePayment("order-12345", capture, { timeout: `${timeout} seconds` })

  it.effect("the call's own time limits the wait for a token, for the caller that fetches and for one that joins", () =>
    Effect.gen(function* () {
      const server = vipps(() => Effect.never, { attemptTimeout: "1 hour", timeout: "2 hours" })
      const ended = (timeout: number) => Effect.fork(Effect.zip(Effect.flip(seconds(timeout)), Clock.currentTimeMillis))
      yield* Effect.gen(function* () {
        const first = yield* ended(3)
        yield* TestClock.adjust("1 second")
        const second = yield* ended(5)
        yield* TestClock.adjust("2 seconds")
        const [error, at] = yield* Fiber.join(first)
        assert.strictEqual(at, 3000)
        assert(error._tag === "VippsTransportError")
        assert.strictEqual(error.reason, "Timeout")
        assert.include(error.message, "no access token arrived in time")
        assert.strictEqual(error.outcome, "refused")
        assert.isTrue(error.retryable)
        yield* TestClock.adjust("3 seconds")
        assert.strictEqual((yield* Fiber.join(second))[1], 6000)
      }).pipe(Effect.provide(server.layer))
      assert.deepStrictEqual(server.asked, [0])
      assert.strictEqual(server.used.length, 0)
    })
  )

  it.effect("the configured time limits the wait of AccessToken.get", () =>
    Effect.gen(function* () {
      const server = vipps(() => Effect.never, { attemptTimeout: "1 hour", timeout: "7 seconds" })
      const fiber = yield* Effect.fork(
        Effect.zip(Effect.flip(AccessToken.get), Clock.currentTimeMillis).pipe(Effect.provide(server.layer))
      )
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(fiber))[1], 7000)
    })
  )

  it.scoped(
    "a token fetch in Cloudflare Workers leaves half of the call's time to the call while the old token is valid",
    () =>
      Effect.gen(function* () {
        yield* inWorker
        const server = vipps((n) => (n === 1 ? token(n) : Effect.never), { attemptTimeout: "1 hour" })
        yield* Effect.gen(function* () {
          yield* once
          yield* TestClock.adjust("55 minutes")
          const fiber = yield* Effect.fork(seconds(10))
          yield* TestClock.adjust("5 seconds")
          yield* Fiber.join(fiber)
        }).pipe(Effect.provide(server.layer))
        assert.deepStrictEqual(server.used, [
          [0, "token-1"],
          [3_305_000, "token-1"]
        ])
      })
  )
})

describe("a token revoked while its renewal is under way", () => {
  const revokedDuring = (renewed: (gate: Deferred.Deferred<void>) => TokenAnswer) =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const server = vipps((n) => (n === 1 ? token(n) : n === 2 ? renewed(gate) : token(n)))
      const results = yield* Effect.gen(function* () {
        yield* once
        yield* TestClock.adjust("55 minutes")
        server.revoked.add("token-1")
        // Both are refused with the old token, and wait for the renewal that the first of them began.
        const fibers = yield* Effect.fork(Effect.all([once, once].map(Effect.either), { concurrency: 2 }))
        yield* TestClock.adjust("1 second")
        assert.strictEqual(server.used.length, 3)
        assert.isNull(fibers.unsafePoll())
        yield* Deferred.succeed(gate, undefined)
        return [yield* Fiber.join(fibers), yield* Effect.either(once)] as const
      }).pipe(Effect.provide(server.layer))
      return { results, ...server }
    })

  it.effect("a token revoked during its renewal is not used again: both calls wait for one new token", () =>
    Effect.gen(function* () {
      const { asked, results, used } = yield* revokedDuring((gate) => Effect.as(Deferred.await(gate), token(2)))
      assert.isTrue(results.flat().every(Either.isRight))
      assert.deepStrictEqual(
        used.map(([, bearer]) => bearer),
        ["token-1", "token-1", "token-1", "token-2", "token-2", "token-2"]
      )
      assert.strictEqual(asked.length, 2)
    })
  )

  it.effect("a token revoked during a failing renewal is not kept: the calls fail, and the next one fetches", () =>
    Effect.gen(function* () {
      const { asked, results, used } = yield* revokedDuring((gate) => Effect.as(Deferred.await(gate), down.clone()))
      for (const result of results[0]) {
        assert(Either.isLeft(result))
        assert.strictEqual(result.left._tag, "VippsServerError")
        assert.strictEqual(result.left.outcome, "refused")
      }
      assert.isTrue(Either.isRight(results[1]))
      assert.deepStrictEqual(
        used.map(([, bearer]) => bearer),
        ["token-1", "token-1", "token-1", "token-3"]
      )
      assert.strictEqual(asked.length, 3)
    })
  )

  it.effect("invalidating an old token leaves a newer one in place", () =>
    Effect.gen(function* () {
      const server = vipps((n) => token(n))
      yield* Effect.gen(function* () {
        const old = yield* AccessToken.get
        yield* TestClock.adjust("55 minutes")
        yield* AccessToken.get
        yield* AccessToken.invalidate(old)
        assert.strictEqual(Redacted.value(yield* AccessToken.get), "token-2")
      }).pipe(Effect.provide(server.layer))
      assert.strictEqual(server.asked.length, 2)
    })
  )
})
