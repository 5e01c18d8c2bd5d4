import { inspect } from "node:util"
import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, Report, type VippsConfig } from "@effect-vipps/client"
import { VippsEmulator } from "@effect-vipps/emulator"
import { VippsRecorder, VippsTest } from "@effect-vipps/testing"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { aggregate, nok } from "../support/samples.js"

const reference = "order-12345"

type Needs = VippsConfig.VippsConfig | HttpClient.HttpClient

const create = EPayment.createPayment({
  reference,
  amount: nok(49900),
  paymentMethod: { type: "WALLET" },
  userFlow: "WEB_REDIRECT",
  returnUrl: "https://example.com/thanks"
})

const capture = EPayment.capturePayment(reference, { modificationAmount: nok(49900) })

const modified = {
  amount: nok(49900),
  state: "AUTHORIZED",
  aggregate: aggregate({ authorized: 49900, captured: 49900 }),
  pspReference: "psp-1",
  reference
}

const authorized = Effect.gen(function* () {
  const emulator = yield* VippsEmulator.VippsEmulator
  yield* create
  yield* emulator.approve(reference)
  return emulator
})

describe("VippsTest.layer", () => {
  it.effect("VippsTest.layer is Vipps in memory, with its ledger", () =>
    Effect.gen(function* () {
      yield* authorized
      yield* capture
      yield* VippsTest.expectCapturedOnce(reference, nok(49900))
    }).pipe(Effect.provide(VippsTest.layer()))
  )

  it.effect("VippsTest.layer uses the test's clock: a payment that nobody approves expires", () =>
    Effect.gen(function* () {
      yield* create
      yield* TestClock.adjust("9 minutes")
      assert.strictEqual((yield* EPayment.getPayment(reference)).state, "CREATED")
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* EPayment.getPayment(reference)).state, "EXPIRED")
    }).pipe(Effect.provide(VippsTest.layer()))
  )

  it.effect("an outage during capture causes attempts with one key, and one capture", () =>
    Effect.gen(function* () {
      const emulator = yield* authorized
      yield* emulator.inject({ operation: "EPayment.capturePayment", fault: { _tag: "Reset", afterEffect: true } })
      yield* emulator.inject({ operation: "EPayment.capturePayment", fault: { _tag: "Hang" } })
      const fiber = yield* Effect.fork(capture)
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
      const recorder = yield* VippsRecorder.VippsRecorder
      assert.strictEqual((yield* recorder.requestsTo("/capture")).length, 3)
      yield* VippsTest.expectOneIdempotencyKey("/capture")
      yield* VippsTest.expectCapturedOnce(reference, nok(49900))
    }).pipe(Effect.provide(VippsTest.layer()))
  )

  it.effect("VippsTest.layer accepts the emulator's options and the client's", () =>
    Effect.gen(function* () {
      yield* create
      yield* TestClock.adjust("2 minutes")
      assert.strictEqual((yield* EPayment.getPayment(reference)).state, "EXPIRED")
      const recorder = yield* VippsRecorder.VippsRecorder
      const [first] = yield* recorder.requests
      assert.strictEqual(first?.headers["vipps-system-name"], "shop")
    }).pipe(
      Effect.provide(VippsTest.layer({ emulator: { paymentLifetime: "1 minute" }, client: { systemName: "shop" } }))
    )
  )

  it.effect("VippsTest.layer uses the accounting partner's keys where the client has accounting keys", () =>
    Effect.gen(function* () {
      const accountingKeys = { client: { accountingKeys: true } }
      const ledgers = (options: VippsTest.Options) =>
        Effect.map(Effect.provide(Report.getLedgers(), VippsTest.layer(options)), ({ items }) => items.length)
      assert.strictEqual(yield* ledgers(accountingKeys), 3)
      const { merchantSerialNumber } = VippsEmulator.merchants.denmark.credentials
      const partner = {
        name: "Own",
        clientId: "own",
        clientSecret: "secret",
        merchantSerialNumbers: [merchantSerialNumber]
      }
      assert.strictEqual(yield* ledgers({ ...accountingKeys, emulator: { accountingPartners: [partner] } }), 1)
    })
  )

  it.effect("two layers share nothing", () =>
    Effect.gen(function* () {
      yield* Effect.provide(create, VippsTest.layer())
      assert.isTrue(Exit.isSuccess(yield* Effect.exit(Effect.provide(create, VippsTest.layer()))))
    })
  )
})

