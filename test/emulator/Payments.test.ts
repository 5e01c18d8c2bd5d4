import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as TestClock from "effect/TestClock"
import { errorCode, keys, order, start } from "./harness.js"

const nok = (value: number) => ({ currency: "NOK", value })

const aggregate = (authorized: number, captured = 0, refunded = 0, cancelled = 0) => ({
  authorizedAmount: nok(authorized),
  cancelledAmount: nok(cancelled),
  capturedAmount: nok(captured),
  refundedAmount: nok(refunded)
})

describe("payments", () => {
  it.scoped("a payment can be created, approved, captured in parts, refunded and cancelled", () =>
    Effect.gen(function* () {
      const { cancel, capture, create, emulator, events, get, refund } = yield* start()
      const { redirectUrl } = (yield* create(order("order-0001", { metadata: { shop: "1" } }))).json
      const before = yield* get("order-0001")
      assert.strictEqual(before.status, 200)
      assert.strictEqual(before.contentType, "application/json")
      const { pspReference } = before.json
      assert.deepStrictEqual(before.json, {
        amount: nok(10_000),
        state: "CREATED",
        aggregate: aggregate(0),
        pspReference,
        reference: "order-0001",
        paymentMethod: { type: "WALLET" },
        profile: {},
        redirectUrl,
        metadata: { shop: "1" }
      })

      assert.strictEqual((yield* emulator.approve("order-0001")).state, "AUTHORIZED")
      const answers = [
        [yield* capture("order-0001", 4_000), aggregate(10_000, 4_000)],
        [yield* capture("order-0001", 3_000), aggregate(10_000, 7_000)],
        [yield* refund("order-0001", 2_000), aggregate(10_000, 7_000, 2_000)],
        [yield* cancel("order-0001"), aggregate(10_000, 7_000, 2_000, 3_000)]
      ] as const
      for (const [reply, expected] of answers) {
        assert.strictEqual(reply.status, 200)
        assert.strictEqual(reply.contentType, "application/json")
        assert.deepStrictEqual(reply.json, {
          amount: nok(10_000),
          state: "AUTHORIZED",
          aggregate: expected,
          pspReference,
          reference: "order-0001"
        })
      }

      const log = (yield* events("order-0001")).json
      assert.deepStrictEqual(
        log.map((event: { name: string; amount: unknown }) => [event.name, event.amount]),
        [
          ["CREATED", nok(10_000)],
          ["AUTHORIZED", nok(10_000)],
          ["CAPTURED", nok(4_000)],
          ["CAPTURED", nok(3_000)],
          ["REFUNDED", nok(2_000)],
          ["CANCELLED", nok(3_000)]
        ]
      )
      assert.strictEqual(new Set(log.map((event: { pspReference: string }) => event.pspReference)).size, 6)
      assert.strictEqual(log[0].pspReference, pspReference)
    })
  )

  it.scoped("the event log has RFC 3339 times, success, and the key if there was one", () =>
    Effect.gen(function* () {
      const { cancel, capture, create, emulator, events } = yield* start()
      yield* create(order("order-0001"), { "Idempotency-Key": "create-key" })
      yield* TestClock.adjust("1500 millis")
      yield* emulator.approve("order-0001")
      yield* capture("order-0001", 1_000, { "Idempotency-Key": "capture-key" })
      yield* cancel("order-0001", undefined, { "Idempotency-Key": "cancel-key" })
      const reply = yield* events("order-0001")
      assert.strictEqual(reply.contentType, "application/json")
      const [created, authorized, captured, cancelled] = reply.json
      assert.deepStrictEqual(created, {
        reference: "order-0001",
        pspReference: created.pspReference,
        name: "CREATED",
        amount: nok(10_000),
        timestamp: "1970-01-01T00:00:00.000Z",
        idempotencyKey: "create-key",
        success: true
      })
      assert.strictEqual(authorized.timestamp, "1970-01-01T00:00:01.500Z")
      assert.strictEqual(authorized.idempotencyKey, "create-key")
      assert.strictEqual(captured.idempotencyKey, "capture-key")
      assert.notProperty(cancelled, "idempotencyKey")
    })
  )

  it.scoped("cancelling before the approval terminates a payment, with the amount as cancelled", () =>
    Effect.gen(function* () {
      const { cancel, create, emulator, events } = yield* start()
      yield* create(order("order-0001"))
      const reply = yield* cancel("order-0001", { cancelTransactionOnly: false })
      assert.strictEqual(reply.json.state, "TERMINATED")
      assert.deepStrictEqual(reply.json.aggregate, aggregate(0, 0, 0, 10_000))
      assert.strictEqual((yield* events("order-0001")).json.at(-1).name, "TERMINATED")
      assert.deepStrictEqual(yield* emulator.ledger, [])
    })
  )

  it.scoped("a cancellation needs no body, accepts an empty object and refuses an array", () =>
    Effect.gen(function* () {
      const { cancel, create } = yield* start()
      for (const [reference, body, status] of [
        ["order-0001", undefined, 200],
        ["order-0002", {}, 200],
        ["order-0003", [], 400],
        ["order-0004", { cancelTransactionOnly: "yes" }, 400]
      ] as const) {
        yield* create(order(reference))
        assert.strictEqual((yield* cancel(reference, body)).status, status, reference)
      }
    })
  )

  it.scoped("a payment expires after ten minutes, exactly then, whenever it is read", () =>
    Effect.gen(function* () {
      const { create, emulator, events, get } = yield* start()
      yield* create(order("order-0001"))
      yield* TestClock.adjust("599999 millis")
      assert.strictEqual((yield* get("order-0001")).json.state, "CREATED")
      yield* TestClock.adjust("20 minutes")
      assert.strictEqual((yield* get("order-0001")).json.state, "EXPIRED")
      const first = yield* events("order-0001")
      assert.strictEqual(first.json.at(-1).name, "EXPIRED")
      assert.strictEqual(first.json.at(-1).timestamp, "1970-01-01T00:10:00.000Z")
      assert.strictEqual((yield* events("order-0001")).text, first.text)
      assert.isTrue(Exit.isFailure(yield* Effect.exit(emulator.approve("order-0001"))))
    })
  )

  it.scoped("a payment lives as long as paymentLifetime", () =>
    Effect.gen(function* () {
      const { create, get } = yield* start({ paymentLifetime: "5 seconds" })
      yield* create(order("order-0001"))
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual((yield* get("order-0001")).json.state, "EXPIRED")
    })
  )

  it.scoped("an approved payment does not expire", () =>
    Effect.gen(function* () {
      const { create, emulator, get } = yield* start()
      yield* create(order("order-0001"))
      yield* emulator.approve("order-0001")
      yield* TestClock.adjust("30 minutes")
      assert.strictEqual((yield* get("order-0001")).json.state, "AUTHORIZED")
    })
  )
})

