import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { order, start } from "./harness.js"

const limited = start({ rateLimits: true, tokenLifetime: "1 day" })

describe("rate limits", () => {
  it.scoped("rate limits allow five changes of a kind in a minute, and state when to retry", () =>
    Effect.gen(function* () {
      const { capture, create, emulator } = yield* limited
      yield* create(order("order-0001"))
      yield* emulator.approve("order-0001")
      yield* TestClock.adjust("90 seconds")
      for (let nth = 1; nth <= 5; nth++) assert.strictEqual((yield* capture("order-0001", 100)).status, 200)
      const sixth = yield* capture("order-0001", 100)
      assert.strictEqual(sixth.status, 429)
      assert.deepStrictEqual(sixth.json, {
        statusCode: 429,
        message: "Rate limit is exceeded. Try again in 30 seconds."
      })
      assert.strictEqual(sixth.retryAfter, "30")
      assert.strictEqual((yield* emulator.payment("order-0001")).aggregate.captured, 500)
      yield* TestClock.adjust("29999 millis")
      assert.strictEqual((yield* capture("order-0001", 100)).status, 429)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* capture("order-0001", 100)).status, 200)
    })
  )

  it.scoped("rate limits count refused calls too, and each payment and operation separately", () =>
    Effect.gen(function* () {
      const { cancel, capture, create, get } = yield* limited
      yield* create(order("order-0001"))
      yield* create(order("order-0002"))
      for (let nth = 1; nth <= 5; nth++) assert.strictEqual((yield* capture("order-0001", 100)).status, 400)
      assert.strictEqual((yield* capture("order-0001", 100)).status, 429)
      assert.strictEqual((yield* capture("order-0002", 100)).status, 400)
      assert.strictEqual((yield* get("order-0001")).status, 200)
      assert.strictEqual((yield* cancel("order-0001")).status, 200)
    })
  )

  it.scoped("rate limits allow 120 reads in a minute", () =>
    Effect.gen(function* () {
      const { create, events, get } = yield* limited
      yield* create(order("order-0001"))
      const statuses = yield* Effect.all(Array.from({ length: 121 }, () => get("order-0001")))
      assert.deepStrictEqual(
        statuses.map(({ status }) => status),
        [...Array.from({ length: 120 }, () => 200), 429]
      )
      assert.strictEqual((yield* events("order-0001")).status, 200)
    })
  )

  it.scoped("rate limits count creates without a reference, or with a malformed one, together", () =>
    Effect.gen(function* () {
      const { create } = yield* limited
      for (const reference of ["a", "b", "c", "d", undefined]) {
        assert.strictEqual((yield* create({ ...order("order-0001"), reference })).status, 400)
      }
      assert.strictEqual((yield* create(order("e"))).status, 429)
      assert.strictEqual((yield* create(order("order-0001"))).status, 201)
    })
  )

  it.scoped("rate limits can be turned off", () =>
    Effect.gen(function* () {
      const { create, get } = yield* start({ rateLimits: false })
      yield* create(order("order-0001"))
      for (let nth = 1; nth <= 200; nth++) assert.strictEqual((yield* get("order-0001")).status, 200)
    })
  )
})
