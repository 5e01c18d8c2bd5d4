// @effect-diagnostics anyUnknownInErrorContext:off unsafeEffectTypeAssertion:off
/** HTTP clients that an application has changed: a call ends as it does without the change. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { assert, describe, it } from "@effect/vitest"
import { EPayment, VippsConfig, type VippsError } from "@effect-vipps/client"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { tokenResponse } from "../support/samples.js"
import { capture, drive, modified, options, scripted, sensitive } from "./support.js"

const once = EPayment.capturePayment("order-12345", capture, { idempotencyKey: "key-1" })

const problem = (status: number, code?: string, headers = {}) =>
  Response.json(
    { title: "Problem", extraDetails: code ? [{ name: "ErrorCode", reason: code }] : [] },
    { status, headers }
  )

const responses: { readonly [what: string]: (n: number) => Response } = {
  "a success": () => Response.json(modified),
  "a 400 with a code": () => problem(400, "6090"),
  "a busy payment": () => problem(400, "6160"),
  "a 401, and a success with the next token": (n) => (n === 1 ? problem(401) : Response.json(modified)),
  "a 401 for good": () => problem(401),
  "a 404": () => problem(404),
  "a 407": () => problem(407),
  "a 408": () => problem(408),
  "a 409": () => problem(409, "4010"),
  "a 429 with Retry-After": (n) =>
    n === 1 ? problem(429, undefined, { "retry-after": "7" }) : Response.json(modified),
  "a 429 for good": () => problem(429, undefined, { "retry-after": "3600" }),
  "a 500": () => problem(500),
  "a 501": () => problem(501),
  "a redirect": () => new Response(null, { status: 302, headers: { location: "https://example.com" } })
}

const decorations: { readonly [name: string]: (client: HttpClient.HttpClient) => HttpClient.HttpClient } = {
  "HttpClient.filterStatusOk": HttpClient.filterStatusOk,
  "HttpClient.filterStatus": HttpClient.filterStatus((status) => status < 400),
  "filterStatusOk and a mapped request": (client) =>
    HttpClient.mapRequest(HttpClient.filterStatusOk(client), HttpClientRequest.setHeader("x-own", "1")),
  "a transformation around filterStatusOk": (client) =>
    HttpClient.transform(HttpClient.filterStatusOk(client), (effect) => effect),
  "a tap that reads every body": (client) => HttpClient.tap(client, (response) => Effect.ignore(response.text)),
  "a tap that fails on what is no JSON": (client) => HttpClient.tap(client, (response) => response.json)
}

/** How a call ended, what it sent and when. */
const course = (respond: (n: number) => Response, decorate = (client: HttpClient.HttpClient) => client) =>
  Effect.gen(function* () {
    const server = scripted(respond)
    const client = Layer.map(server.layer, (context) =>
      HttpClient.HttpClient.context(decorate(context.unsafeMap.get(HttpClient.HttpClient.key) as HttpClient.HttpClient))
    )
    const exit = yield* drive(Effect.either(Effect.provide(once, Layer.merge(server.layer, client))))
    const [first = 0] = server.times()
    return JSON.stringify({ exit, times: server.times().map((at) => at - first), tokens: server.tokens() })
  })

describe("calls with a decorated HttpClient", () => {
  for (const [name, decorate] of Object.entries(decorations)) {
    it.effect(`a call ends as with a plain client: ${name}`, () =>
      Effect.forEach(Object.entries(responses), ([what, respond]) =>
        Effect.gen(function* () {
          const bare = yield* course(respond)
          assert.strictEqual(yield* course(respond, decorate), bare, what)
        })
      )
    )
  }

  it.effect("a program that logs the requests of its client sees no secret", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json(modified))
      const logged: Array<string> = []
      const log = (request: HttpClientRequest.HttpClientRequest) => Effect.log(request.headers, request)
      const client = Layer.map(server.layer, (context) =>
        HttpClient.HttpClient.context(HttpClient.tapRequest(Context.get(context, HttpClient.HttpClient), log))
      )
      const logger = Logger.replace(
        Logger.defaultLogger,
        Logger.make((entry) => void logged.push(Logger.jsonLogger.log(entry), Logger.logfmtLogger.log(entry)))
      )
      yield* Effect.provide(once, Layer.mergeAll(server.layer, client, logger))
      // The token and the capture.
      assert.strictEqual(logged.filter((line) => line.includes("123456")).length, 4)
      const secrets = [sensitive.clientSecret, sensitive.subscriptionKey, sensitive.token, "client-id"]
      for (const line of logged) for (const secret of secrets) assert.notInclude(line, secret)
    })
  )

  it.effect("a refused token is reported under filterStatusOk as without it", () =>
    Effect.gen(function* () {
      const refusing = HttpClient.filterStatusOk(
        HttpClient.make((request) => Effect.succeed(HttpClientResponse.fromWeb(request, problem(401))))
      )
      const error = yield* Effect.flip(
        Effect.provide(Effect.provideService(once, HttpClient.HttpClient, refusing), VippsConfig.layer(options))
      )
      assert.strictEqual(error._tag, "VippsAuthError")
      assert.strictEqual(error.outcome, "refused")
      assert.isFalse(error.retryable)
    })
  )
})

