import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Logger from "effect/Logger"
import * as Random from "effect/Random"
import { errorCode, order, sessionRequest, start } from "./harness.js"

const paths = {
  create: "/epayment/v1/payments",
  capture: "/epayment/v1/payments/order-0001/capture",
  approve: "/epayment/v1/test/payments/order-0001/approve"
}

const json = { "Content-Type": "application/json" }

describe("bodies that are no good", () => {
  it.scoped("are 400 when they are not JSON, not an object, or not there", () =>
    Effect.gen(function* () {
      const { checkout, pay } = yield* start()
      for (const body of ["{", "nonsense", "null", "[]", "1", '"text"', "{}", undefined]) {
        for (const path of Object.values(paths)) {
          const reply = yield* pay("POST", path, body, json)
          assert.strictEqual(reply.status, 400, `${path} ${body}`)
          assert.strictEqual(reply.contentType, "application/problem+json")
          assert.isNotEmpty(reply.json.extraDetails)
        }
        for (const [method, path] of body === "{}"
          ? [["POST", ""] as const]
          : [["POST", ""] as const, ["PATCH", "/order-0001"] as const]) {
          const reply = yield* checkout(method, path, body, json)
          assert.strictEqual(reply.status, 400, `${method} ${body}`)
          assert.isNotEmpty(Object.keys(reply.json.errors))
        }
      }
    })
  )

  it.scoped("are 415 when they are not declared as JSON", () =>
    Effect.gen(function* () {
      const { checkout, create, pay } = yield* start()
      const text = JSON.stringify(order("order-0001"))
      for (const type of ["text/plain", "application/x-www-form-urlencoded", "text/json", ""]) {
        const reply = yield* pay("POST", paths.create, text, { "Content-Type": type })
        assert.strictEqual(reply.status, 415, type)
        assert.strictEqual(reply.contentType, "application/problem+json")
      }
      for (const type of ["application/json", "application/json; charset=utf-8", "Application/JSON"]) {
        assert.notStrictEqual((yield* create(text, { "Content-Type": type })).status, 415, type)
      }
      const session = JSON.stringify(sessionRequest("order-0002"))
      for (const [type, status] of [
        ["text/plain", 415],
        ["text/json", 200],
        ["application/vnd.shop+json", 409]
      ] as const) {
        const reply = yield* checkout("POST", "", session, { "Content-Type": type })
        assert.strictEqual(reply.status, status, `${type} ${reply.text}`)
      }
    })
  )

  it.scoped("are 413 when they are larger than a mebibyte", () =>
    Effect.gen(function* () {
      const { checkout, create } = yield* start()
      const paymentDescription = "x".repeat(1_048_576)
      assert.strictEqual((yield* create(order("order-0001", { paymentDescription }))).status, 413)
      assert.strictEqual(
        (yield* checkout("POST", "", sessionRequest("order-0001", { paymentDescription }))).status,
        413
      )
    })
  )

  it.scoped.prop(
    "never make it fall over",
    { body: FastCheck.json(), path: FastCheck.constantFrom(...Object.values(paths)) },
    ({ body, path }) =>
      Effect.gen(function* () {
        const { checkout, pay } = yield* start()
        assert.strictEqual((yield* pay("POST", path, body, json)).status, 400)
        assert.strictEqual((yield* checkout("POST", "", body, json)).status, 400)
      }),
    { fastCheck: { numRuns: 50 } }
  )

  it.scoped("may hold any key, the dangerous ones too", () =>
    Effect.gen(function* () {
      const { create, get, pay } = yield* start()
      const body = JSON.stringify(order("order-0001")).replace(
        "{",
        '{"__proto__":{"state":"AUTHORIZED"},"constructor":1,'
      )
      const reply = yield* pay("POST", paths.create, body, json)
      assert.strictEqual(reply.status, 400)
      yield* create(order("order-0001", { metadata: { constructor: "a", toString: "b" } }))
      assert.deepStrictEqual((yield* get("order-0001")).json.metadata, { constructor: "a", toString: "b" })
    })
  )
})

describe("paths that are no good", () => {
  it.scoped("get the gateway's 404", () =>
    Effect.gen(function* () {
      const { send } = yield* start()
      for (const path of ["//", "//[", "/%", "/epayment/v1/payments/", "/epayment/v1/payments/../../../_emulator"]) {
        assert.strictEqual((yield* send("GET", path)).status, 404, path)
      }
    })
  )
})

describe("a failure of the emulator itself", () => {
  const brokenClock = Object.assign(Clock.make(), { currentTimeMillis: Effect.die("no clock") })
  const broken = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    effect.pipe(Effect.withClock(brokenClock), Effect.provide(Logger.remove(Logger.defaultLogger)))

  it.scoped("is a 500 of the API's own shape, and is not remembered for its key", () =>
    Effect.gen(function* () {
      const { checkout, create } = yield* start()
      const key = { "Idempotency-Key": "k" }
      const reply = yield* broken(create(order("order-0001"), key))
      assert.strictEqual(reply.status, 500)
      assert.strictEqual(reply.contentType, "application/problem+json")
      assert.strictEqual(errorCode(reply), "3010")
      const session = yield* broken(checkout("GET", "/order-0001"))
      assert.strictEqual(session.status, 500)
      assert.strictEqual(session.contentType, "application/json")
      assert.isString(session.json.errorCode)
      assert.strictEqual((yield* create(order("order-0001"), key)).status, 201)
    })
  )
})

describe("chance", () => {
  it.scoped("is Effect's Random: the same seed gives the same ids", () =>
    Effect.gen(function* () {
      const answers = Effect.gen(function* () {
        const { create, get } = yield* start()
        yield* create(order("order-0001"))
        return (yield* get("order-0001")).text
      })
      const seeded = (seed: string) => Effect.withRandom(answers, Random.make(seed))
      assert.strictEqual(yield* seeded("one"), yield* seeded("one"))
      assert.notStrictEqual(yield* seeded("one"), yield* seeded("two"))
    })
  )
})