describe("details of the customer", () => {
  it.scoped("the customer's details are only those requested, and come with the approval", () =>
    Effect.gen(function* () {
      const { create, emulator, get } = yield* start()
      const customer = { phoneNumber: "4791234567" }
      yield* create(order("order-0001", { customer, profile: { scope: "name phoneNumber" } }))
      const before = (yield* get("order-0001")).json
      assert.deepStrictEqual(before.profile, {})
      assert.notProperty(before, "userDetails")
      yield* emulator.approve("order-0001")
      const after = (yield* get("order-0001")).json
      assert.isString(after.profile.sub)
      assert.deepStrictEqual(after.userDetails, {
        firstName: "Kari",
        lastName: "Testesen",
        mobileNumber: "4791234567"
      })
    })
  )

  it.scoped("the customer's details are absent when none were requested", () =>
    Effect.gen(function* () {
      const { create, emulator, get } = yield* start()
      yield* create(order("order-0001"))
      yield* emulator.approve("order-0001")
      const { json } = yield* get("order-0001")
      assert.deepStrictEqual(json.profile, {})
      assert.notProperty(json, "userDetails")
      assert.notProperty(json, "shippingDetails")
    })
  )
})

describe("Express payments", () => {
  const option = (id: string, value: number, more: object = {}) => ({
    id,
    amount: nok(value),
    name: `By ${id}`,
    ...more
  })
  const express = (value = 10_000) =>
    order("order-0001", {
      amount: nok(value),
      profile: { scope: "name address email phoneNumber" },
      shipping: {
        fixedOptions: [
          { type: "MAILBOX", brand: "POSTEN", priority: 0, options: [option("mailbox", 1_000)] },
          {
            type: "HOME_DELIVERY",
            brand: "BRING",
            isDefault: true,
            options: [option("day", 9_900), option("evening", 4_900, { isDefault: true })]
          }
        ]
      }
    })

  it.scoped("an Express payment reserves the default option's cost in addition to the amount", () =>
    Effect.gen(function* () {
      const { capture, create, emulator, get } = yield* start()
      assert.strictEqual((yield* create(express())).status, 201)
      yield* emulator.approve("order-0001")
      const { json } = yield* get("order-0001")
      assert.deepStrictEqual(json.amount, nok(10_000))
      assert.deepStrictEqual(json.aggregate, aggregate(14_900))
      assert.deepStrictEqual(json.shippingDetails, {
        address: { addressLine1: "Testveien 1", city: "Oslo", country: "NO", postCode: "0001" },
        shippingCost: 4_900,
        shippingOptionId: "evening",
        shippingOptionName: "By evening"
      })
      assert.strictEqual(json.userDetails.addresses.length, 1)
      assert.strictEqual((yield* capture("order-0001", 14_900)).status, 200)
    })
  )

  it.scoped("an Express payment cannot be approved by force", () =>
    Effect.gen(function* () {
      const { create, forceApprove } = yield* start()
      yield* create(express())
      const reply = yield* forceApprove("order-0001", { customer: { phoneNumber: "4799999999" } })
      assert.strictEqual(errorCode(reply), "10060")
    })
  )
})