const failing = (fail: (request: HttpClientRequest.HttpClientRequest) => Effect.Effect<never, unknown>) => {
  let calls = 0
  const server = scripted(() => Response.json(modified))
  const layer = Layer.map(server.layer, (context) =>
    HttpClient.HttpClient.context(
      HttpClient.transform(
        context.unsafeMap.get(HttpClient.HttpClient.key) as HttpClient.HttpClient,
        (effect, request) => {
          if (request.url.endsWith("/accesstoken/get")) return effect
          calls++
          return fail(request) as Effect.Effect<never>
        }
      )
    )
  )
  return { calls: () => calls, layer: Layer.merge(server.layer, layer) }
}

const failureWith = (fail: Parameters<typeof failing>[0]) =>
  Effect.gen(function* () {
    const client = failing(fail)
    const fiber = yield* Effect.fork(Effect.flip(Effect.provide(once, client.layer)))
    const exit = yield* drive(Fiber.join(fiber))
    assert(exit._tag === "Success", String(exit))
    const error = exit.value
    assert(error._tag === "VippsTransportError", error.message)
    for (const secret of Object.values(sensitive)) assert.notInclude(error.message, secret)
    return { error, calls: client.calls() }
  })

describe("failures of the HttpClient itself", () => {
  it.effect("a request that cannot be encoded or has an invalid URL was not sent and is not retried", () =>
    Effect.gen(function* () {
      for (const reason of ["Encode", "InvalidUrl"] as const) {
        const { calls, error } = yield* failureWith((request) =>
          Effect.fail(new HttpClientError.RequestError({ request, reason, cause: new TypeError("Invalid URL") }))
        )
        assert.strictEqual(error.outcome, "refused")
        assert.include(error.message, "Invalid URL")
        assert.include(error.message, "the request cannot be sent")
        assert.include(error.message, "Nothing was sent")
        assert.isFalse(error.retryable)
        assert.strictEqual(calls, 1)
      }
    })
  )

  it.effect("an error of another kind leaves the outcome unknown, and is retried like a lost response", () =>
    Effect.gen(function* () {
      const { calls, error } = yield* failureWith(() => Effect.fail({ _tag: "MyError", why: "rate limiter" }))
      assert.strictEqual(error.outcome, "unknown")
      assert.include(error.message, "the HTTP client failed")
      assert.strictEqual(calls, 3)
    })
  )

  it.effect("a failed request is reported by the words of its cause, else of its description, else of its reason", () =>
    Effect.gen(function* () {
      const said = (
        reason: "Transport" | "Encode",
        more: { readonly cause?: unknown; readonly description?: string }
      ) =>
        Effect.map(
          failureWith((request) => Effect.fail(new HttpClientError.RequestError({ request, reason, ...more }))),
          ({ error }) => error.message
        )
      for (const reason of ["Transport", "Encode"] as const) {
        const both = { cause: new TypeError("read ECONNRESET"), description: "described" }
        assert.include(yield* said(reason, both), "read ECONNRESET")
        assert.notInclude(yield* said(reason, both), "described")
        assert.include(yield* said(reason, { description: "described" }), "described")
        assert.include(yield* said(reason, {}), reason)
      }
    })
  )

  it.effect("a defect of the HttpClient leaves the outcome unknown, and is not retried", () =>
    Effect.gen(function* () {
      const { calls, error } = yield* failureWith(() => Effect.die(new Error("a bug of the client")))
      assert.strictEqual(error.outcome, "unknown")
      assert.include(error.message, "a bug of the client")
      assert.isFalse(error.retryable)
      assert.strictEqual(calls, 1)
      const responded = yield* failureWith((request) => {
        const response = HttpClientResponse.fromWeb(request, new Response(null, { status: 500 }))
        return Effect.die(new HttpClientError.ResponseError({ request, response, reason: "StatusCode" }))
      })
      assert.strictEqual(responded.error.outcome, "unknown")
    })
  )

  it.effect("a body that breaks makes a success unknown and retried, and a refusal remains one", () =>
    Effect.gen(function* () {
      const broken = (status: number) =>
        new Response(new ReadableStream({ pull: (body) => body.error(new Error("terminated")) }), { status })
      for (const [status, tag, outcome, requests] of [
        [200, "VippsTransportError", "unknown", 3],
        [400, "VippsRequestError", "refused", 1]
      ] as const) {
        const server = scripted(() => broken(status))
        const error = yield* Effect.flip(yield* drive(Effect.provide(once, server.layer)))
        assert.deepStrictEqual([error._tag, error.outcome, server.seen.length], [tag, outcome, requests])
        if (status === 200) assert.include(error.message, "terminated")
        else {
          const empty = scripted(() => new Response(null, { status }))
          const same = yield* Effect.flip(yield* drive(Effect.provide(once, empty.layer)))
          assert.strictEqual(error.message, same.message)
        }
      }
    })
  )

  it.effect("any thrown value, even undefined, ends in a VippsError", () =>
    Effect.gen(function* () {
      const hostile = new Proxy({}, { get: () => Effect.runSync(Effect.die("hostile")) })
      for (const thrown of [undefined, null, "words", 7, Symbol("x"), hostile]) {
        const { error } = yield* failureWith(() => Effect.die(thrown))
        assert.strictEqual(error.outcome, "unknown")
      }
    })
  )
})

