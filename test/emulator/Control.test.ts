import { assert, describe, it } from "@effect/vitest"
import * as EmulatorError from "@effect-vipps/emulator/EmulatorError"
import * as VippsEmulator from "@effect-vipps/emulator/VippsEmulator"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as TestClock from "effect/TestClock"
import { keys, order, sessionRequest, start, tokenHeaders } from "./harness.js"

describe("control over HTTP", () => {
  for (const [verb, state] of [
    ["approve", "AUTHORIZED"],
    ["reject", "ABORTED"],
    ["expire", "EXPIRED"]
  ] as const) {
    it.scoped(`POST ${verb} makes a payment ${state}, once`, () =>
      Effect.gen(function* () {
        const { create, get, send } = yield* start()
        yield* create(order("order-0001"))
        const path = `/_emulator/payments/order-0001/${verb}`
        const reply = yield* send("POST", path)
        assert.strictEqual(reply.status, 200)
        assert.strictEqual(reply.json.state, state)
        assert.deepStrictEqual((yield* get("order-0001")).json, reply.json)
        const again = yield* send("POST", path)
        assert.strictEqual(again.status, 409)
        assert.strictEqual(again.json.error, "WrongStateError")
        const unknown = yield* send("POST", `/_emulator/payments/order-0002/${verb}`)
        assert.strictEqual(unknown.status, 404)
        assert.strictEqual(unknown.json.error, "UnknownReferenceError")
      })
    )
  }

  it.scoped("completing a session refuses invalid details", () =>
    Effect.gen(function* () {
      const { checkout, send } = yield* start()
      yield* checkout("POST", "", sessionRequest("order-0001"))
      const complete = (reference: string, body?: unknown) =>
        Effect.map(send("POST", `/_emulator/checkout/sessions/${reference}/complete`, { body }), ({ status }) => status)
      assert.strictEqual(yield* complete("order-0002"), 404)
      assert.strictEqual(yield* complete("order-0001", { shippingOptionId: "none" }), 400)
      assert.strictEqual(yield* complete("order-0001", { paymentMethod: "BankTransfer" }), 400)
      assert.strictEqual(yield* complete("order-0001", { surname: "Testesen" }), 400)
      assert.strictEqual(yield* complete("order-0001", []), 400)
      assert.strictEqual(yield* complete("order-0001", "{"), 400)
      assert.strictEqual(yield* complete("order-0001", {}), 200)
      assert.strictEqual(yield* complete("order-0001"), 409)
    })
  )

  it.scoped("reset clears everything, tokens and keys too", () =>
    Effect.gen(function* () {
      const { checkout, create, emulator, get, send } = yield* start()
      yield* create(order("order-0001"), { "Idempotency-Key": "k" })
      yield* emulator.approve("order-0001")
      yield* checkout("POST", "", sessionRequest("order-0002"))
      assert.strictEqual((yield* send("POST", "/_emulator/reset")).status, 204)
      assert.strictEqual((yield* get("order-0001")).status, 401)
      assert.strictEqual((yield* checkout("GET", "/order-0002")).status, 404)
      assert.deepStrictEqual(yield* emulator.ledger, [])
      assert.isTrue(Either.isLeft(yield* Effect.either(emulator.payment("order-0001"))))
      const token = (yield* send("POST", "/accesstoken/get", { headers: tokenHeaders })).json.access_token
      const headers = { Authorization: `Bearer ${token}`, "Idempotency-Key": "k" }
      assert.strictEqual((yield* create(order("order-0003"), headers)).status, 201)
    })
  )

  it.scoped("health lists the sales units", () =>
    Effect.gen(function* () {
      const { send } = yield* start({ merchants: [VippsEmulator.merchants.norway], publicUrl: "http://127.0.0.1:9" })
      const reply = yield* send("GET", "/_emulator/health")
      assert.deepStrictEqual(reply.json, {
        status: "ok",
        publicUrl: "http://127.0.0.1:9",
        merchants: [{ name: "Sokkebutikken", currency: "NOK", merchantSerialNumber: keys.merchantSerialNumber }]
      })
    })
  )
})

describe("control in process", () => {
  it.scoped("a control action in process fails with typed errors that name the reference and the state", () =>
    Effect.gen(function* () {
      const { create, emulator } = yield* start()
      yield* create(order("order-0001"))
      yield* emulator.reject("order-0001")
      const wrong = yield* Effect.flip(emulator.approve("order-0001"))
      assert.instanceOf(wrong, EmulatorError.WrongStateError)
      assert.strictEqual(wrong.message, "Cannot approve order-0001: its state is ABORTED.")
      const unknown = yield* Effect.flip(emulator.expire("order-0002"))
      assert.instanceOf(unknown, EmulatorError.UnknownReferenceError)
      const details = yield* Effect.flip(emulator.completeSession("order-0001"))
      assert.strictEqual(details._tag, "UnknownReferenceError")
    })
  )

  it.scoped("control in process works through the layer, with custom keys", () =>
    Effect.gen(function* () {
      const emulator = yield* VippsEmulator.VippsEmulator
      const reply = yield* Effect.promise(() =>
        emulator.fetch("http://vipps/accesstoken/get", {
          method: "POST",
          headers: { client_id: "a", client_secret: "b", "Ocp-Apim-Subscription-Key": "c" }
        })
      )
      assert.strictEqual(reply.status, 200)
    }).pipe(
      Effect.provide(
        VippsEmulator.layer({
          merchants: [
            {
              name: "Socks",
              currency: "EUR",
              credentials: { clientId: "a", clientSecret: "b", subscriptionKey: "c", merchantSerialNumber: "1234" }
            }
          ]
        })
      )
    )
  )

  it.scoped("the emulator's fetch uses the clock of the emulator's creator", () =>
    Effect.gen(function* () {
      const emulator = yield* VippsEmulator.make()
      const fetch = (path: string, init?: RequestInit) =>
        Effect.promise(() => emulator.fetch(`http://vipps${path}`, init).then((response) => response.json()))
      yield* TestClock.adjust("5000 seconds")
      const token = (yield* fetch("/accesstoken/get", { method: "POST", headers: tokenHeaders })) as {
        readonly not_before: string
        readonly access_token: string
      }
      assert.strictEqual(token.not_before, "5000")
      const created = yield* fetch("/epayment/v1/payments", {
        method: "POST",
        headers: {
          Authorization: `Bearer ${token.access_token}`,
          "Ocp-Apim-Subscription-Key": keys.subscriptionKey,
          "Merchant-Serial-Number": keys.merchantSerialNumber,
          "Idempotency-Key": "k",
          "Content-Type": "application/json; charset=utf-8"
        },
        body: JSON.stringify(order("order-0001"))
      })
      assert.propertyVal(created, "reference", "order-0001")
      assert.strictEqual((yield* emulator.payment("order-0001")).events[0].timestamp, 5_000_000)
    })
  )
})
