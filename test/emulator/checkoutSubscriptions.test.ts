/** The agreements that subscriptions of Checkout make. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import { sessionRequest } from "./harness.js"
import { startRecurring } from "./recurringHarness.js"

type Change = Readonly<Record<string, unknown>>

const nok = (value: number) => ({ currency: "NOK", value })

const subscription = {
  productName: "Socks monthly",
  productDescription: "One pair a month",
  amount: nok(9_900),
  interval: { unit: "MONTH", count: 1 },
  merchantAgreementUrl: "https://shop.example/agreement"
}

const request = (more: Change = {}, parts: Change = {}) => {
  const { transaction, ...base } = sessionRequest("order-0001")
  return { ...base, type: "SUBSCRIPTION", subscription: { ...subscription, ...more }, ...parts }
}

const withInitialCharge = request({}, { transaction: { amount: nok(500), paymentDescription: "First pair" } })

const startCheckout = Effect.gen(function* () {
  const harness = yield* startRecurring()
  const { agreement, call, checkout } = harness
  yield* harness.listen(["recurring.agreement-activated.v1", "epayments.payment.authorized.v1"])
  return {
    ...harness,
    details: Effect.map(checkout("GET", "/order-0001"), ({ json }) => json.subscriptionDetails),
    agreementOf: (details: { readonly agreementId: string }) => agreement(details.agreementId),
    agreements: Effect.map(call("GET", "/recurring/v3/agreements"), ({ json }) => json),
    /** What the merchant was sent: the states of sessions, and webhooks. */
    received: Effect.map(harness.events, (bodies) => bodies.map((body) => body.sessionState ?? body.eventType))
  }
})

describe("agreements of Checkout", () => {
  it.scoped("the agreement of a subscription session is read, listed and charged as any other", () =>
    Effect.gen(function* () {
      const h = yield* startCheckout
      const campaign = { type: "PERIOD_CAMPAIGN", price: 100, period: { unit: "WEEK", count: 2 } }
      yield* h.checkout("POST", "", request({ campaign }))
      yield* TestClock.adjust("30 minutes")
      yield* h.emulator.completeSession("order-0001", { phoneNumber: "4798765432" })
      const details = yield* h.details
      assert.strictEqual(details.state, "ACTIVE")
      const { json } = yield* h.agreementOf(details)
      assert.strictEqual(json.status, "ACTIVE")
      assert.deepStrictEqual(json.pricing, { type: "LEGACY", currency: "NOK", amount: 9_900 })
      assert.deepStrictEqual(json.interval, { unit: "MONTH", count: 1, text: "every month" })
      assert.strictEqual(json.productName, "Socks monthly")
      assert.strictEqual(json.productDescription, "One pair a month")
      assert.strictEqual(json.merchantAgreementUrl, "https://shop.example/agreement")
      assert.strictEqual(json.merchantRedirectUrl, "https://shop.example/return")
      assert.strictEqual(json.start, "2026-01-05T11:30:00.000Z")
      assert.deepStrictEqual(json.campaign, { ...campaign, end: "2026-01-19T11:30:00.000Z" })
      assert.deepStrictEqual(yield* h.agreements, [json])
      assert.strictEqual((yield* h.emulator.agreement(json.id)).agreement.phoneNumber, "4798765432")
      assert.deepStrictEqual(yield* h.received, ["PaymentSuccessful", "recurring.agreement-activated.v1"])

      const charged = yield* h.charge(json.id, { amount: 9_900, due: "2026-01-10" })
      assert.strictEqual(charged.status, 201, charged.text)
      yield* h.until("2026-01-10T23:00:00Z")
      assert.strictEqual((yield* h.getCharge(json.id, charged.json.chargeId)).json.status, "CHARGED")
    })
  )

  it.scoped("a session shows the state that its agreement has now", () =>
    Effect.gen(function* () {
      const h = yield* startCheckout
      yield* h.checkout("POST", "", request())
      const { json } = yield* h.send("POST", "/_emulator/checkout/sessions/order-0001/complete")
      assert.deepStrictEqual(json.subscriptionDetails, yield* h.details)
      assert.strictEqual(json.subscriptionDetails.state, "ACTIVE")
      yield* h.emulator.stopAgreement(json.subscriptionDetails.agreementId)
      assert.strictEqual((yield* h.details).state, "STOPPED")
    })
  )

  it.scoped("an agreement with an initial charge is there once the charge is paid [U]", () =>
    Effect.gen(function* () {
      const h = yield* startCheckout
      yield* h.checkout("POST", "", withInitialCharge)
      assert.isTrue(Option.isSome(yield* h.emulator.initiateSession("order-0001")))
      assert.isUndefined(yield* h.details)
      assert.deepStrictEqual(yield* h.agreements, [])
      assert.strictEqual((yield* h.forceApprove("order-0001", { customer: { phoneNumber: "4799999999" } })).status, 200)
      const details = yield* h.details
      assert.strictEqual(details.state, "ACTIVE")
      assert.strictEqual((yield* h.agreementOf(details)).json.status, "ACTIVE")
      assert.deepStrictEqual(yield* h.received, ["PaymentSuccessful", "recurring.agreement-activated.v1"])
      const callback = (yield* h.events)[0]
      assert.deepStrictEqual(callback.subscriptionDetails, details)
      yield* h.capture("order-0001", 500)
      assert.lengthOf(yield* h.agreements, 1)
    })
  )

  it.scoped("a session whose initial charge is not paid makes no agreement", () =>
    Effect.gen(function* () {
      const h = yield* startCheckout
      yield* h.checkout("POST", "", withInitialCharge)
      yield* h.emulator.initiateSession("order-0001")
      yield* h.emulator.reject("order-0001")
      assert.isUndefined(yield* h.details)
      assert.deepStrictEqual(yield* h.agreements, [])
      assert.deepStrictEqual(yield* h.received, ["PaymentTerminated"])
    })
  )

  it.scoped("the dashboard lists the agreement of a session, and the session's page leads to it", () =>
    Effect.gen(function* () {
      const h = yield* startCheckout
      yield* h.checkout("POST", "", withInitialCharge)
      yield* h.emulator.completeSession("order-0001")
      const { agreementId } = yield* h.details
      assert.include((yield* h.page("/_emulator/dashboard/agreements")).html, agreementId)
      const { html } = yield* h.page("/_emulator/dashboard/sessions/123456/order-0001")
      assert.include(html, `/_emulator/dashboard/agreements/123456/${agreementId}`)
      assert.include(html, "/_emulator/dashboard/payments/123456/order-0001")
    })
  )

  const wrong: ReadonlyArray<readonly [field: string, change: Change]> = [
    ["Subscription.Amount.Value", { amount: nok(0) }],
    ["Subscription.MerchantAgreementUrl", { merchantAgreementUrl: "http://shop.example/agreement" }],
    ["Subscription.Campaign.End", { campaign: { type: "PRICE_CAMPAIGN", price: 1, end: "2026-01-05T10:59:59Z" } }],
    ["Subscription.Campaign.End", { campaign: { type: "PRICE_CAMPAIGN", price: 1, end: "soon" } }]
  ]
  for (const [field, change] of wrong) {
    it.scoped(`a subscription session is refused for ${JSON.stringify(change)}, as its agreement would be [U]`, () =>
      Effect.gen(function* () {
        const { checkout } = yield* startCheckout
        const { json, status } = yield* checkout("POST", "", request(change))
        assert.strictEqual(status, 400)
        assert.deepStrictEqual(Object.keys(json.errors), [field])
      })
    )
  }
})
