import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, VippsConfig, type VippsError } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import { capture, modified, options, payment, type Reaction, scripted, sensitive } from "./support.js"

const once = { retry: false, idempotencyKey: "key-1" } as const

const problem = (status: number, body: unknown) => () => Response.json(body, { status })

/** The error of a capture with this response. */
const captured = (react: (n: number) => Reaction, overrides: Partial<VippsConfig.Options> = {}) => {
  const server = scripted(react, overrides)
  return Effect.flip(EPayment.capturePayment("order-12345", capture, once)).pipe(Effect.provide(server.layer))
}

const created = (react: (n: number) => Reaction, request: EPayment.CreatePaymentRequest = payment) =>
  Effect.flip(EPayment.createPayment(request, once)).pipe(Effect.provide(scripted(react).layer))

/** The error as a refusal by the API, which has the server's words in its fields. */
const refusal = (error: VippsError.VippsError): VippsError.VippsRequestError => {
  assert(error._tag === "VippsRequestError")
  return error
}

describe("error messages", () => {
  it.effect("an error message names the environment, the host, the attempts and the trace id", () =>
    Effect.gen(function* () {
      const react = problem(400, { title: "No", traceId: "t-1" })
      const test = yield* captured(react)
      assert.match(test.message, / \[test apitest\.vipps\.no, 1 attempt, traceId t-1\]$/)
      const production = yield* captured(react, { environment: "production" })
      assert.match(production.message, / \[production api\.vipps\.no, 1 attempt, traceId t-1\]$/)
      const local = yield* captured(react, { baseUrl: "http://127.0.0.1:4242" })
      assert.match(local.message, / \[test 127\.0\.0\.1:4242, 1 attempt, traceId t-1\]$/)
    })
  )

  it.effect("an error message does not count the attempts of a call for which there was no token", () =>
    Effect.gen(function* () {
      const refusing = HttpClient.make((request) =>
        Effect.succeed(HttpClientResponse.fromWeb(request, Response.json({ error: "invalid_client" }, { status: 401 })))
      )
      const error = yield* Effect.flip(EPayment.capturePayment("order-12345", capture, once)).pipe(
        Effect.provide(Layer.merge(Layer.succeed(HttpClient.HttpClient, refusing), VippsConfig.layer(options)))
      )
      assert.match(error.message, /no access token: the keys were not accepted .* \[test apitest\.vipps\.no\]$/)
      assert.strictEqual(error.attempts, 0)
    })
  )

  it.effect("an error message shows a duration in seconds", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(
        Effect.flip(EPayment.getPayment("order-12345", { retry: false, timeout: 1499 })).pipe(
          Effect.provide(scripted(() => "hang").layer)
        )
      )
      yield* TestClock.adjust("1 minute")
      assert.include((yield* Fiber.join(fiber)).message, "no complete response within 1.5 s.")
    })
  )

  for (const title of ["Amount is too high", "Amount is too high.", "Amount is too high..", "Amount is too high. "]) {
    it.effect(`an error message ends ${JSON.stringify(title)} with one full stop`, () =>
      Effect.gen(function* () {
        const error = yield* captured(problem(400, { title }))
        assert.include(error.message, "Amount is too high. ")
        assert.notInclude(error.message, "..")
      })
    )
  }

  it.effect("an error message shows five details and counts the others", () =>
    Effect.gen(function* () {
      const extraDetails = Array.from({ length: 100_000 }, (_, i) => ({ name: `field${i}`, reason: "is wrong" }))
      const error = yield* captured(problem(400, { title: "Bad", extraDetails }))
      assert.include(error.message, "field4: is wrong, and 45 more.")
      assert.notInclude(error.message, "field5")
      assert.isAtMost(error.message.length, 1000)
    })
  )

  it.effect("an error message does not show an invalid reference", () =>
    Effect.gen(function* () {
      for (const reference of ["ola@example.com", "47 98 76 54 32", "x".repeat(65), "a/b"]) {
        const error = yield* Effect.flip(EPayment.getPayment(reference)).pipe(
          Effect.provide(scripted(() => "hang").layer)
        )
        assert.notInclude(error.message, reference)
        assert.isUndefined(error.reference)
      }
    })
  )
})

