import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as TestClock from "effect/TestClock"
import type { Harness } from "./harness.js"
import { order, start } from "./harness.js"

const references = ["order-0001", "order-0002"] as const

interface Step {
  readonly reference: (typeof references)[number]
  readonly operation: "create" | "approve" | "reject" | "capture" | "refund" | "cancel" | "wait"
  readonly amount: number
  readonly key: string | undefined
}

const weighted = <const A>(...options: ReadonlyArray<readonly [weight: number, value: A]>) =>
  FastCheck.oneof(...options.map(([weight, value]) => ({ weight, arbitrary: FastCheck.constant(value) })))

/** Any operation, but more often one that moves money, and now and then with a key that was used before. */
const step: FastCheck.Arbitrary<Step> = FastCheck.record({
  reference: weighted<Step["reference"]>([3, "order-0001"], [1, "order-0002"]),
  operation: weighted<Step["operation"]>(
    [1, "create"],
    [1, "approve"],
    [1, "reject"],
    [6, "capture"],
    [6, "refund"],
    [1, "cancel"],
    [1, "wait"]
  ),
  amount: FastCheck.oneof(FastCheck.integer({ min: 0, max: 700 }), FastCheck.constantFrom(500, 1_000, 1_001)),
  key: weighted<Step["key"]>([6, undefined], [1, "a"], [1, "b"])
})

const run = (h: Harness, { amount, key, operation, reference }: Step): Effect.Effect<unknown> => {
  const headers = key === undefined ? {} : { "Idempotency-Key": key }
  switch (operation) {
    case "create":
      return h.create(order(reference, { amount: { currency: "NOK", value: 1_000 } }))
    case "approve":
      return Effect.ignore(h.emulator.approve(reference))
    case "reject":
      return Effect.ignore(h.emulator.reject(reference))
    case "capture":
      return h.capture(reference, amount, headers)
    case "refund":
      return h.refund(reference, amount, headers)
    case "cancel":
      return h.cancel(reference, undefined, headers)
    case "wait":
      return TestClock.adjust("4 minutes")
  }
}

describe("the ledger", () => {
  it.scoped("the ledger lists every accepted movement once, in order, with its event's pspReference", () =>
    Effect.gen(function* () {
      const { cancel, capture, create, emulator, events, refund, send } = yield* start()
      yield* create(order("order-0001"))
      yield* create(order("order-0002"))
      yield* emulator.approve("order-0001")
      yield* emulator.approve("order-0002")
      yield* capture("order-0001", 20_000)
      yield* capture("order-0001", 4_000, { "Idempotency-Key": "capture" })
      yield* refund("order-0001", 1_000, { "Idempotency-Key": "refund" })
      yield* TestClock.adjust("1 seconds")
      yield* cancel("order-0001", undefined, { "Idempotency-Key": "cancel" })

      const all = yield* emulator.ledger
      assert.deepStrictEqual(
        all.map(({ sequence }) => sequence),
        [1, 2, 3, 4, 5]
      )
      const mine = all.filter(({ reference }) => reference === "order-0001")
      assert.deepStrictEqual(
        mine.map(({ amount, idempotencyKey, operation, timestamp }) => [operation, amount, idempotencyKey, timestamp]),
        [
          ["AUTHORIZED", { currency: "NOK", value: 10_000 }, undefined, 0],
          ["CAPTURED", { currency: "NOK", value: 4_000 }, "capture", 0],
          ["REFUNDED", { currency: "NOK", value: 1_000 }, "refund", 0],
          ["CANCELLED", { currency: "NOK", value: 6_000 }, "cancel", 1_000]
        ]
      )
      const log = (yield* events("order-0001")).json
      assert.deepStrictEqual(
        mine.map(({ pspReference }) => pspReference),
        log.slice(1).map((event: { pspReference: string }) => event.pspReference)
      )

      const reply = yield* send("GET", "/_emulator/ledger?reference=order-0001")
      assert.strictEqual(reply.status, 200)
      assert.strictEqual(reply.json.length, 4)
      assert.deepStrictEqual(reply.json[3], { ...mine[3], timestamp: "1970-01-01T00:00:01.000Z" })
      assert.strictEqual((yield* send("GET", "/_emulator/ledger")).json.length, 5)
      assert.deepStrictEqual((yield* send("GET", "/_emulator/ledger?reference=unknown")).json, [])
    })
  )

  it.scoped.prop(
    "the ledger adds up to the aggregates, and no payment returns more than it took, after any operations",
    { steps: FastCheck.array(step, { minLength: 5, maxLength: 40 }) },
    ({ steps }) =>
      Effect.gen(function* () {
        // One payment begins with money on the table, else most sequences would be refusals throughout.
        const h = yield* start()
        yield* run(h, { operation: "create", reference: "order-0001", amount: 0, key: undefined })
        yield* run(h, { operation: "approve", reference: "order-0001", amount: 0, key: undefined })
        yield* Effect.forEach(steps, (one) => run(h, one))
        const ledger = yield* h.emulator.ledger
        for (const reference of references) {
          const payment = yield* Effect.option(h.emulator.payment(reference))
          const sum = (operation: string) =>
            ledger
              .filter((entry) => entry.reference === reference && entry.operation === operation)
              .reduce((total, entry) => total + entry.amount.value, 0)
          if (payment._tag === "None" || payment.value.state !== "AUTHORIZED") {
            // Nothing was reserved: a terminated payment shows its amount as cancelled all the same.
            assert.isFalse(ledger.some((entry) => entry.reference === reference))
            continue
          }
          const { authorized, cancelled, captured, refunded } = payment.value.aggregate
          assert.strictEqual(authorized, 1_000)
          assert.isAtMost(captured + cancelled, authorized)
          assert.isAtMost(refunded, captured)
          assert.deepStrictEqual(
            { authorized, captured, refunded, cancelled },
            {
              authorized: sum("AUTHORIZED"),
              captured: sum("CAPTURED"),
              refunded: sum("REFUNDED"),
              cancelled: sum("CANCELLED")
            }
          )
        }
      }),
    { fastCheck: { numRuns: 60 } }
  )
})
