/** What each operation does in each situation a payment can be in. Cells marked [U] are the emulator's choice. */
import { assert, describe, it } from "@effect/vitest"
import type * as EmulatorError from "@effect-vipps/emulator/EmulatorError"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import type { Harness } from "./harness.js"
import { errorCode, order, selling, start } from "./harness.js"

const reference = "order-0001"

type Way = (h: Harness) => Effect.Effect<unknown, EmulatorError.EmulatorError>

const ways =
  (...steps: ReadonlyArray<Way>): Way =>
  (h) =>
    Effect.forEach(steps, (step) => step(h))

const create: Way = (h) => h.create(order(reference))
const approve: Way = (h) => h.emulator.approve(reference)
const reject: Way = (h) => h.emulator.reject(reference)
const cancel: Way = (h) => h.cancel(reference)
const capture =
  (value: number): Way =>
  (h) =>
    h.capture(reference, value)
const refund =
  (value: number): Way =>
  (h) =>
    h.refund(reference, value)

/** How a payment of 10000 gets into each situation. */
const situations = {
  unknown: ways(),
  CREATED: create,
  AUTHORIZED: ways(create, approve),
  "partly captured": ways(create, approve, capture(4_000)),
  "fully captured": ways(create, approve, capture(10_000)),
  "partly refunded": ways(create, approve, capture(10_000), refund(3_000)),
  "fully refunded": ways(create, approve, capture(10_000), refund(10_000)),
  "cancelled after authorization": ways(create, approve, cancel),
  "rest cancelled after capture": ways(create, approve, capture(4_000), cancel),
  ABORTED: ways(create, reject),
  EXPIRED: ways(create, () => TestClock.adjust("10 minutes")),
  TERMINATED: ways(create, cancel)
}

type Situation = keyof typeof situations

const operations = {
  "capture 1000": (h: Harness) => h.capture(reference, 1_000),
  "capture 10001": (h: Harness) => h.capture(reference, 10_001),
  "capture 0": (h: Harness) => h.capture(reference, 0),
  "refund 1000": (h: Harness) => h.refund(reference, 1_000),
  "refund 10001": (h: Harness) => h.refund(reference, 10_001),
  "refund 0": (h: Harness) => h.refund(reference, 0),
  cancel: (h: Harness) => h.cancel(reference),
  "cancel transaction only": (h: Harness) => h.cancel(reference, { cancelTransactionOnly: true }),
  approve: (h: Harness) => h.forceApprove(reference, { customer: { phoneNumber: "4799999999" } })
}

type Operation = keyof typeof operations