describe("personal data in error messages", () => {
  const customer = { phoneNumber: sensitive.phoneNumber }
  for (const echo of ["4798765432", "+47 987 65 432", "98765432", "987-65-432", "0047 98 76 54 32"]) {
    it.effect(`an error message does not show a phone number as ${echo}`, () =>
      Effect.gen(function* () {
        const error = refusal(
          yield* created(
            problem(400, {
              title: `Unknown user ${echo}`,
              detail: `No user ${echo}, sorry`,
              extraDetails: [{ name: `customer ${echo}`, reason: `'${echo}' is not valid` }]
            }),
            { ...payment, customer }
          )
        )
        const digits = JSON.stringify({ ...error, message: error.message }).replace(/[^\d"]/g, "")
        assert.notInclude(digits, "98765432")
        assert.include(error.message, "Unknown user")
      })
    )
  }

  it.effect("an error message does not show a name, a street and an email address of a Checkout session", () =>
    Effect.gen(function* () {
      const request: Checkout.CreateSessionRequest = {
        type: "PAYMENT",
        merchantInfo: {
          callbackUrl: "https://example.com/callback",
          returnUrl: "https://example.com/thanks",
          callbackAuthorizationToken: "a-callback-token-1234"
        },
        transaction: {
          amount: { value: 100, currency: "NOK" },
          reference: "order-12345",
          paymentDescription: "Socks"
        },
        prefillCustomer: {
          firstName: "Ola",
          lastName: "Nordmann",
          email: "ola@example.com",
          phoneNumber: "4798765432",
          streetAddress: "Robert Levins gate 5",
          city: "Oslo",
          postalCode: "0154",
          country: "NO"
        }
      }
      const title = "OLA nordmann, robert-levins gate 5, 0154 OSLO, OLA@example.com"
      const error = yield* Effect.flip(Checkout.createSession(request, once)).pipe(
        Effect.provide(scripted(problem(400, { title })).layer)
      )
      assert.notMatch(error.message, /ola|nordmann|levins|0154|oslo|example/i)
    })
  )
})

describe("error messages about keys", () => {
  const all = /client id, client secret, subscription key and merchant serial number/
  const table: ReadonlyArray<readonly [words: string, advice: RegExp]> = [
    ["Access denied due to invalid subscription key. Make sure to provide a valid key.", /Check the subscription key/],
    ["AADSTS7000215: Invalid client secret is provided.", /Check the client secret/],
    ["AADSTS700016: Application with identifier 'x' was not found", /Check the client id/],
    ["Merchant-Serial-Number is not valid", /Check the merchant serial number/],
    ["Something went wrong, please try again later.", /does not say which key is wrong: check client id/]
  ]
  for (const [detail, advice] of table) {
    it.effect(`an error message names the rejected key after ${JSON.stringify(detail)}`, () =>
      Effect.gen(function* () {
        const error = yield* captured(problem(403, { detail }))
        assert.match(error.message, advice)
        if (!detail.startsWith("Something")) assert.notMatch(error.message, all)
      })
    )
  }
})

describe("fields of an error", () => {
  it.effect("the fields of an error are bounded, whatever the server writes", () =>
    Effect.gen(function* () {
      const long = "x".repeat(1_000_000)
      const error = refusal(
        yield* captured(
          problem(400, { title: long, detail: long, traceId: long, extraDetails: [{ name: long, reason: long }] })
        )
      )
      assert.isAtMost(JSON.stringify(error).length + error.message.length, 10_000)
      assert.isUndefined(error.traceId)
    })
  )

  it.effect("the fields of an error are what the server wrote where that is harmless", () =>
    Effect.gen(function* () {
      let sent = 0
      const error = refusal(
        yield* captured(() => {
          sent++
          return Response.json({ ...modified, title: "T", detail: "D", traceId: "t" }, { status: 400 })
        })
      )
      assert.deepStrictEqual([error.title, error.detail, error.traceId, sent], ["T", "D", "t", 1])
    })
  )
})
