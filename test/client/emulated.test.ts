import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, type VippsConfig } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import { Emulator, overHttp } from "../support/emulator.js"
import { aggregate, nok } from "../support/samples.js"

/** The client over real HTTP against the emulator; `wrap` may break what passes between them. */
const withEmulator = <A, E>(
  effect: Effect.Effect<A, E, VippsConfig.VippsConfig | Emulator | HttpClient.HttpClient>,
  wrap?: Parameters<typeof overHttp>[2]
) => Effect.provide(effect, overHttp({ retry: { baseDelay: 0 } }, {}, wrap))

const reference = "order-12345"

const request: EPayment.CreatePaymentRequest = {
  reference,
  amount: nok(49900),
  paymentMethod: { type: "WALLET" },
  userFlow: "WEB_REDIRECT",
  returnUrl: "https://example.com/thanks",
  metadata: { order: "12345" }
}

const create = EPayment.createPayment(request)

const merchantInfo: Checkout.MerchantInfo = {
  callbackUrl: "https://example.com/callback",
  returnUrl: "https://example.com/thanks",
  callbackAuthorizationToken: "secret"
}

const transaction: Checkout.PaymentTransaction = { amount: nok(34900), paymentDescription: "A hat" }

describe("operations over real HTTP against the emulator", () => {
  it.live("a payment can be created, approved, captured, refunded and cancelled", () =>
    withEmulator(
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const created = yield* create
        assert.strictEqual(created.reference, reference)
        assert.isString(created.redirectUrl)
        assert.strictEqual((yield* EPayment.getPayment(reference)).state, "CREATED")

        const token = new URL(created.redirectUrl ?? "").searchParams.get("token") ?? ""
        yield* EPayment.forceApprovePayment(reference, { token })
        yield* EPayment.capturePayment(reference, { modificationAmount: nok(20000) })
        yield* EPayment.refundPayment(reference, { modificationAmount: nok(5000) })
        const cancelled = yield* EPayment.cancelPayment(reference)
        assert.deepStrictEqual(
          cancelled.aggregate,
          aggregate({ authorized: 49900, captured: 20000, refunded: 5000, cancelled: 29900 })
        )
        const read = yield* EPayment.getPayment(reference)
        assert.deepStrictEqual(read.aggregate, cancelled.aggregate)
        assert.deepStrictEqual(read.metadata, { order: "12345" })
        assert.deepStrictEqual(
          (yield* EPayment.getPaymentEventLog(reference)).map(({ amount, name, success }) => [
            name,
            amount.value,
            success
          ]),
          [
            ["CREATED", 49900, true],
            ["AUTHORIZED", 49900, true],
            ["CAPTURED", 20000, true],
            ["REFUNDED", 5000, true],
            ["CANCELLED", 29900, true]
          ]
        )
        assert.strictEqual((yield* emulator.ledger).length, 4)
      })
    )
  )

  it.live("a Checkout session can be updated and paid", () =>
    withEmulator(
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* Checkout.createSession({ reference, merchantInfo, transaction })
        assert.strictEqual((yield* Checkout.getSession(reference)).sessionState, "SessionCreated")
        yield* Checkout.updateSession(reference, { transaction: { ...transaction, amount: nok(29900) } })
        yield* emulator.completeSession(reference)
        const paid = yield* Checkout.getSession(reference)
        assert.strictEqual(paid.sessionState, "PaymentSuccessful")
        assert.strictEqual(paid.paymentDetails?.aggregate?.authorizedAmount?.value, 29900)
        yield* EPayment.capturePayment(reference, { modificationAmount: nok(29900) })
        const captured = yield* Checkout.getSession(reference)
        assert.strictEqual(captured.paymentDetails?.aggregate?.capturedAmount?.value, 29900)
      })
    )
  )

  it.live("a subscription session can be completed, and a session expired", () =>
    withEmulator(
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* Checkout.createSession({
          type: "SUBSCRIPTION",
          reference,
          merchantInfo,
          subscription: {
            productName: "Socks",
            amount: nok(9900),
            interval: { unit: "MONTH", count: 1 },
            merchantAgreementUrl: "https://example.com/socks",
            campaign: { type: "PERIOD_CAMPAIGN", price: 100, period: { unit: "WEEK", count: 2 } }
          }
        })
        assert.notProperty(yield* emulator.completeSession(reference), "paymentDetails")
        assert.strictEqual((yield* Checkout.getSession(reference)).subscriptionDetails?.state, "ACTIVE")

        yield* Checkout.createSession({ reference: "order-54321", merchantInfo, transaction })
        yield* Checkout.expireSession("order-54321")
        const taken = yield* Effect.flip(
          Checkout.createSession({ reference: "order-54321", merchantInfo, transaction })
        )
        assert(taken._tag === "VippsConflictError")
        assert.strictEqual(taken.reason, "ReferenceExists")
      })
    )
  )

  it.live("refusals become the errors documented for them", () =>
    withEmulator(
      Effect.gen(function* () {
        const unknown = yield* Effect.flip(EPayment.getPayment("order-unknown"))
        assert(unknown._tag === "VippsNotFoundError")
        assert.strictEqual(unknown.code, "5090")
        assert.strictEqual((yield* Effect.flip(Checkout.getSession("order-unknown")))._tag, "VippsNotFoundError")

        yield* create
        const early = yield* Effect.flip(EPayment.capturePayment(reference, { modificationAmount: nok(100) }))
        assert(early._tag === "VippsRequestError")
        assert.strictEqual(early.code, "6080")
        assert.isString(early.traceId)

        const again = yield* Effect.flip(EPayment.createPayment(request))
        assert(again._tag === "VippsConflictError")
        assert.strictEqual(again.reason, "ReferenceExists")

        const foreign = yield* Effect.flip(EPayment.getPayment(reference, { merchantSerialNumber: "999999" }))
        assert.strictEqual(foreign._tag, "VippsAuthError")
      })
    )
  )
})

describe("lost responses", () => {
  it.live("a lost response is retried with the same key, and the money moves once", () => {
    let lost = 0
    return withEmulator(
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* create
        yield* emulator.approve(reference)
        const captured = yield* EPayment.capturePayment(reference, { modificationAmount: nok(20000) })
        assert.strictEqual(captured.aggregate.capturedAmount.value, 20000)
        assert.strictEqual(lost, 2)
        const captures = (yield* emulator.ledger).filter(({ operation }) => operation === "CAPTURED")
        assert.deepStrictEqual(
          captures.map(({ amount }) => amount.value),
          [20000]
        )
      }),
      (fetch) => async (input, init) => {
        const response = await fetch(input, init)
        if (!String(input).endsWith("/capture") || lost === 2) return response
        lost++
        await response.arrayBuffer()
        throw new TypeError("fetch failed")
      }
    )
  })

  it.live("two equal partial captures need two keys, and the same key captures once", () =>
    withEmulator(
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* create
        yield* emulator.approve(reference)
        const part = (idempotencyKey: string) =>
          EPayment.capturePayment(reference, { modificationAmount: nok(100) }, { idempotencyKey })
        yield* Effect.all([part("one"), part("one"), part("two")], { concurrency: "unbounded" })
        assert.strictEqual((yield* EPayment.getPayment(reference)).aggregate.capturedAmount.value, 200)
        const reused = yield* Effect.flip(
          EPayment.capturePayment(reference, { modificationAmount: nok(300) }, { idempotencyKey: "one" })
        )
        assert(reused._tag === "VippsConflictError")
        assert.strictEqual(reused.reason, "IdempotencyKeyReused")
      })
    )
  )
})
