/** The client against every kind of fault: over real HTTP by each way to the network, and in process. */
import { assert, describe, it } from "@effect/vitest"
import { EPayment } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import * as Record from "effect/Record"
import { Emulator, inProcess, overHttp, ways } from "../support/emulator.js"
import { passing } from "../support/faults.js"
import { nok } from "../support/samples.js"

const client = { attemptTimeout: "300 millis", retry: { baseDelay: 0 } } as const

const emulated = inProcess(client, { rateLimits: false })

const layers = {
  ...Record.mapEntries(ways, (way, name) => [`over ${name}`, overHttp(client, { rateLimits: false }, undefined, way)]),
  "in process": emulated
}

const reference = "order-12345"

const authorized = Effect.gen(function* () {
  const emulator = yield* Emulator
  yield* EPayment.createPayment({
    reference,
    amount: nok(10_000),
    paymentMethod: { type: "WALLET" },
    userFlow: "QR"
  })
  yield* emulator.approve(reference)
  return emulator
})

const capture = EPayment.capturePayment(reference, { modificationAmount: nok(1000) })

const capturedTimes = Effect.flatMap(Emulator, ({ ledger }) =>
  Effect.map(ledger, (entries) => entries.filter(({ operation }) => operation === "CAPTURED").length)
)

for (const [where, layer] of Object.entries(layers)) {
  describe(`faults ${where}`, () => {
    for (const fault of passing) {
      it.live(`${JSON.stringify(fault)}: the capture succeeds, once`, () =>
        Effect.gen(function* () {
          const emulator = yield* authorized
          yield* emulator.inject({ operation: "EPayment.capturePayment", reference, fault })
          const { aggregate } = yield* capture
          assert.strictEqual(aggregate.capturedAmount.value, 1000)
          assert.strictEqual(yield* capturedTimes, 1)
        }).pipe(Effect.provide(layer))
      )
    }

    it.live("InvalidJson: a success that cannot be read is reported as such, and not retried", () =>
      Effect.gen(function* () {
        const emulator = yield* authorized
        yield* emulator.inject({ operation: "EPayment.capturePayment", fault: { _tag: "InvalidJson" } })
        const error = yield* Effect.flip(capture)
        assert.strictEqual(error._tag, "VippsDecodeError")
        assert.strictEqual(error._tag === "VippsDecodeError" && error.outcome, "unknown")
        assert.strictEqual(yield* capturedTimes, 1)
      }).pipe(Effect.provide(layer))
    )

    it.live("Surprise: new states and fields pass through", () =>
      Effect.gen(function* () {
        const emulator = yield* authorized
        yield* emulator.inject({ operation: "EPayment.getPayment", fault: { _tag: "Surprise" } })
        const payment = yield* EPayment.getPayment(reference)
        assert.strictEqual(payment.state, "SOMETHING_NEW")
        assert.property(payment, "somethingNew")
        assert.strictEqual((yield* EPayment.getPayment(reference)).state, "AUTHORIZED")
      }).pipe(Effect.provide(layer))
    )

    it.live("a permanent fault outlasts the retries, and clearFaults ends it", () =>
      Effect.gen(function* () {
        const emulator = yield* authorized
        yield* emulator.inject({ reference, times: 1000, fault: { _tag: "Answer", status: 500 } })
        const error = yield* Effect.flip(capture)
        assert(error._tag === "VippsServerError")
        assert.strictEqual(error.attempts, 3)
        yield* emulator.clearFaults
        yield* capture
      }).pipe(Effect.provide(layer))
    )
  })
}

describe("which requests match a fault rule", () => {
  it.live("a rule applies from the n-th request on, as many times as given, to its operation and reference only", () =>
    Effect.gen(function* () {
      const emulator = yield* authorized
      yield* emulator.inject({
        operation: "EPayment.getPayment",
        reference,
        nth: 3,
        times: 2,
        fault: { _tag: "Answer", status: 404 }
      })
      const get = Effect.match(EPayment.getPayment(reference), { onFailure: ({ _tag }) => _tag, onSuccess: () => "ok" })
      yield* EPayment.getPaymentEventLog(reference)
      assert.deepStrictEqual(yield* Effect.all([get, get, get, get, get]), [
        "ok",
        "ok",
        "VippsNotFoundError",
        "VippsNotFoundError",
        "ok"
      ])
    }).pipe(Effect.provide(emulated))
  )

  it.live("chaos with the same seed injects the same faults", () =>
    Effect.gen(function* () {
      const emulator = yield* authorized
      const chaos = { seed: 7, faults: [{ rate: 0.3, fault: { _tag: "Answer", status: 404 } }] } as const
      const get = Effect.isSuccess(EPayment.getPayment(reference))
      const round = Effect.zipRight(emulator.chaos(chaos), Effect.replicateEffect(get, 100))
      const first = yield* round
      assert.deepStrictEqual(yield* round, first)
      const failures = first.filter((succeeded) => !succeeded).length
      assert.isTrue(failures > 15 && failures < 45, `${failures} of 100 failed`)
    }).pipe(Effect.provide(emulated))
  )
})