/** "200", or the ErrorCode of the refusal. */
const table: Record<Situation, Record<Operation, string>> = {
  unknown: {
    "capture 1000": "5090",
    "capture 10001": "5090",
    "capture 0": "5090",
    "refund 1000": "5090",
    "refund 10001": "5090",
    "refund 0": "5090",
    cancel: "5090",
    "cancel transaction only": "5090",
    approve: "5090"
  },
  CREATED: {
    "capture 1000": "6080",
    "capture 10001": "6080",
    "capture 0": "6080",
    "refund 1000": "6020",
    "refund 10001": "6020",
    "refund 0": "6020",
    cancel: "200",
    "cancel transaction only": "200",
    approve: "200"
  },
  AUTHORIZED: {
    "capture 1000": "200",
    "capture 10001": "6090",
    "capture 0": "4040", // [U]
    "refund 1000": "6020", // [U] 6150
    "refund 10001": "6020", // [U] 6150
    "refund 0": "6020", // [U]
    cancel: "200",
    "cancel transaction only": "6060",
    approve: "6230" // [U] 10010
  },
  "partly captured": {
    "capture 1000": "200",
    "capture 10001": "6090",
    "capture 0": "4040", // [U]
    "refund 1000": "200",
    "refund 10001": "6150",
    "refund 0": "4040", // [U]
    cancel: "200",
    "cancel transaction only": "6060",
    approve: "6230" // [U]
  },
  "fully captured": {
    "capture 1000": "6170", // [U] 6090
    "capture 10001": "6170", // [U] 6090
    "capture 0": "6170", // [U]
    "refund 1000": "200",
    "refund 10001": "6150",
    "refund 0": "4040", // [U]
    cancel: "6040",
    "cancel transaction only": "6060", // [U] 6040
    approve: "6230" // [U]
  },
  "partly refunded": {
    "capture 1000": "6170", // [U] 6090
    "capture 10001": "6170", // [U] 6090
    "capture 0": "6170", // [U]
    "refund 1000": "200",
    "refund 10001": "6150",
    "refund 0": "4040", // [U]
    cancel: "6040",
    "cancel transaction only": "6060", // [U] 6040
    approve: "6230" // [U]
  },
  "fully refunded": {
    "capture 1000": "6170", // [U]
    "capture 10001": "6170", // [U]
    "capture 0": "6170", // [U]
    "refund 1000": "6180", // [U] 6150
    "refund 10001": "6180", // [U] 6150
    "refund 0": "6180", // [U]
    cancel: "6040",
    "cancel transaction only": "6060", // [U] 6040
    approve: "6230" // [U]
  },
  "cancelled after authorization": {
    "capture 1000": "6070",
    "capture 10001": "6070",
    "capture 0": "6070",
    "refund 1000": "6020", // [U] 6150
    "refund 10001": "6020", // [U] 6150
    "refund 0": "6020", // [U]
    cancel: "6050", // [U] 6190
    "cancel transaction only": "6060", // [U] 6050
    approve: "6230" // [U]
  },
  "rest cancelled after capture": {
    "capture 1000": "6070", // [U]
    "capture 10001": "6070", // [U]
    "capture 0": "6070", // [U]
    "refund 1000": "200",
    "refund 10001": "6150",
    "refund 0": "4040", // [U]
    cancel: "6050", // [U] 6190, 6040
    "cancel transaction only": "6060", // [U]
    approve: "6230" // [U]
  },
  ABORTED: {
    "capture 1000": "6200", // [U] 6080
    "capture 10001": "6200", // [U]
    "capture 0": "6200", // [U]
    "refund 1000": "6210", // [U] 6020
    "refund 10001": "6210", // [U]
    "refund 0": "6210", // [U]
    cancel: "6190", // [U] 6050
    "cancel transaction only": "6190", // [U]
    approve: "10010" // [U]
  },
  EXPIRED: {
    "capture 1000": "6200", // [U] 6080
    "capture 10001": "6200", // [U]
    "capture 0": "6200", // [U]
    "refund 1000": "6210", // [U] 6020
    "refund 10001": "6210", // [U]
    "refund 0": "6210", // [U]
    cancel: "6190", // [U] 6050
    "cancel transaction only": "6190", // [U]
    approve: "10010" // [U]
  },
  TERMINATED: {
    "capture 1000": "6200", // [U] 6080
    "capture 10001": "6200", // [U]
    "capture 0": "6200", // [U]
    "refund 1000": "6210", // [U] 6020
    "refund 10001": "6210", // [U]
    "refund 0": "6210", // [U]
    cancel: "6050", // [U] 6190
    "cancel transaction only": "6050", // [U]
    approve: "10010" // [U]
  }
}

const entries = <K extends string, V>(record: Record<K, V>) => Object.entries(record) as Array<[K, V]>

describe("situations", () => {
  for (const [situation, cells] of entries(table)) {
    for (const [operation, expected] of entries(cells)) {
      it.scoped(`${situation}: ${operation} gives ${expected}`, () =>
        Effect.gen(function* () {
          const h = yield* start()
          yield* situations[situation](h)
          const before = yield* h.events(reference)
          const reply = yield* operations[operation](h)
          if (expected === "200") {
            assert.strictEqual(reply.status, 200, reply.text)
          } else {
            assert.strictEqual(errorCode(reply), expected, reply.text)
            assert.strictEqual(reply.status, expected === "5090" ? 404 : 400)
            assert.strictEqual(reply.contentType, "application/problem+json")
            // A refusal changes nothing; only the trace id of an unknown reference's answer is new.
            const after = yield* h.events(reference)
            if (situation !== "unknown") assert.strictEqual(after.text, before.text)
          }
        })
      )
    }
  }
})

