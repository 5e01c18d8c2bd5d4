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

describe("invalid bodies", () => {
  it.scoped("a body that is missing, not JSON or not an object is a 400", () =>
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

  it.scoped("a body that is not declared as JSON is a 415", () =>
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

  it.scoped("a body larger than a mebibyte is a 413", () =>
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

  it.scoped("a body that is nested too deep is a 400, at every endpoint that reads one", () =>
    Effect.gen(function* () {
      const readers = [
        ["POST", "/epayment/v1/payments"],
        ["POST", "/epayment/v1/payments/order-0001/capture"],
        ["POST", "/epayment/v1/payments/order-0001/refund"],
        ["POST", "/epayment/v1/payments/order-0001/cancel"],
        ["POST", "/epayment/v1/test/payments/order-0001/approve"],
        ["POST", "/checkout/v3/session"],
        ["PATCH", "/checkout/v3/session/session-0001"],
        ["POST", "/webhooks/v1/webhooks"],
        ["POST", "/_emulator/payments/order-0001/approve"],
        ["POST", "/_emulator/checkout/sessions/session-0001/complete"],
        ["POST", "/_emulator/clock"],
        ["POST", "/_emulator/faults"],
        ["PUT", "/_emulator/faults/chaos"],
        ["POST", "/_emulator/deliveries/faults"],
        ["PUT", "/_emulator/deliveries/faults/chaos"]
      ] as const
      const deaf = [
        ["POST", "/accesstoken/get"],
        ["POST", "/checkout/v3/session/session-0001/expire"],
        ["DELETE", "/webhooks/v1/webhooks/none"],
        ["POST", "/_emulator/payments/order-0009/reject"],
        ["POST", "/_emulator/deliveries/1/resend"],
        ["POST", "/_emulator/tokens/revoke"],
        ["DELETE", "/_emulator/faults"],
        ["POST", "/nowhere"]
      ] as const
      const depth = 100_000
      const bodies = [
        "[".repeat(depth) + "]".repeat(depth),
        `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`,
        `{"modificationAmount":${"[".repeat(depth)}${"]".repeat(depth)},"fault":${"[".repeat(depth)}${"]".repeat(depth)}}`,
        "[".repeat(depth)
      ]
      for (const body of bodies) {
        const { checkout, create, pay, send } = yield* start()
        yield* create(order("order-0001"))
        yield* checkout("POST", "", sessionRequest("session-0001"))
        const call = (method: string, path: string, body: string) =>
          path.startsWith("/checkout")
            ? checkout(method, path.slice("/checkout/v3/session".length), body, json)
            : path.startsWith("/_emulator")
              ? send(method, path, { body, headers: json })
              : pay(method, path, body, json)
        for (const [method, path] of readers) {
          const reply = yield* call(method, path, body)
          assert.strictEqual(reply.status, 400, `${method} ${path} ${reply.text.slice(0, 200)}`)
        }
        for (const [method, path] of deaf) {
          assert.isBelow((yield* call(method, path, body)).status, 500, `${method} ${path}`)
        }
        const { json: payments } = yield* send("GET", "/_emulator/requests")
        assert.isAbove(payments.length, 0)
      }
    })
  )

  it.scoped("a body is read down to 64 levels, brackets in strings not counted", () =>
    Effect.gen(function* () {
      const { create } = yield* start()
      const nested = (levels: number) => JSON.parse("[".repeat(levels) + "]".repeat(levels))
      const body = (reference: string, levels: number) =>
        order(reference, {
          paymentDescription: '[[{{\\"'.repeat(10),
          profile: { scope: "name", extra: nested(levels) }
        })
      assert.strictEqual((yield* create(body("order-0001", 62))).status, 201)
      assert.strictEqual((yield* create(body("order-0002", 63))).status, 400)
    })
  )

  it.scoped("a body is refused in plain words, without the value, which may be personal", () =>
    Effect.gen(function* () {
      const { checkout, create, pay, send } = yield* start()
      const values = {
        phone: 4_791_234_567,
        text: "Kari Testesen",
        list: ["kari@example.com"],
        object: { born: "1990-01-31" }
      }
      const replies: Array<string> = []
      for (const value of [...Object.values(values), null, true]) {
        const wrong = order("order-0001", {
          amount: value,
          customer: { phoneNumber: value },
          paymentMethod: { type: value },
          profile: value,
          receipt: { orderLines: value, bottomLine: value },
          metadata: { a: value },
          shipping: { fixedOptions: [value] },
          minimumUserAge: "4791234567",
          userFlow: value
        })
        const session = sessionRequest("order-0001", {
          transaction: value,
          prefillCustomer: { phoneNumber: value, firstName: 4_791_234_567 },
          logistics: { fixedOptions: value },
          configuration: value
        })
        for (const reply of [
          yield* create(wrong),
          yield* create([value]),
          yield* create(order("order-0002", { customer: { phoneNumber: value } })),
          yield* pay("POST", paths.capture, { modificationAmount: value }),
          yield* pay("POST", paths.approve, { customer: { phoneNumber: value } }),
          yield* checkout("POST", "", session),
          yield* send("POST", "/_emulator/payments/order-0001/approve", {
            body: { address: value, shippingOptionId: 4_791_234_567 }
          }),
          yield* send("POST", "/_emulator/faults", { body: { nth: "4791234567", fault: value } })
        ]) {
          assert.strictEqual(reply.status, 400, reply.text)
          replies.push(reply.text)
        }
      }
      for (const text of replies) {
        assert.notMatch(
          text,
          /4791234567|Testesen|kari@|1990-01|Expected|actual|readonly|ReadonlyArray|Schema|\bJSON value\b/
        )
      }
      const userFlow = { userFlow: "LETTER" }
      assert.lengthOf((yield* create(order("order-0001", userFlow))).json.extraDetails, 1)
      const reply = yield* create(order("order-0001", { amount: "free", metadata: { a: 1 }, profile: [] }))
      assert.deepStrictEqual(reply.json.extraDetails, [
        { name: "amount", reason: "The field must be an object." },
        { name: "profile", reason: "The field must be an object." },
        { name: "metadata.a", reason: "The field must be a string." }
      ])
    })
  )

  it.scoped.prop(
    "no body stops the emulator",
    { body: FastCheck.json(), path: FastCheck.constantFrom(...Object.values(paths)) },
    ({ body, path }) =>
      Effect.gen(function* () {
        const { checkout, pay } = yield* start()
        assert.strictEqual((yield* pay("POST", path, body, json)).status, 400)
        assert.strictEqual((yield* checkout("POST", "", body, json)).status, 400)
      }),
    { fastCheck: { numRuns: 50 } }
  )

  it.scoped("a body may have any key, dangerous ones too", () =>
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

describe("invalid paths", () => {
  it.scoped("an invalid path gets the gateway's 404", () =>
    Effect.gen(function* () {
      const { send } = yield* start()
      for (const path of ["//", "//[", "/%", "/epayment/v1/payments/", "/epayment/v1/payments/../../../_emulator"]) {
        assert.strictEqual((yield* send("GET", path)).status, 404, path)
      }
    })
  )
})

describe("failures of the emulator itself", () => {
  const brokenClock = Object.assign(Clock.make(), { currentTimeMillis: Effect.die("no clock") })
  const broken = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    effect.pipe(Effect.withClock(brokenClock), Effect.provide(Logger.remove(Logger.defaultLogger)))

  it.scoped("a failure of the emulator is a 500 of the API's own shape, and is not remembered for its key", () =>
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

describe("random numbers", () => {
  it.scoped("ids come from Effect's Random: the same seed gives the same ids", () =>
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
