/** The emulator and the client share the test's clock. */
import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, type VippsConfig } from "@effect-vipps/client"
import { VippsEmulator } from "@effect-vipps/emulator"
import { VippsRecorder, VippsTest } from "@effect-vipps/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { payment as request } from "../client/support.js"
import { nok } from "../support/samples.js"

const reference = request.reference
describe("awaitOutcome against the emulator", () => {
  /** A payment in the emulator, and its waiters. */
  const started = Effect.gen(function* () {
    yield* EPayment.createPayment(request)
    const fiber = yield* Effect.fork(EPayment.awaitOutcome(reference))
    yield* TestClock.adjust("20 seconds")
    return { fiber, emulator: yield* VippsEmulator.VippsEmulator }
  })

  const run = <A, E>(
    effect: Effect.Effect<
      A,
      E,
      VippsEmulator.VippsEmulator | VippsRecorder.VippsRecorder | VippsConfig.VippsConfig | HttpClient.HttpClient
    >
  ) =>
    Effect.provide(effect, VippsTest.layer({ emulator: { paymentLifetime: "1 minute", sessionLifetime: "1 minute" } }))

  it.effect("awaitOutcome returns Authorized for an approved payment", () =>
    run(
      Effect.gen(function* () {
        const { emulator, fiber } = yield* started
        yield* emulator.approve(reference)
        yield* TestClock.adjust("2 seconds")
        const { _tag, payment } = yield* Fiber.join(fiber)
        assert.strictEqual(_tag, "Authorized")
        assert.deepStrictEqual(EPayment.remaining(payment), nok(49900))
      })
    )
  )

  it.effect("awaitOutcome returns Authorized although reads fail and one returns an unknown state", () =>
    run(
      Effect.gen(function* () {
        const { emulator, fiber } = yield* started
        yield* emulator.inject({ operation: "EPayment.getPayment", fault: { _tag: "Surprise" } })
        yield* emulator.inject({ operation: "EPayment.getPayment", fault: { _tag: "Reset" } })
        yield* emulator.inject({ operation: "EPayment.getPayment", fault: { _tag: "Answer", status: 502 } })
        yield* emulator.approve(reference)
        yield* TestClock.adjust("30 seconds")
        assert.strictEqual((yield* Fiber.join(fiber))._tag, "Authorized")
      })
    )
  )

  it.effect("awaitOutcome returns Aborted for a rejected payment", () =>
    run(
      Effect.gen(function* () {
        const { emulator, fiber } = yield* started
        yield* emulator.reject(reference)
        yield* TestClock.adjust("2 seconds")
        assert.strictEqual((yield* Fiber.join(fiber))._tag, "Aborted")
      })
    )
  )

  it.effect(
    "awaitOutcome returns Terminated for a cancelled payment, which has nothing to capture, refund or cancel",
    () =>
      run(
        Effect.gen(function* () {
          const { fiber } = yield* started
          yield* EPayment.cancelPayment(reference)
          yield* TestClock.adjust("2 seconds")
          const { _tag, payment } = yield* Fiber.join(fiber)
          assert.strictEqual(_tag, "Terminated")
          for (const left of [EPayment.remaining, EPayment.refundable, EPayment.cancellable]) {
            assert.deepStrictEqual(left(payment), nok(0))
          }
        })
      )
  )

  it.effect("awaitOutcome returns Expired for a payment that nobody approves, after a read every two seconds", () =>
    run(
      Effect.gen(function* () {
        const { fiber } = yield* started
        yield* TestClock.adjust("1 minute")
        assert.strictEqual((yield* Fiber.join(fiber))._tag, "Expired")
        const recorder = yield* VippsRecorder.VippsRecorder
        assert.strictEqual((yield* recorder.requestsTo(reference)).length, 29)
      })
    )
  )

  it.effect("awaitOutcome returns PaymentSuccessful for a paid Checkout session", () =>
    run(
      Effect.gen(function* () {
        const emulator = yield* VippsEmulator.VippsEmulator
        yield* Checkout.createSession({
          reference,
          merchantInfo: {
            callbackUrl: "https://example.com/callback",
            returnUrl: "https://example.com/thanks",
            callbackAuthorizationToken: "secret"
          },
          transaction: { amount: nok(34900), paymentDescription: "A hat" }
        })
        const fiber = yield* Effect.fork(Checkout.awaitOutcome(reference))
        yield* TestClock.adjust("30 seconds")
        yield* emulator.completeSession(reference)
        yield* TestClock.adjust("2 seconds")
        assert.strictEqual((yield* Fiber.join(fiber))._tag, "PaymentSuccessful")
      })
    )
  )

  it.effect("awaitOutcome returns SessionExpired for a Checkout session that nobody pays", () =>
    run(
      Effect.gen(function* () {
        yield* Checkout.createSession({
          reference,
          merchantInfo: {
            callbackUrl: "https://example.com/callback",
            returnUrl: "https://example.com/thanks",
            callbackAuthorizationToken: "secret"
          },
          transaction: { amount: nok(34900), paymentDescription: "A hat" }
        })
        const fiber = yield* Effect.fork(Checkout.awaitOutcome(reference))
        yield* TestClock.adjust("2 minutes")
        assert.strictEqual((yield* Fiber.join(fiber))._tag, "SessionExpired")
      })
    )
  )
})
