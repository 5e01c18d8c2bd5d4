import { assert, describe, it } from "@effect/vitest"
import * as VippsEmulator from "@effect-vipps/emulator/VippsEmulator"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import { errorCode, order, sessionRequest, start } from "./harness.js"

const { denmark, finland, norway } = VippsEmulator.merchants

const keysOf = ({ credentials }: VippsEmulator.Merchant) => ({
  client_id: credentials.clientId,
  client_secret: credentials.clientSecret,
  "Ocp-Apim-Subscription-Key": credentials.subscriptionKey
})

describe("several sales units", () => {
  /** Calls as each of them. */
  const everyone = Effect.gen(function* () {
    const harness = yield* start()
    const as = (merchant: VippsEmulator.Merchant) =>
      Effect.gen(function* () {
        const reply = yield* harness.send("POST", "/accesstoken/get", { headers: keysOf(merchant) })
        const auth = {
          Authorization: `Bearer ${reply.json.access_token}`,
          "Ocp-Apim-Subscription-Key": merchant.credentials.subscriptionKey,
          "Merchant-Serial-Number": merchant.credentials.merchantSerialNumber
        }
        return (method: string, path: string, body?: unknown, more = {}) =>
          harness.pay(method, `/epayment/v1/payments${path}`, body, { ...auth, ...more })
      })
    return { ...harness, no: yield* as(norway), dk: yield* as(denmark), fi: yield* as(finland) }
  })

  const priced = (currency: string) => order("order-0001", { amount: { currency, value: 10_000 } })

  it.scoped("each sales unit has its own currency, and references may repeat between them", () =>
    Effect.gen(function* () {
      const { dk, emulator, fi, no } = yield* everyone
      assert.strictEqual(errorCode(yield* dk("POST", "", priced("NOK"))), "5040")
      assert.strictEqual((yield* no("POST", "", priced("NOK"))).status, 201)
      assert.strictEqual((yield* dk("POST", "", priced("DKK"))).status, 201)
      assert.strictEqual((yield* fi("POST", "", priced("EUR"))).status, 201)
      yield* emulator.approve("order-0001", { merchantSerialNumber: denmark.credentials.merchantSerialNumber })
      assert.strictEqual((yield* dk("GET", "/order-0001")).json.state, "AUTHORIZED")
      assert.strictEqual((yield* no("GET", "/order-0001")).json.state, "CREATED")
      yield* emulator.reject("order-0001")
      assert.strictEqual((yield* no("GET", "/order-0001")).json.state, "ABORTED")
      assert.strictEqual((yield* fi("GET", "/order-0001")).json.state, "CREATED")
      assert.deepStrictEqual(
        (yield* emulator.ledger).map(({ merchantSerialNumber, operation }) => [merchantSerialNumber, operation]),
        [[denmark.credentials.merchantSerialNumber, "AUTHORIZED"]]
      )
    })
  )

  it.scoped(
    "a reference is found among what it may name, also when another sales unit uses it for something else",
    () =>
      Effect.gen(function* () {
        const { checkout, dk, emulator, no } = yield* everyone
        const at = denmark.credentials.merchantSerialNumber
        // In Norway the first is a charge and the second a session; in Denmark both are payments.
        const draft = {
          pricing: { type: "LEGACY", currency: "NOK", amount: 10_000 },
          interval: { unit: "MONTH", count: 1 },
          merchantRedirectUrl: "https://shop.example/welcome",
          merchantAgreementUrl: "https://shop.example/membership",
          productName: "Sock club",
          initialCharge: {
            amount: 10_000,
            description: "First",
            transactionType: "DIRECT_CAPTURE",
            orderId: "order-charge"
          }
        }
        assert.strictEqual((yield* no("POST", "/../../../recurring/v3/agreements", draft)).status, 201)
        assert.strictEqual((yield* checkout("POST", "", sessionRequest("order-session"))).status, 200)
        for (const reference of ["order-charge", "order-session"]) {
          const body = order(reference, { amount: { currency: "DKK", value: 10_000 } })
          assert.strictEqual((yield* dk("POST", "", body)).status, 201)
          assert.strictEqual((yield* emulator.payment(reference)).merchantSerialNumber, at)
          assert.strictEqual((yield* emulator.approve(reference)).state, "AUTHORIZED")
        }
        // And a session, where the first sales unit has a payment.
        assert.strictEqual((yield* no("POST", "", priced("NOK"))).status, 201)
        const danish = sessionRequest("order-0001", {
          transaction: { amount: { currency: "DKK", value: 10_000 }, paymentDescription: "Socks" }
        })
        const headers = { ...keysOf(denmark), "Merchant-Serial-Number": at }
        assert.strictEqual((yield* checkout("POST", "", danish, headers)).status, 200)
        const paid = yield* emulator.completeSession("order-0001")
        assert.strictEqual(Option.getOrThrow(paid).merchantSerialNumber, at)
      })
  )

  it.scoped("sales units never see each other's payments, tokens or idempotency keys", () =>
    Effect.gen(function* () {
      const { dk, no } = yield* everyone
      const key = { "Idempotency-Key": "the-same" }
      assert.strictEqual((yield* no("POST", "", priced("NOK"), key)).status, 201)
      assert.strictEqual(errorCode(yield* dk("GET", "/order-0001")), "5090")
      assert.strictEqual((yield* dk("POST", "", priced("DKK"), key)).status, 201)
      const mixed = { "Ocp-Apim-Subscription-Key": denmark.credentials.subscriptionKey }
      assert.strictEqual((yield* no("GET", "/order-0001", undefined, mixed)).status, 401)
      const foreign = { "Merchant-Serial-Number": denmark.credentials.merchantSerialNumber }
      assert.strictEqual((yield* no("GET", "/order-0001", undefined, foreign)).status, 403)
    })
  )

  it.scoped("a sales unit never accepts the token of another client, even of the same sales unit", () =>
    Effect.gen(function* () {
      const renewed = {
        ...norway,
        credentials: {
          ...norway.credentials,
          clientId: "00000000-0000-4000-8000-0000000000ff",
          clientSecret: "emulator-client-secret-renewed",
          subscriptionKey: "emulator-subscription-key-renewed"
        }
      }
      const { send } = yield* start({ merchants: [norway, renewed] })
      const status = (token: string, merchant: VippsEmulator.Merchant) =>
        Effect.map(
          send("GET", "/epayment/v1/payments/order-0001", {
            headers: {
              Authorization: `Bearer ${token}`,
              "Ocp-Apim-Subscription-Key": merchant.credentials.subscriptionKey,
              "Merchant-Serial-Number": merchant.credentials.merchantSerialNumber
            }
          }),
          (reply) => reply.status
        )
      for (const [owner, other] of [
        [norway, renewed],
        [renewed, norway]
      ] as const) {
        const { json } = yield* send("POST", "/accesstoken/get", { headers: keysOf(owner) })
        assert.strictEqual(yield* status(json.access_token, owner), 404)
        assert.strictEqual(yield* status(json.access_token, other), 401)
        const mixed = { ...keysOf(owner), client_id: other.credentials.clientId }
        assert.strictEqual((yield* send("POST", "/accesstoken/get", { headers: mixed })).status, 401)
      }
    })
  )

  it.scoped("sales units have the deadlines of their markets", () =>
    Effect.gen(function* () {
      const { auth: _, emulator, send } = yield* start({ tokenLifetime: "1000 days" })
      for (const merchant of [norway, denmark, finland]) {
        const reply = yield* send("POST", "/accesstoken/get", { headers: keysOf(merchant) })
        const headers = {
          Authorization: `Bearer ${reply.json.access_token}`,
          "Ocp-Apim-Subscription-Key": merchant.credentials.subscriptionKey,
          "Merchant-Serial-Number": merchant.credentials.merchantSerialNumber
        }
        const salesUnit = { merchantSerialNumber: merchant.credentials.merchantSerialNumber }
        const days = merchant.currency === "NOK" ? 180 : 14
        for (const late of [false, true]) {
          const reference = `order-${late ? "late" : "on-time"}`
          yield* send("POST", "/epayment/v1/payments", {
            headers: { ...headers, "Idempotency-Key": reference },
            body: order(reference, { amount: { currency: merchant.currency, value: 10_000 } })
          })
          yield* emulator.approve(reference, salesUnit)
          yield* TestClock.adjust(`${days} days`)
          if (late) yield* TestClock.adjust(1)
          const capture = yield* send("POST", `/epayment/v1/payments/${reference}/capture`, {
            headers: { ...headers, "Idempotency-Key": "capture" },
            body: { modificationAmount: { currency: merchant.currency, value: 10_000 } }
          })
          assert.strictEqual(errorCode(capture), late ? "6100" : undefined, `${merchant.name} ${late}`)
        }
      }
    })
  )
})