describe("fetch", () => {
  type Init = globalThis.RequestInit & { readonly next?: unknown }

  const recording = (respond: () => unknown = () => Response.json(modified)) => {
    const seen: Array<Init> = []
    const fetch = (async (input: unknown, init: Init) => {
      seen.push(init)
      return String(input).endsWith("/accesstoken/get") ? Response.json(tokenResponse()) : respond()
    }) as unknown as typeof globalThis.fetch
    return { seen, fetch }
  }

  const config = VippsConfig.layer({ ...options, retry: { maxRetries: 0 } })

  const asked = (
    layer: Layer.Layer<HttpClient.HttpClient>
  ): Effect.Effect<EPayment.ModificationResponse, VippsError.VippsError> =>
    Effect.orDie(Effect.provide(Effect.either(once), Layer.merge(config, layer))).pipe(Effect.flatten)

  it.effect("fetch is called with no-store and without redirects, for the token too", () =>
    Effect.gen(function* () {
      const { fetch, seen } = recording()
      yield* asked(FetchHttpClient.layer).pipe(Effect.provideService(FetchHttpClient.Fetch, fetch))
      assert.deepStrictEqual(
        seen.map(({ cache, redirect }) => [cache, redirect]),
        [
          ["no-store", "manual"],
          ["no-store", "manual"]
        ]
      )
    })
  )

  it.effect("fetch receives the options of the program and of the client's layer, except for redirects", () =>
    Effect.gen(function* () {
      const own = { cache: "no-cache", keepalive: true, redirect: "follow" } as const
      const { fetch, seen } = recording()
      yield* asked(FetchHttpClient.layer).pipe(
        Effect.provideService(FetchHttpClient.RequestInit, own),
        Effect.provideService(FetchHttpClient.Fetch, fetch)
      )
      yield* asked(
        FetchHttpClient.layer.pipe(
          Layer.provide(Layer.succeed(FetchHttpClient.RequestInit, own)),
          Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch))
        )
      )
      assert.strictEqual(seen.length, 4)
      for (const init of seen) {
        assert.strictEqual(init.cache, "no-cache")
        assert.isTrue(init.keepalive)
        assert.strictEqual(init.redirect, "manual")
      }
    })
  )

  it.effect("fetch in Workers is called without the option cache, which some versions reject", () =>
    Effect.gen(function* () {
      const { fetch, seen } = recording()
      const before = Object.getOwnPropertyDescriptor(globalThis, "navigator")
      Object.defineProperty(globalThis, "navigator", {
        value: { userAgent: "Cloudflare-Workers" },
        configurable: true
      })
      yield* asked(FetchHttpClient.layer).pipe(
        Effect.provideService(FetchHttpClient.Fetch, fetch),
        Effect.ensuring(
          Effect.sync(() => {
            if (before === undefined) Reflect.deleteProperty(globalThis, "navigator")
            else Object.defineProperty(globalThis, "navigator", before)
          })
        )
      )
      assert.isTrue(seen.length === 2 && seen.every((init) => !("cache" in init)))
    })
  )

  const mocks: { readonly [what: string]: readonly [respond: () => unknown, said: string] } = {
    "nothing at all": [() => undefined, "Cannot read properties of undefined"],
    null: [() => null, "Cannot read properties of null"],
    "a string": [() => "OK", "the HTTP client resolved to no response: it has no status"],
    "an object without a status": [
      () => ({ json: async () => modified }),
      "the HTTP client resolved to no response: it has no status"
    ],
    "one with json() only": [() => ({ ok: true, status: 200, json: async () => modified }), "is not a function"],
    "one whose text() gives no text": [
      () => ({ status: 200, headers: {}, text: async () => modified }),
      "the HTTP client resolved to no response: its body is no text"
    ],
    "one whose text() throws": [
      () => ({
        status: 200,
        headers: {},
        text: () => {
          throw new TypeError("not implemented is not a function")
        }
      }),
      "not implemented is not a function"
    ],
    "a Response that was read before": (() => {
      const response = Response.json(modified)
      void response.text()
      return [() => response, "locked"] as const
    })()
  }

  for (const [what, [respond, said]] of Object.entries(mocks)) {
    it.effect(`a fetch that resolves to ${what} ends in an error that is not retried`, () =>
      Effect.gen(function* () {
        const { fetch } = recording(respond)
        const error = yield* Effect.flip(
          asked(FetchHttpClient.layer).pipe(Effect.provideService(FetchHttpClient.Fetch, fetch))
        )
        assert.strictEqual(error._tag, "VippsTransportError", error.message)
        assert.include(error.message, said)
        assert.isFalse(error.retryable, error.message)
        assert.strictEqual(error.outcome, "unknown")
      })
    )
  }
})
