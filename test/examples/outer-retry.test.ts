import { assert, describe, it } from "@effect/vitest"
import { EPayment } from "@effect-vipps/client"
import { VippsEmulator } from "@effect-vipps/emulator"
import { Vipps } from "@effect-vipps/promise"
import { startVipps, VippsTest } from "@effect-vipps/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { ship, shipFromQueue } from "../../examples/outer-retry/ship.js"
import { ship as shipWithPromises } from "../../examples/outer-retry/ship-with-promises.js"

const reference = "order-2026-0001"

const payment: EPayment.CreatePaymentRequest = {
  reference,
  amount: { value: 49900, currency: "NOK" },
  paymentMethod: { type: "WALLET" },
  userFlow: "QR"
}

/** More lost responses than the client itself retries. */
const lost = { operation: "EPayment.capturePayment", times: 7, fault: { _tag: "Reset", afterEffect: true } } as const

describe("examples/outer-retry", () => {
  for (const [name, captured] of [
    ["ship", ship(reference, 20000)],
    ["shipFromQueue", shipFromQueue({ reference, number: 1, value: 20000 })]
  ] as const) {
    it.effect(`${name} captures once, although seven responses are lost`, () =>
      Effect.gen(function* () {
        const emulator = yield* VippsEmulator.VippsEmulator
        yield* EPayment.createPayment(payment)
        yield* emulator.approve(reference)
        yield* emulator.inject(lost)
        const fiber = yield* Effect.fork(captured)
        yield* TestClock.adjust("5 minutes")
        const { aggregate } = yield* Fiber.join(fiber)
        assert.strictEqual(aggregate.capturedAmount.value, 20000)
        yield* VippsTest.expectCapturedOnce(reference, { value: 20000, currency: "NOK" })
        yield* VippsTest.expectOneIdempotencyKey("/capture")
      }).pipe(Effect.provide(VippsTest.layer({ emulator: { rateLimits: false } })))
    )
  }

  it("ship with Promises captures once, although three responses are lost", async () => {
    const inMemory = await startVipps({ rateLimits: false })
    const vipps = new Vipps({ ...inMemory.options, maxRetries: 0 })
    await vipps.ePayment.createPayment(payment)
    await inMemory.approve(reference)
    await inMemory.inject({ ...lost, times: 3 })
    const { aggregate } = await shipWithPromises(vipps, reference, 20000, 1)
    assert.strictEqual(aggregate.capturedAmount.value, 20000)
    const captures = (await inMemory.ledger()).filter(({ operation }) => operation === "CAPTURED")
    assert.deepStrictEqual(
      captures.map(({ amount }) => amount.value),
      [20000]
    )
    await inMemory.close()
  })
})