describe("deadlines", () => {
  /** A day before, and a moment after, of an authorized payment partly captured. */
  const past = (currency: "NOK" | "DKK", days: number) =>
    Effect.gen(function* () {
      // Tokens must outlive the payment here.
      const h = yield* start({ merchants: [selling(currency)], tokenLifetime: "1000 days" })
      yield* h.create(order(reference, { amount: { currency, value: 10_000 } }))
      yield* h.emulator.approve(reference)
      const change = (verb: string, value: number) =>
        h.pay("POST", `/epayment/v1/payments/${reference}/${verb}`, { modificationAmount: { currency, value } })
      assert.strictEqual((yield* change("capture", 1_000)).status, 200)
      yield* TestClock.adjust(`${days} days`)
      return { ...h, change }
    })

  for (const [currency, days] of [
    ["NOK", 180],
    ["DKK", 14]
  ] as const) {
    it.scoped(`captures and cancellations are accepted until day ${days} in ${currency}`, () =>
      Effect.gen(function* () {
        const { cancel, change } = yield* past(currency, days)
        assert.strictEqual((yield* change("capture", 1_000)).status, 200)
        yield* TestClock.adjust("1 millis")
        const late = yield* change("capture", 1_000)
        assert.strictEqual(late.status, 400)
        assert.strictEqual(errorCode(late), "6100")
        assert.strictEqual(errorCode(yield* cancel(reference)), "6030")
        assert.strictEqual((yield* change("refund", 500)).status, 200)
      })
    )
  }

  it.scoped("refunds are accepted until day 365, counted from the reservation [U]", () =>
    Effect.gen(function* () {
      const { change } = yield* past("NOK", 365)
      assert.strictEqual((yield* change("refund", 500)).status, 200)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(errorCode(yield* change("refund", 500)), "6220")
    })
  )
})

describe("amounts of a capture or refund", () => {
  it.scoped("the amount of a capture or refund is in the payment's currency", () =>
    Effect.gen(function* () {
      const h = yield* start()
      yield* situations["partly captured"](h)
      for (const verb of ["capture", "refund"]) {
        const reply = yield* h.pay("POST", `/epayment/v1/payments/${reference}/${verb}`, {
          modificationAmount: { currency: "DKK", value: 1_000 }
        })
        assert.strictEqual(errorCode(reply), "5040")
      }
    })
  )

  it.scoped("a capture or refund may be exactly what is left, and not one more", () =>
    Effect.gen(function* () {
      const h = yield* start()
      yield* situations["partly captured"](h)
      assert.strictEqual(errorCode(yield* h.capture(reference, 6_001)), "6090")
      assert.strictEqual((yield* h.capture(reference, 6_000)).status, 200)
      assert.strictEqual((yield* h.refund(reference, 4_000)).status, 200)
      assert.strictEqual(errorCode(yield* h.refund(reference, 6_001)), "6150")
      assert.strictEqual((yield* h.refund(reference, 6_000)).status, 200)
    })
  )

  it.scoped("the amounts of captures and refunds are malformed in the same ways as a payment's", () =>
    Effect.gen(function* () {
      const h = yield* start()
      yield* situations.AUTHORIZED(h)
      for (const body of [
        {},
        { modificationAmount: 1_000 },
        { modificationAmount: { value: 1_000 } },
        { modificationAmount: { value: 10.5, currency: "NOK" } },
        { modificationAmount: { value: -1, currency: "NOK" } },
        { modificationAmount: { value: 1_000, currency: "NOK" }, extra: true },
        { amount: { value: 1_000, currency: "NOK" } }
      ]) {
        const reply = yield* h.pay("POST", `/epayment/v1/payments/${reference}/capture`, body)
        assert.strictEqual(reply.status, 400, reply.text)
        assert.isUndefined(errorCode(reply))
        assert.isNotEmpty(reply.json.extraDetails)
      }
    })
  )
})

describe("malformed references", () => {
  it.scoped("a malformed reference is refused in every operation [U]", () =>
    Effect.gen(function* () {
      const h = yield* start()
      for (const wrong of ["short", "under_score", "x".repeat(65)]) {
        const reply = yield* h.get(wrong)
        assert.strictEqual(reply.status, 400)
        assert.strictEqual(reply.json.extraDetails[0].name, "reference")
      }
    })
  )
})
