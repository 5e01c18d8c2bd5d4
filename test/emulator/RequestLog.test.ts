import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as PubSub from "effect/PubSub"
import { masked } from "../../packages/emulator/src/core/maskSecrets.js"
import * as RequestLog from "../../packages/emulator/src/core/RequestLog.js"
import { overview } from "../../packages/emulator/src/pages/dashboard/links.js"
import * as Page from "../../packages/emulator/src/pages/dashboard/Page.js"
import { look } from "../../packages/emulator/src/pages/dashboard/seen.js"
import { sheetOf } from "../../packages/emulator/src/pages/dashboard/sheet.js"
import * as VippsEmulator from "../../packages/emulator/src/VippsEmulator.js"
import { sessionRequest, start, tokenHeaders } from "./harness.js"

const silent = {
  timestamp: 0,
  operation: "EPayment.createPayment",
  method: "POST",
  path: "/epayment/v1/payments",
  reference: "order-0001",
  requestHeaders: {},
  requestBody: "",
  fault: undefined,
  status: 200,
  responseHeaders: {},
  responseBody: ""
} as const satisfies Omit<RequestLog.Exchange, "sequence">

/** What the log shows of this request. */
const shown = (exchange: Partial<RequestLog.Exchange>, secrets: ReadonlyArray<string> = []) =>
  Effect.gen(function* () {
    const log = RequestLog.make(yield* PubSub.sliding<void>(1), secrets)
    yield* log.add({ ...silent, ...exchange })
    const [first] = yield* log.all
    assert.isDefined(first)
    return first
  })

/** Nothing else in a test looks like one. */
const secret = FastCheck.stringMatching(/^[A-Za-z0-9+/_.~-]{16,40}$/).map((text) => `S3CRET${text}`)

const secretHeader = FastCheck.constantFrom(
  "authorization",
  "client_secret",
  "ocp-apim-subscription-key",
  "cookie",
  "x-api-key",
  "Client_Secret"
)

const secretField = FastCheck.constantFrom(
  "access_token",
  "accessToken",
  "token",
  "customerToken",
  "personalQr",
  "callbackAuthorizationToken",
  "client_secret",
  "clientSecret",
  "secret",
  "apiKey",
  "subscription_key",
  "password"
)

/** JSON with the secret in a field that holds one, at any depth. */
const hiding = (value: string) =>
  FastCheck.tuple(
    secretField,
    FastCheck.array(FastCheck.constantFrom("transaction", "customer", "list"), { maxLength: 4 }),
    FastCheck.jsonValue({ maxDepth: 2 })
  ).map(([field, path, other]) =>
    path.reduceRight<unknown>((inner, name) => (name === "list" ? [other, inner] : { other, [name]: inner }), {
      before: 1,
      [field]: value,
      after: other
    })
  )

const within = secret.chain((value) => FastCheck.tuple(FastCheck.constant(value), secretHeader, hiding(value)))

