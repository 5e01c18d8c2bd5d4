/** The orders service with Vipps in memory: one layer is replaced, and the service is unchanged. */
import { assert, describe, it } from "@effect/vitest"
import { Vipps } from "@effect-vipps/client"
import { VippsEmulator } from "@effect-vipps/emulator"
import { VippsTest } from "@effect-vipps/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import * as Orders from "../../examples/orders-service/Orders.js"

const socks: Orders.Order = { id: "2026-0001", total: { value: 49900, currency: "NOK" }, description: "Socks" }

const reference = "shop-2026-0001"

const test = Orders.layer.pipe(Layer.provide(Vipps.layer), Layer.provideMerge(VippsTest.layer()))

/** Runs an effect whose retries and timeouts wait on the test's clock. */
const patiently = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(effect)
    yield* TestClock.adjust("1 minute")
    return yield* Fiber.join(fiber)
  })

describe("Orders", () => {
  it.effect("an order is paid and shipped", () =>
    Effect.gen(function* () {
      const orders = yield* Orders.Orders
      const emulator = yield* VippsEmulator.VippsEmulator
      assert.include(yield* orders.pay(socks), "token=")
      yield* emulator.approve(reference)
      assert.deepStrictEqual(yield* orders.ship(socks), socks.total)
      yield* VippsTest.expectCapturedOnce(reference, socks.total)
    }).pipe(Effect.provide(test))
  )

  it.effect("a double click on pay makes one payment", () =>
    Effect.gen(function* () {
      const orders = yield* Orders.Orders
      const [first, second] = yield* Effect.all([orders.pay(socks), orders.pay(socks)], { concurrency: "unbounded" })
      assert.strictEqual(first, second)
    }).pipe(Effect.provide(test))
  )

  it.effect("an outage during capture moves the money once, however often shipping is retried", () =>
    Effect.gen(function* () {
      const orders = yield* Orders.Orders
      const emulator = yield* VippsEmulator.VippsEmulator
      yield* orders.pay(socks)
      yield* emulator.approve(reference)
      yield* emulator.inject({
        operation: "EPayment.capturePayment",
        times: 3,
        fault: { _tag: "Reset", afterEffect: true }
      })
      const failed = yield* patiently(Effect.flip(orders.ship(socks)))
      assert(failed._tag === "PaymentsUnavailable")
      assert.strictEqual(failed.cause.outcome, "unknown")
      yield* VippsTest.expectCapturedOnce(reference, socks.total)

      assert.deepStrictEqual(yield* orders.ship(socks), socks.total)
      yield* VippsTest.expectCapturedOnce(reference, socks.total)
      yield* VippsTest.expectOneIdempotencyKey("/capture")
    }).pipe(Effect.provide(test))
  )

  it.effect("an order that is not paid is not shipped", () =>
    Effect.gen(function* () {
      const orders = yield* Orders.Orders
      const emulator = yield* VippsEmulator.VippsEmulator
      const reason = Effect.map(Effect.flip(orders.ship(socks)), (error) =>
        error._tag === "OrderNotPaid" ? error.reason : error._tag
      )
      yield* orders.pay(socks)
      assert.strictEqual(yield* reason, "Waiting")
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual(yield* reason, "Expired")
      assert.deepStrictEqual(yield* emulator.ledger, [])
    }).pipe(Effect.provide(test))
  )

  it.effect("shipping while Vipps is busy fails with that error, and is not tried with another key", () => {
    const keys: Array<string | undefined> = []
    const busy = VippsTest.error("VippsBusyError", { operation: "EPayment.capturePayment" })
    const vipps = VippsTest.layerMock({
      ePayment: {
        getPayment: (reference) => Effect.succeed(VippsTest.payment({ reference })),
        capturePayment: (_reference, _request, options) => {
          keys.push(options?.idempotencyKey)
          return Effect.fail(busy)
        }
      }
    })
    return Effect.gen(function* () {
      const orders = yield* Orders.Orders
      const failed = yield* Effect.flip(orders.ship(socks))
      assert(failed._tag === "PaymentsUnavailable")
      assert.strictEqual(failed.cause, busy)
      assert.deepStrictEqual(keys, ["shop-2026-0001--ship"])
    }).pipe(Effect.provide(Orders.layer.pipe(Layer.provide(vipps))))
  })
})
