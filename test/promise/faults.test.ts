/** The facade against every kind of fault over real HTTP, with its own way to the network in each of its builds. */
import { type CallOptions, isVippsError, Vipps } from "@effect-vipps/promise"
import * as Effect from "effect/Effect"
import { assert, describe, it } from "vitest"
import { Emulator, type Fault, keys, overHttp } from "../support/emulator.js"
import { passing } from "../support/faults.js"
import { nok } from "../support/samples.js"
import { rejection } from "./support.js"

const reference = "order-12345"

/** An authorized payment whose captures meet the fault: what a capture gives, and how often the money moved. */
const captured = (
  fault: Fault,
  check: (capture: (options?: CallOptions) => Promise<unknown>) => Promise<void>,
  { moved = 1, times = 1 } = {}
): Promise<void> =>
  Effect.gen(function* () {
    const emulator = yield* Emulator
    const { ePayment } = new Vipps({ ...keys, baseUrl: emulator.url })
    yield* Effect.promise(() =>
      ePayment.createPayment({
        reference,
        amount: nok(10_000),
        paymentMethod: { type: "WALLET" },
        userFlow: "QR"
      })
    )
    yield* emulator.approve(reference)
    yield* emulator.inject({ operation: "EPayment.capturePayment", reference, times, fault })
    yield* Effect.promise(() =>
      check((options) => ePayment.capturePayment(reference, { modificationAmount: nok(1000) }, options))
    )
    const movements = (yield* emulator.ledger).filter(({ operation }) => operation === "CAPTURED")
    assert.strictEqual(movements.length, moved)
  }).pipe(Effect.provide(overHttp({}, { rateLimits: false })), Effect.runPromise)

/** The facade's attempts take 10 seconds until they are given up: what only their end shows is a test of its own. */
const quick = passing.filter(({ _tag }) => !["Delay", "Drip", "Hang"].includes(_tag))

describe("faults", () => {
  for (const fault of quick) {
    it(`${JSON.stringify(fault)}: the capture succeeds, once`, () =>
      captured(fault, async (capture) => {
        assert.nestedPropertyVal(await capture(), "aggregate.capturedAmount.value", 1000)
      }))
  }

  for (const [afterEffect, moved] of [
    [false, 0],
    [true, 1]
  ] as const) {
    it(`Hang, afterEffect ${afterEffect}: the capture ends at its time limit with an unknown outcome`, () =>
      captured(
        { _tag: "Hang", afterEffect },
        async (capture) => {
          const error = await rejection(capture({ timeoutMs: 1000 }))
          assert(isVippsError(error) && error._tag === "VippsTransportError", String(error))
          assert.strictEqual(error.outcome, "unknown")
        },
        { moved }
      ))
  }

  it("InvalidJson: a success that cannot be read is reported as such, and not retried", () =>
    captured({ _tag: "InvalidJson" }, async (capture) => {
      const error = await rejection(capture())
      assert(isVippsError(error) && error._tag === "VippsDecodeError", String(error))
      assert.strictEqual(error.outcome, "unknown")
    }))

  it("a fault that outlasts the retries rejects, and the next capture succeeds", () =>
    captured(
      { _tag: "Answer", status: 500 },
      async (capture) => {
        const error = await rejection(capture())
        assert(isVippsError(error) && error._tag === "VippsServerError", String(error))
        assert.strictEqual(error.attempts, 3)
        await capture()
      },
      { times: 3 }
    ))
})
