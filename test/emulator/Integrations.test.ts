/** Requests as existing integrations send them, and deliveries as their servers receive them. */
import { assert, describe, it } from "@effect/vitest"
import { VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import { json, serve } from "../support/server.js"
import {
  checkoutHeaders,
  errorCode,
  keys,
  modification,
  order,
  sessionRequest,
  start,
  tokenHeaders
} from "./harness.js"

const push = { userFlow: "PUSH_MESSAGE", returnUrl: undefined }

describe("requests of plugins and other SDKs", () => {
  it.scoped(
    "a customer may have nothing but customerInteraction, except for a push message, which needs a phone number",
    () =>
      Effect.gen(function* () {
        const { create, emulator, get } = yield* start()
        for (const [nth, customer] of [{}, { customerInteraction: "CUSTOMER_PRESENT" }].entries()) {
          const reference = `order-000${nth}`
          assert.strictEqual(
            (yield* create(order(reference, { customer, profile: { scope: "phoneNumber" } }))).status,
            201
          )
          assert.strictEqual(errorCode(yield* create(order("push-0001", { ...push, customer }))), "5080")
          yield* emulator.approve(reference)
          assert.strictEqual((yield* get(reference)).json.userDetails.mobileNumber, "4799999999")
        }
      })
  )

  it.scoped("a capture may include a modificationReference", () =>
    Effect.gen(function* () {
      const { create, emulator, pay } = yield* start()
      yield* create(order("order-0001"))
      yield* emulator.approve("order-0001")
      const change = (verb: string, body: object) => pay("POST", `/epayment/v1/payments/order-0001/${verb}`, body)
      const sent = { ...modification(4_000), modificationReference: "capture-1" }
      assert.strictEqual((yield* change("capture", sent)).json.aggregate.capturedAmount.value, 4_000)
      assert.strictEqual((yield* change("refund", sent)).json.aggregate.refundedAmount.value, 4_000)
      const { json: cancelled } = yield* change("cancel", { modificationReference: "cancel-1" })
      assert.strictEqual(cancelled.aggregate.cancelledAmount.value, 6_000)
      assert.strictEqual((yield* change("capture", { ...sent, modification: 1 })).status, 400)
    })
  )

  it.scoped("an approved payment shows the card's first digits", () =>
    Effect.gen(function* () {
      const { create, emulator, get } = yield* start()
      yield* create(order("order-0001"))
      assert.deepStrictEqual((yield* get("order-0001")).json.paymentMethod, { type: "WALLET" })
      yield* emulator.approve("order-0001")
      const { paymentMethod } = (yield* get("order-0001")).json
      assert.deepStrictEqual(Object.keys(paymentMethod), ["type", "cardBin"])
      assert.match(paymentMethod.cardBin, /^\d{6}$/)
    })
  )
})

describe("the fault Surprise", () => {
  it.scoped("Surprise leaves what the merchant sent unchanged", () =>
    Effect.gen(function* () {
      const { create, emulator, events, get } = yield* start()
      const metadata = { state: "Oslo", name: "Kari", order: "1" }
      yield* create(order("order-0001", { metadata }))
      yield* emulator.inject({ times: 2, fault: { _tag: "Surprise" } })
      const payment = (yield* get("order-0001")).json
      assert.deepStrictEqual(payment.metadata, metadata)
      assert.strictEqual(payment.state, "SOMETHING_NEW")
      assert.property(payment.paymentMethod, "somethingNew")
      assert.deepInclude((yield* events("order-0001")).json[0], { name: "SOMETHING_NEW", success: true })
    })
  )
})

describe("deliveries over the network", () => {
  it.scopedLive("a delivery carries no trace header and no user agent that is not Vipps'", () =>
    Effect.gen(function* () {
      const shop = yield* serve((_, response) => json(response, 200, []))
      const { emulator, url } = yield* VippsEmulatorServer.make()
      const post = (path: string, headers: Record<string, string>, body: unknown = {}) =>
        Effect.promise(async () => {
          const reply = await emulator.fetch(url + path, {
            method: "POST",
            headers: { ...headers, "content-type": "application/json" },
            body: JSON.stringify(body)
          })
          assert.isBelow(reply.status, 300, `${path} ${reply.status}`)
          return (await reply.json()) as Readonly<Record<string, string>>
        })
      const { access_token } = yield* post("/accesstoken/get", tokenHeaders)
      const auth = {
        authorization: `Bearer ${access_token}`,
        "ocp-apim-subscription-key": keys.subscriptionKey,
        "merchant-serial-number": keys.merchantSerialNumber,
        "idempotency-key": "1"
      }
      const events = ["epayments.payment.created.v1", "epayments.payment.authorized.v1"]
      yield* post("/webhooks/v1/webhooks", auth, { url: `${shop.url}/webhook`, events })
      yield* post("/epayment/v1/payments", auth, order("order-0001"))
      const merchantInfo = {
        callbackUrl: `${shop.url}/callback`,
        returnUrl: "https://shop.example/return",
        callbackAuthorizationToken: "callback-secret"
      }
      const logistics = { dynamicOptionsCallback: `${shop.url}/logistics` }
      yield* post("/checkout/v3/session", checkoutHeaders, sessionRequest("session-0001", { merchantInfo, logistics }))
      yield* emulator.approve("order-0001").pipe(Effect.withSpan("a span of the shop's test"))
      yield* Effect.flip(emulator.completeSession("session-0001")).pipe(Effect.withSpan("another"))
      while (shop.seen.length < 3) yield* Effect.sleep("5 millis")
      assert.sameMembers(
        shop.seen.map(({ path }) => path),
        ["/webhook", "/webhook", "/logistics"]
      )
      for (const { headers, path } of shop.seen) {
        const expected = ["connection", "content-length", "content-type", "host"]
        const signed = ["authorization", "webhook-id", "x-ms-content-sha256", "x-ms-date"]
        assert.sameMembers(Object.keys(headers), path === "/webhook" ? [...expected, ...signed] : expected, path)
      }
    })
  )

  it.scoped("deliveries are listed as long as their payment exists, however many follow", () =>
    Effect.gen(function* () {
      const { create, emulator, page, pay, send } = yield* start({ tokenLifetime: "1000 days" })
      const events = ["epayments.payment.created.v1"]
      yield* pay("POST", "/webhooks/v1/webhooks", { url: "https://shop.example/hook", events })
      yield* emulator.injectDelivery({ times: 1_000, fault: { _tag: "Lost" } })
      for (let nth = 0; nth < 250; nth++) yield* create(order(`order-${1_000 + nth}`))
      const { json: found } = yield* send("GET", "/_emulator/deliveries?reference=order-1000")
      assert.deepStrictEqual(
        found.map(({ event, sequence, state }: Record<string, unknown>) => [sequence, event, state]),
        [[1, events[0], "Lost"]]
      )
      const { html } = yield* page("/_emulator/live?reference=order-1000")
      assert.include(html, 'id="delivery-1"')
      assert.strictEqual((yield* emulator.deliveries).length, 250)
      assert.isTrue(yield* emulator.resend(1))
    })
  )
})