describe("force approve", () => {
  it.scoped("force approve accepts the customer and responds without a body", () =>
    Effect.gen(function* () {
      const { create, forceApprove, get } = yield* start()
      yield* create(order("order-0001"))
      const reply = yield* forceApprove("order-0001", { customer: { phoneNumber: "4799999999" } })
      assert.strictEqual(reply.status, 200)
      assert.strictEqual(reply.text, "")
      assert.deepStrictEqual((yield* get("order-0001")).json.aggregate, aggregate(10_000))
    })
  )

  it.scoped("force approve accepts the token of the redirect URL, and no other", () =>
    Effect.gen(function* () {
      const { create, forceApprove, get } = yield* start()
      const { redirectUrl } = (yield* create(order("order-0001"))).json
      const token = new URL(redirectUrl).searchParams.get("token")
      const wrong = yield* forceApprove("order-0001", { token: `${token}x` })
      assert.strictEqual(wrong.status, 400)
      assert.strictEqual(errorCode(wrong), "10030")
      assert.strictEqual((yield* get("order-0001")).json.state, "CREATED")
      assert.strictEqual((yield* forceApprove("order-0001", { token })).status, 200)
      assert.strictEqual((yield* get("order-0001")).json.state, "AUTHORIZED")
    })
  )

  it.scoped("force approve refuses a customer whom the payment is not for [U]", () =>
    Effect.gen(function* () {
      const { create, forceApprove } = yield* start()
      yield* create(order("order-0001", { userFlow: "PUSH_MESSAGE", customer: { phoneNumber: "4799999999" } }))
      const approve = (phoneNumber: string) => forceApprove("order-0001", { customer: { phoneNumber } })
      assert.strictEqual(errorCode(yield* approve("4788888888")), "10030")
      assert.strictEqual((yield* approve("4799999999")).status, 200)
    })
  )

  it.scoped("force approve is the consent of the customer that it names, in whichever way", () =>
    Effect.gen(function* () {
      const { auth, create, emulator, forceApprove, get, send } = yield* start()
      const { merchantSerialNumber } = keys
      yield* send("PUT", "/qr/v1/merchant-callback/till-1", { headers: auth, body: { locationDescription: "Till 1" } })
      const visitor = { merchantSerialNumber, phoneNumber: "4798765432" }
      const { customerToken } = yield* emulator.checkIn("till-1", visitor)
      const { qrCode } = yield* emulator.showPersonalQr({ phoneNumber: "4798765432" })
      const subs = new Set<string>()
      for (const [n, customer] of [
        { phoneNumber: "4798765432" },
        { personalQr: qrCode },
        { customerToken }
      ].entries()) {
        const reference = `order-000${n}`
        yield* create(order(reference, { profile: { scope: "name phoneNumber" } }))
        const reply = yield* forceApprove(reference, { customer })
        assert.strictEqual(reply.status, 200, reply.text)
        const { profile, userDetails } = (yield* get(reference)).json
        assert.strictEqual(userDetails.mobileNumber, "4798765432")
        const { Authorization } = auth
        const userinfo = yield* send("GET", `/vipps-userinfo-api/userinfo/${profile.sub}`, {
          headers: { Authorization }
        })
        assert.strictEqual(userinfo.json.phone_number, "4798765432")
        subs.add(profile.sub)
      }
      assert.strictEqual(subs.size, 1)
      yield* create(order("order-0003", { customer: { phoneNumber: "4798765432" } }))
      assert.strictEqual((yield* forceApprove("order-0003", { customer: { personalQr: qrCode } })).status, 200)
    })
  )

  it.scoped("force approve refuses a customer token and a personal QR that are unknown [U]", () =>
    Effect.gen(function* () {
      const { create, forceApprove, get } = yield* start()
      yield* create(order("order-0001"))
      const approve = (customer: object) => Effect.map(forceApprove("order-0001", { customer }), errorCode)
      assert.strictEqual(yield* approve({ customerToken: "made-up" }), "4050")
      assert.strictEqual(yield* approve({ personalQr: "https://qr.vipps.no/p/made-up" }), "4060")
      assert.strictEqual((yield* get("order-0001")).json.state, "CREATED")
    })
  )

  it.scoped("force approve accepts both customer and token, and then both must match", () =>
    Effect.gen(function* () {
      const { create, forceApprove } = yield* start()
      const push = { customer: { phoneNumber: "4799999999" } }
      const { redirectUrl } = (yield* create(order("order-0001", push))).json
      const token = new URL(redirectUrl).searchParams.get("token")
      const other = { phoneNumber: "4788888888" }
      assert.strictEqual(errorCode(yield* forceApprove("order-0001", { ...push, token: "x" })), "10030")
      assert.strictEqual(errorCode(yield* forceApprove("order-0001", { customer: other, token })), "10030")
      assert.strictEqual((yield* forceApprove("order-0001", { ...push, token })).status, 200)
      yield* create(order("order-0002"))
      assert.strictEqual(errorCode(yield* forceApprove("order-0002", { customer: {}, token: "x" })), "10030")
    })
  )

  it.scoped("force approve requires customer or token", () =>
    Effect.gen(function* () {
      const { create, forceApprove } = yield* start()
      yield* create(order("order-0001"))
      for (const body of [undefined, {}, { customer: {} }, { customer: null }]) {
        const reply = yield* forceApprove("order-0001", body)
        assert.strictEqual(reply.status, 400)
        assert.isUndefined(errorCode(reply))
      }
    })
  )
})
