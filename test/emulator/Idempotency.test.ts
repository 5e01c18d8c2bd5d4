import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { errorCode, order, start } from "./harness.js"

const key = (value: string) => ({ "Idempotency-Key": value })

const authorized = Effect.gen(function* () {
  const harness = yield* start()
  yield* harness.create(order("order-0001"), key("create"))
  yield* harness.emulator.approve("order-0001")
  return harness
})

describe("idempotency", () => {
  it.scoped("a repeated key gets the first response byte for byte, and nothing happens again", () =>
    Effect.gen(function* () {
      const { capture, emulator, refund } = yield* authorized
      const first = yield* capture("order-0001", 1_000, key("k"))
      yield* capture("order-0001", 2_000, key("other"))
      const again = yield* capture("order-0001", 1_000, key("k"))
      assert.deepStrictEqual(again, first)
      const refunded = yield* refund("order-0001", 500, key("k"))
      assert.deepStrictEqual(yield* refund("order-0001", 500, key("k")), refunded)
      assert.deepStrictEqual(
        (yield* emulator.ledger).map(({ amount, operation }) => [operation, amount.value]),
        [
          ["AUTHORIZED", 10_000],
          ["CAPTURED", 1_000],
          ["CAPTURED", 2_000],
          ["REFUNDED", 500]
        ]
      )
    })
  )

  it.scoped("a repeated create gets the same redirect URL [U]", () =>
    Effect.gen(function* () {
      const { create } = yield* start()
      const first = yield* create(order("order-0001"), key("k"))
      assert.strictEqual(first.status, 201)
      assert.deepStrictEqual(yield* create(order("order-0001"), key("k")), first)
    })
  )

  it.scoped("bodies are compared by content, not by formatting [U]", () =>
    Effect.gen(function* () {
      const { capture, pay } = yield* authorized
      const first = yield* capture("order-0001", 1_000, key("k"))
      const spaced = '{ "modificationAmount": { "value": 1000, "currency": "NOK" } }'
      const again = yield* pay("POST", "/epayment/v1/payments/order-0001/capture", spaced, {
        ...key("k"),
        "Content-Type": "application/json"
      })
      assert.deepStrictEqual(again, first)
    })
  )

  it.scoped("a refusal is repeated for its key, also when the request would succeed now", () =>
    Effect.gen(function* () {
      const { capture, create, emulator } = yield* start()
      const missing = yield* capture("order-0001", 1_000, key("k0"))
      assert.strictEqual(missing.status, 404)
      yield* create(order("order-0001"))
      const first = yield* capture("order-0001", 1_000, key("k"))
      assert.strictEqual(errorCode(first), "6080")
      yield* emulator.approve("order-0001")
      assert.deepStrictEqual(yield* capture("order-0001", 1_000, key("k")), first)
      assert.deepStrictEqual(yield* capture("order-0001", 1_000, key("k0")), missing)
      assert.strictEqual((yield* capture("order-0001", 1_000, key("new"))).status, 200)
    })
  )

  it.scoped("a malformed body is refused again for its key", () =>
    Effect.gen(function* () {
      const { pay } = yield* authorized
      const send = () =>
        pay("POST", "/epayment/v1/payments/order-0001/capture", "{", {
          ...key("k"),
          "Content-Type": "application/json"
        })
      const first = yield* send()
      assert.strictEqual(first.status, 400)
      assert.deepStrictEqual(yield* send(), first)
    })
  )

  it.scoped("a request refused by the gateway is not remembered for its key", () =>
    Effect.gen(function* () {
      const { capture } = yield* authorized
      const stranger = yield* capture("order-0001", 1_000, { ...key("k"), "Merchant-Serial-Number": "654321" })
      assert.strictEqual(stranger.status, 403)
      assert.strictEqual((yield* capture("order-0001", 1_000, key("k"))).status, 200)
    })
  )

  it.scoped("a key with another body is a conflict, with each operation's own code", () =>
    Effect.gen(function* () {
      const { cancel, capture, create, emulator, refund } = yield* authorized
      yield* capture("order-0001", 1_000, key("k"))
      yield* refund("order-0001", 100, key("k"))
      yield* cancel("order-0001", {}, key("k"))
      const conflicts = [
        [yield* create(order("order-0002"), key("create")), "4020"],
        [yield* create(order("order-0001", { paymentDescription: "More socks" }), key("create")), "4020"],
        [yield* capture("order-0001", 1_001, key("k")), "4010"],
        [yield* refund("order-0001", 101, key("k")), "4150"],
        [yield* cancel("order-0001", { cancelTransactionOnly: false }, key("k")), "4020"]
      ] as const
      for (const [reply, code] of conflicts) {
        assert.strictEqual(reply.status, 409, reply.text)
        assert.strictEqual(errorCode(reply), code)
      }
      assert.strictEqual((yield* emulator.ledger).length, 4)
    })
  )

  it.scoped("one key serves several operations and payments [U]", () =>
    Effect.gen(function* () {
      const { cancel, capture, create, emulator, refund } = yield* start()
      yield* create(order("order-0001"), key("first"))
      yield* create(order("order-0002"), key("k"))
      for (const reference of ["order-0001", "order-0002"]) {
        yield* emulator.approve(reference)
        assert.strictEqual((yield* capture(reference, 1_000, key("k"))).status, 200)
        assert.strictEqual((yield* refund(reference, 1_000, key("k"))).status, 200)
        assert.strictEqual((yield* cancel(reference, undefined, key("k"))).status, 200)
      }
      assert.strictEqual((yield* emulator.ledger).length, 8)
    })
  )

  it.scoped("of two concurrent calls with one key one runs, and both get the same response", () =>
    Effect.gen(function* () {
      const { capture, create, emulator } = yield* start()
      const created = yield* Effect.all(
        Array.from({ length: 20 }, () => create(order("order-0001"), key("k"))),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(created.map(({ text }) => text)).size, 1)
      assert.strictEqual(created[0]?.status, 201)
      yield* emulator.approve("order-0001")
      const captured = yield* Effect.all(
        Array.from({ length: 20 }, () => capture("order-0001", 1_000, key("k"))),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(captured.map(({ text }) => text)).size, 1)
      assert.strictEqual((yield* emulator.payment("order-0001")).aggregate.captured, 1_000)
    })
  )

  it.scoped("concurrent captures with different keys cannot take more than there is", () =>
    Effect.gen(function* () {
      const { capture, emulator } = yield* authorized
      const replies = yield* Effect.all(
        Array.from({ length: 15 }, () => capture("order-0001", 1_000)),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(replies.filter(({ status }) => status === 200).length, 10)
      assert.strictEqual((yield* emulator.payment("order-0001")).aggregate.captured, 10_000)
    })
  )

  it.scoped("create, capture and refund require a key, cancel does not", () =>
    Effect.gen(function* () {
      const { cancel, capture, create, refund } = yield* authorized
      const none = { "Idempotency-Key": undefined }
      for (const reply of [
        yield* create(order("order-0002"), none),
        yield* capture("order-0001", 1_000, none),
        yield* refund("order-0001", 1_000, none)
      ]) {
        assert.strictEqual(reply.status, 400)
        assert.strictEqual(errorCode(reply), "4140") // [U] Could be a field error.
      }
      assert.strictEqual((yield* cancel("order-0001", undefined, none)).status, 200)
    })
  )

  it.scoped("a key may have 50 characters and not 51", () =>
    Effect.gen(function* () {
      const { cancel, capture } = yield* authorized
      assert.strictEqual((yield* capture("order-0001", 1_000, key("k".repeat(50)))).status, 200)
      for (const reply of [
        yield* capture("order-0001", 1_000, key("k".repeat(51))),
        yield* cancel("order-0001", undefined, key("k".repeat(51)))
      ]) {
        assert.strictEqual(reply.status, 400)
        assert.strictEqual(reply.json.extraDetails[0].name, "Idempotency-Key")
      }
    })
  )

  it.scoped("force approve has no keys: repeating one is a second approval", () =>
    Effect.gen(function* () {
      const { create, pay } = yield* start()
      const created = yield* create(order("order-0001"))
      const token = new URL(created.json.redirectUrl).searchParams.get("token")
      const approve = () => pay("POST", "/epayment/v1/test/payments/order-0001/approve", { token }, key("same"))
      assert.strictEqual((yield* approve()).status, 200)
      assert.strictEqual(errorCode(yield* approve()), "6230")
    })
  )
})
