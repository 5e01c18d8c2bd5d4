import { assert, describe, it } from "@effect/vitest"
import { EPayment, Webhooks } from "@effect-vipps/client"
import { VippsEmulator } from "@effect-vipps/emulator"
import { VippsTest } from "@effect-vipps/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as events from "../client/events.js"
import { signed } from "../support/signing.js"

const secretText = "webhook-SECRET-c0ffee=="
const url = "https://shop.example.com/vipps/webhooks"

describe("Webhooks.notify", () => {
  it.effect("notify wakes the waiters for the payment of an event that was verified elsewhere", () =>
    Effect.gen(function* () {
      const emulator = yield* VippsEmulator.VippsEmulator
      const reference = "order-2026-0001"
      yield* EPayment.createPayment({
        reference,
        amount: { value: 49900, currency: "NOK" },
        paymentMethod: { type: "WALLET" },
        userFlow: "WEB_REDIRECT",
        returnUrl: "https://example.com/thanks"
      })
      const waiting = yield* Effect.fork(EPayment.awaitOutcome(reference, { firstReadAfter: "5 minutes" }))
      yield* TestClock.adjust("1 second")
      yield* emulator.approve(reference)
      assert.isNull(yield* Fiber.poll(waiting).pipe(Effect.map((exit) => (exit._tag === "None" ? null : exit))))
      const body = JSON.stringify({ ...events.authorized, reference, msn: "123456" })
      const event = yield* Webhooks.verify({
        secret: Redacted.make(secretText),
        url,
        headers: signed({ secret: secretText, url, body }),
        body
      })
      yield* Webhooks.notify(event)
      yield* TestClock.adjust("1 second")
      const outcome = yield* Fiber.join(waiting)
      assert.strictEqual(outcome._tag, "Authorized")
    }).pipe(Effect.provide(VippsTest.layer()))
  )

  it.effect("notify ignores an event that nobody can wait for", () =>
    Webhooks.notify({ _tag: "LoginPing", auth_req_id: "a", dedupeKey: "LoginPing:a" })
  )
})