describe("the request log", () => {
  it.effect.prop(
    "the request log shows no secret of a header or a field, wherever else it is repeated",
    [within],
    ([[value, header, body]]) =>
      Effect.gen(function* () {
        const text = JSON.stringify(body)
        const exchange = yield* shown({
          path: `/epayment/v1/payments/${value}?reference=${encodeURIComponent(value)}`,
          requestHeaders: {
            [header]: header === "authorization" ? `Bearer ${value}` : value,
            "x-mistake": `it is ${value}`
          },
          requestBody: text,
          responseHeaders: { "x-echo": value },
          responseBody: JSON.stringify({ detail: `${value} is unknown`, [value]: 1 })
        })
        assert.notInclude(JSON.stringify(exchange), value)
        assert.notInclude(exchange.path, encodeURIComponent(value))
      })
  )

  it.effect.prop(
    "the request log shows no secret of a field, of a body alone, whole or truncated anywhere",
    [within, FastCheck.nat()],
    ([[, , body], at]) =>
      Effect.gen(function* () {
        const text = JSON.stringify(body)
        const cut = text.slice(0, at % (text.length + 1))
        const spaced = JSON.stringify(body, undefined, 2)
        for (const requestBody of [
          text,
          cut,
          spaced,
          `${spaced}garbage`,
          `${text.slice(0, -1)},"long":"${"x".repeat(30_000)}"}`
        ]) {
          assert.notInclude(JSON.stringify(yield* shown({ requestBody })), "S3CRET")
          assert.notInclude(JSON.stringify(yield* shown({ responseBody: requestBody })), "S3CRET")
        }
      })
  )

  it.effect.prop(
    "the request log shows no secret that is known from the start, wherever it is",
    [secret, FastCheck.constantFrom("path", "requestBody", "responseBody")],
    ([value, place]) =>
      Effect.map(shown({ [place]: `/a/${value}/b ${value}` }, [value]), (exchange) =>
        assert.notInclude(JSON.stringify(exchange), value)
      )
  )

  it.effect(
    "the request log hides tokens in URLs, queries of callbacks and logins, and leaves the rest unchanged",
    () =>
      Effect.gen(function* () {
        const body = {
          reference: "order-0001",
          amount: { currency: "NOK", value: 100 },
          redirectUrl: "http://127.0.0.1:1/landing?v=2&token=abc.def",
          merchantInfo: {
            callbackUrl: "https://user:pass@shop.example/cb?key=hush",
            returnUrl: "https://shop.example/?order=1"
          }
        }
        const { path, requestBody } = yield* shown({
          path: "/accesstoken/get?client_secret=hush&a=b",
          requestBody: JSON.stringify(body)
        })
        assert.strictEqual(path, "/accesstoken/get?client_secret=•••&a=b")
        assert.deepStrictEqual(JSON.parse(requestBody), {
          reference: "order-0001",
          amount: { currency: "NOK", value: 100 },
          redirectUrl: "http://127.0.0.1:1/landing?v=2&token=•••",
          merchantInfo: { callbackUrl: "https://•••@shop.example/cb?•••", returnUrl: "https://shop.example/?order=1" }
        })
      })
  )

  // Quadratic masking takes minutes for these; the test's time limit is the assertion.
  it("the request log masks bodies of 100,000 characters in linear time, however hostile", () => {
    const size = 100_000
    const shapes = [
      '"callback',
      '"',
      '"token"',
      '"token":',
      '"a?callback',
      '"callback":"?',
      "\\",
      '\\"',
      " ",
      "[",
      '{"a":',
      "http://",
      "?token=",
      "&token",
      '"token" :  '
    ]
    for (const shape of shapes) {
      for (const start of ["", '"', '"token":', '{"callback":"', "http://"]) {
        const body = start + shape.repeat(size / shape.length)
        masked({ ...silent, requestBody: body, responseBody: `${body}"`, path: `/?${shape.repeat(1000)}` }, [
          "S3CRET-and-long"
        ])
      }
    }
    const words = Array.from({ length: 2_000 }, (_, nth) => `secret-${nth}`).join(" ")
    const list = JSON.stringify(Array.from({ length: 100_000 }, (_, nth) => `value-${nth}`))
    masked({ ...silent, requestHeaders: { authorization: words, cookie: words }, requestBody: list }, [])
  })

  it.effect("the request log hides what follows a secret's name in a truncated body, strings or not", () =>
    Effect.gen(function* () {
      const { requestBody } = yield* shown({
        requestBody:
          '{"token": 12345, "a": "b", "secret" : ["x1x", "y1y"], "callbackUrl": "https://shop.example/?key=z1z'
      })
      assert.strictEqual(
        requestBody,
        '{"token": "•••", "a": "b", "secret" : ["•••", "•••"], "callbackUrl": "https://shop.example/?•••"'
      )
    })
  )

  it.effect("the request log keeps the latest 500 requests, and the beginning of long bodies", () =>
    Effect.gen(function* () {
      const log = RequestLog.make(yield* PubSub.sliding<void>(1), [])
      for (let count = 0; count < 510; count++) yield* log.add({ ...silent, requestBody: "x".repeat(100_000) })
      const all = yield* log.all
      assert.deepStrictEqual([all.length, all[0]?.sequence, all.at(-1)?.sequence], [500, 11, 510])
      assert.strictEqual(all[0]?.requestBody, `${"x".repeat(20_000)}…`)
      yield* log.clear
      assert.deepStrictEqual(yield* log.all, [])
    })
  )
})

describe("secrets that a client sent", () => {
  it.scoped("a client's secrets appear neither on the dashboard nor in the requests", () =>
    Effect.gen(function* () {
      const { auth, checkout, pay, send } = yield* start()
      yield* checkout("POST", "", sessionRequest("session-0001"))
      yield* pay("POST", "/epayment/v1/payments", {
        amount: { currency: "NOK", value: 10_000 },
        customer: { customerToken: "S3CRET-customer-token" },
        paymentMethod: { type: "WALLET" },
        reference: "order-0001",
        userFlow: "PUSH_MESSAGE"
      })
      yield* send("POST", "/accesstoken/get", { headers: { ...tokenHeaders, client_secret: "S3CRET-and-wrong" } })
      const { text } = yield* send("GET", "/_emulator/requests")
      assert.include(text, "•••")
      for (const hidden of [
        "S3CRET",
        "callback-secret",
        tokenHeaders.client_secret,
        tokenHeaders["Ocp-Apim-Subscription-Key"],
        auth.Authorization.slice("Bearer ".length)
      ]) {
        assert.notInclude(text, hidden)
      }
    })
  )

  it.scoped("a client's secrets do not appear in the live part of the dashboard", () =>
    Effect.gen(function* () {
      const core = yield* VippsEmulator.makeContext({})
      const emulator = yield* VippsEmulator.makeService(core)
      const reply = yield* Effect.promise(() =>
        emulator.fetch("http://vipps/accesstoken/get", { method: "POST", headers: tokenHeaders })
      )
      const { access_token } = (yield* Effect.promise(() => reply.json())) as { readonly access_token: string }
      const wrong = { Authorization: `bearer ${access_token}`, "X-Token": access_token, ...tokenHeaders }
      yield* Effect.promise(() =>
        emulator.fetch(`http://vipps/epayment/v1/payments/${access_token}`, { headers: wrong })
      )
      const seen = yield* look(core)
      assert.strictEqual(seen.log.kept, 2)
      for (const place of [overview, { segments: ["requests"], query: {} }]) {
        const sheet = sheetOf(place, seen, new Map())
        assert.isDefined(sheet)
        const text = Page.dashboard({ place, seen, sheet })
        assert.include(text, Page.live({ place, seen, sheet }))
        assert.include(text, 'id="request-2"')
        for (const hidden of [access_token, tokenHeaders.client_secret, tokenHeaders["Ocp-Apim-Subscription-Key"]]) {
          assert.notInclude(text, hidden)
        }
      }
    })
  )
})