describe("failing expectations", () => {
  const message = <A, R>(effect: Effect.Effect<A, VippsTest.ExpectationFailed, R>) =>
    Effect.map(Effect.flip(effect), (error) => error.message)

  it.effect("expectCapturedOnce fails for no capture, another amount, or two captures", () =>
    Effect.gen(function* () {
      yield* authorized
      assert.include(yield* message(VippsTest.expectCapturedOnce(reference, nok(100))), "found: none")
      yield* EPayment.capturePayment(reference, { modificationAmount: nok(200) })
      assert.include(yield* message(VippsTest.expectCapturedOnce(reference, nok(100))), "found: 200 NOK")
      yield* EPayment.capturePayment(reference, { modificationAmount: nok(200) })
      assert.include(yield* message(VippsTest.expectCapturedOnce(reference, nok(200))), "found: 200 NOK, 200 NOK")
    }).pipe(Effect.provide(VippsTest.layer()))
  )

  it.effect("expectOneIdempotencyKey fails for two keys, or no request", () =>
    Effect.gen(function* () {
      yield* authorized
      assert.include(yield* message(VippsTest.expectOneIdempotencyKey("/capture")), "0 requests")
      const capturePart = () => EPayment.capturePayment(reference, { modificationAmount: nok(200) })
      yield* Effect.zipRight(capturePart(), capturePart())
      assert.include(yield* message(VippsTest.expectOneIdempotencyKey("/capture")), "found 2")
    }).pipe(Effect.provide(VippsTest.layer()))
  )
})

