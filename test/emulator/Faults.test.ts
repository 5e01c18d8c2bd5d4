import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { order, start } from "./harness.js"

describe("faults over the control endpoints", () => {
  it.scoped("a fault rule applies to the request it names, once", () =>
    Effect.gen(function* () {
      const { create, get, send } = yield* start()
      yield* create(order("order-0001"))
      const rule = {
        operation: "EPayment.getPayment",
        reference: "order-0001",
        fault: { _tag: "Answer", status: 503, body: { title: "Down" }, headers: { "retry-after": "7" } }
      }
      assert.strictEqual((yield* send("POST", "/_emulator/faults", { body: rule })).status, 204)
      const struck = yield* get("order-0001")
      assert.strictEqual(struck.status, 503)
      assert.deepStrictEqual(struck.json, { title: "Down" })
      assert.strictEqual((yield* get("order-0001")).status, 200)
    })
  )

  it.scoped("a fault rule matches a payment that is being created by the reference in its body", () =>
    Effect.gen(function* () {
      const { create, emulator } = yield* start()
      yield* emulator.inject({ reference: "order-0002", fault: { _tag: "Answer", status: 500 } })
      assert.strictEqual((yield* create(order("order-0001"))).status, 201)
      assert.strictEqual((yield* create(order("order-0002"))).status, 500)
    })
  )

  it.scoped("chaos can be set and cleared", () =>
    Effect.gen(function* () {
      const { create, get, send } = yield* start()
      yield* create(order("order-0001"))
      const chaos = { seed: 1, faults: [{ rate: 1, fault: { _tag: "Answer", status: 500 } }] }
      assert.strictEqual((yield* send("PUT", "/_emulator/faults/chaos", { body: chaos })).status, 204)
      assert.strictEqual((yield* get("order-0001")).status, 500)
      assert.strictEqual((yield* send("GET", "/_emulator/health")).status, 200)
      assert.strictEqual((yield* send("DELETE", "/_emulator/faults")).status, 204)
      assert.strictEqual((yield* get("order-0001")).status, 200)
    })
  )

  it.scoped("an invalid fault rule is refused", () =>
    Effect.gen(function* () {
      const { send } = yield* start()
      for (const body of [
        "{",
        {},
        { fault: { _tag: "Explode" } },
        { fault: { _tag: "Answer", status: 99 } },
        { operation: "EPayment.stealPayment", fault: { _tag: "Hang" } }
      ]) {
        assert.strictEqual((yield* send("POST", "/_emulator/faults", { body })).status, 400, JSON.stringify(body))
      }
      assert.strictEqual((yield* send("PUT", "/_emulator/faults/chaos", { body: { seed: "x" } })).status, 400)
    })
  )
})
