import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { errorCode, order, selling, start } from "./harness.js"

const priced = (value: number, currency = "NOK") => order("order-0001", { amount: { currency, value } })

describe("test amounts", () => {
  for (const value of [151, 182, 183, 184, 186, 187, 197, 202]) {
    it.scoped(`amount ${value}: the approval fails, is in the event log, and may be retried`, () =>
      Effect.gen(function* () {
        const { create, emulator, events, forceApprove, get } = yield* start()
        yield* create(priced(value))
        const wrong = yield* Effect.flip(emulator.approve("order-0001"))
        assert.strictEqual(wrong._tag, "WrongStateError")
        assert.match(wrong.message, /^Cannot approve order-0001: (There|The|3-D)/)
        assert.strictEqual((yield* get("order-0001")).json.state, "CREATED")
        const forced = yield* forceApprove("order-0001", { customer: { phoneNumber: "4712345678" } })
        assert.strictEqual(errorCode(forced), "10040")
        assert.deepStrictEqual(
          (yield* events("order-0001")).json.map(({ name, success }: { name: string; success: boolean }) => [
            name,
            success
          ]),
          [
            ["CREATED", true],
            ["AUTHORIZED", false],
            ["AUTHORIZED", false]
          ]
        )
        assert.deepStrictEqual(yield* emulator.ledger, [])
        yield* emulator.reject("order-0001")
        assert.strictEqual((yield* get("order-0001")).json.state, "ABORTED")
      })
    )
  }

  for (const value of [197, 202]) {
    it.scoped(`amount ${value} is an ordinary amount outside Norway`, () =>
      Effect.gen(function* () {
        const { create, emulator } = yield* start({ merchants: [selling("EUR")] })
        yield* create(priced(value, "EUR"))
        assert.strictEqual((yield* emulator.approve("order-0001")).state, "AUTHORIZED")
      })
    )
  }

  it.scoped("amount 201: the outcome is unknown for an hour", () =>
    Effect.gen(function* () {
      const { create, emulator, get } = yield* start({ tokenLifetime: "1 day" })
      yield* create(priced(201))
      yield* Effect.flip(emulator.approve("order-0001"))
      yield* TestClock.adjust("3599999 millis")
      assert.strictEqual((yield* get("order-0001")).json.state, "CREATED")
      yield* TestClock.adjust(1)
      assert.strictEqual((yield* get("order-0001")).json.state, "EXPIRED")
    })
  )

  for (const [value, code] of [
    [123, "5100"],
    [124, "6220"]
  ] as const) {
    it.scoped(`a refund of ${value} is refused, another one is not`, () =>
      Effect.gen(function* () {
        const { capture, create, emulator, refund } = yield* start()
        yield* create(priced(10_000))
        yield* emulator.approve("order-0001")
        yield* capture("order-0001", 10_000)
        assert.strictEqual(errorCode(yield* refund("order-0001", value)), code)
        assert.strictEqual((yield* refund("order-0001", 125)).status, 200)
      })
    )
  }

  it.scoped("a customer who is too young cannot approve", () =>
    Effect.gen(function* () {
      const { create, emulator } = yield* start()
      yield* create(order("order-0001", { minimumUserAge: 37 }))
      assert.strictEqual((yield* Effect.flip(emulator.approve("order-0001")))._tag, "WrongStateError")
      yield* create(order("order-0002", { minimumUserAge: 36 }))
      assert.strictEqual((yield* emulator.approve("order-0002")).state, "AUTHORIZED")
    })
  )
})