describe("VippsTest.layerScripted", () => {
  it.effect("layerScripted responds in order, and records the requests", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(create)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(fiber)).reference, reference)
      const recorder = yield* VippsRecorder.VippsRecorder
      assert.deepStrictEqual(
        (yield* recorder.requests).map(({ method, path }) => `${method} ${path}`),
        ["POST /accesstoken/get", ...Array.from({ length: 3 }, () => "POST /epayment/v1/payments")]
      )
      yield* VippsTest.expectOneIdempotencyKey("/payments")
      yield* recorder.clear
      assert.deepStrictEqual(yield* recorder.requests, [])
    }).pipe(
      Effect.provide(
        VippsTest.layerScripted([
          "reset",
          { status: 503, headers: { "retry-after": "1" } },
          { status: 201, body: { reference } }
        ])
      )
    )
  )

  it.effect("a script that is a function receives each request and its number", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* create).reference, reference)
      const fiber = yield* Effect.fork(capture)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(fiber)).state, "AUTHORIZED")
      const captures = yield* Effect.flatMap(VippsRecorder.VippsRecorder, (one) => one.requestsTo("/capture"))
      // The response was lost after two seconds; the second attempt is made half a second later, with jitter.
      const [first, second, ...more] = captures.map(({ at }) => at)
      assert.deepStrictEqual([first, more], [0, []])
      assert.isAbove(second ?? 0, 2000)
    }).pipe(
      Effect.provide(
        VippsTest.layerScripted(({ body, path }, n) => {
          if (path.endsWith("/payments")) return Response.json({ reference }, { status: 201 })
          assert.deepStrictEqual(body, { modificationAmount: nok(49900) })
          return n === 2 ? Effect.delay(Effect.succeed("reset"), "2 seconds") : { status: 200, body: modified }
        })
      )
    )
  )

  it.effect("access token requests can be scripted, and are counted separately", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(create)
      assert.strictEqual(error._tag, "VippsAuthError")
      yield* create
      const recorder = yield* VippsRecorder.VippsRecorder
      assert.strictEqual((yield* recorder.requestsTo("/accesstoken/get")).length, 2)
    }).pipe(
      Effect.provide(
        VippsTest.layerScripted([{ status: 201, body: { reference } }], {
          accessToken: [
            { status: 401, body: {} },
            { status: 200, body: { token_type: "Bearer", expires_in: "3600", access_token: "token" } }
          ]
        })
      )
    )
  )

  /** What a test ends with, also where the program itself handles every failure. */
  const defectOf = (script: VippsTest.Script, program = Effect.exit(create) as Effect.Effect<unknown, never, Needs>) =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(Effect.provide(program, VippsTest.layerScripted(script)))
      assert.isTrue(Exit.isFailure(exit) && Cause.isDie(exit.cause), inspect(exit))
      return Exit.isFailure(exit) ? Option.getOrUndefined(Cause.dieOption(exit.cause)) : undefined
    })

  it.effect("a request beyond the script is a defect that says so", () =>
    Effect.gen(function* () {
      const defect = yield* defectOf([])
      assert.instanceOf(defect, VippsTest.ScriptEnded)
      assert.include(inspect(defect), "No scripted response is left for POST /epayment/v1/payments")
    })
  )

  it.effect("a test that expects a failure fails where the script has ended instead", () =>
    Effect.gen(function* () {
      const expecting = Effect.gen(function* () {
        yield* Effect.ignore(create)
        assert.strictEqual((yield* Effect.flip(capture))._tag, "VippsTransportError")
      })
      assert.instanceOf(
        yield* defectOf([{ status: 201, body: { reference } }], Effect.orDie(expecting)),
        VippsTest.ScriptEnded
      )
    })
  )

  it.effect("an assertion in a script that is a function fails the test", () =>
    Effect.gen(function* () {
      const defect = yield* defectOf(({ body }) => {
        assert.deepStrictEqual(body, {})
        return { status: 200 }
      })
      assert.include(inspect(defect), "AssertionError")
    })
  )

  it.effect("requests for access tokens of accounting keys use up no response either", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* Report.getLedgers()).items, [])
      const recorder = yield* VippsRecorder.VippsRecorder
      assert.deepStrictEqual(
        (yield* recorder.requests).map(({ path }) => path),
        ["/miami/v1/token", "/settlement/v1/ledgers"]
      )
    }).pipe(
      Effect.provide(
        VippsTest.layerScripted([{ status: 200, body: { items: [] } }], { client: { accountingKeys: true } })
      )
    )
  )

  it.effect("the recorder shows no secret", () =>
    Effect.gen(function* () {
      yield* create
      const recorder = yield* VippsRecorder.VippsRecorder
      const customerToken = "customer-token-of-a-check-in"
      const callbackAuthorizationToken = "callback-token-of-the-shop"
      yield* Effect.ignore(
        EPayment.createPayment({
          reference,
          amount: nok(49900),
          customer: { customerToken },
          paymentMethod: { type: "WALLET" },
          userFlow: "PUSH_MESSAGE"
        })
      )
      yield* Effect.ignore(
        Checkout.createSession({
          type: "PAYMENT",
          reference,
          transaction: { amount: nok(49900), paymentDescription: "Socks" },
          merchantInfo: {
            callbackUrl: "https://example.com/callback",
            returnUrl: "https://example.com/thanks",
            callbackAuthorizationToken
          }
        })
      )
      const requests = yield* recorder.requests
      assert.lengthOf(requests, 4)
      const shown = inspect(requests, { depth: 10 }) + JSON.stringify(requests)
      const { clientSecret, subscriptionKey } = VippsEmulator.defaultCredentials
      for (const secret of [clientSecret, subscriptionKey, "Bearer", customerToken, callbackAuthorizationToken])
        assert.notInclude(shown, secret)
      const [, , created] = requests.map(
        ({ body }) => body as { readonly customer?: Record<string, Redacted.Redacted> }
      )
      assert.strictEqual(Redacted.value(created?.customer?.["customerToken"] ?? Redacted.make("")), customerToken)
    }).pipe(Effect.provide(VippsTest.layerScripted(() => ({ status: 201, body: { reference } }))))
  )
})
