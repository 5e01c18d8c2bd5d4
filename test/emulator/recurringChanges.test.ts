/** Changes that are accepted with 202 and carried out later, and stops by Vipps itself. */
import { assert, describe, it } from "@effect/vitest"
import { Recurring } from "@effect-vipps/client"
import { VippsEmulator } from "@effect-vipps/emulator"
import { VippsTest } from "@effect-vipps/testing"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { base, problem, startRecurring } from "./recurringHarness.js"

/** A charge of 19900 that is reserved, with changes accepted only. */
const reserved = Effect.gen(function* () {
  const recurring = yield* startRecurring()
  const { active, charge, emulator, until } = recurring
  const id = yield* active()
  const { chargeId } = (yield* charge(id, { transactionType: "RESERVE_CAPTURE" })).json
  yield* until("2026-01-11T00:00:00Z")
  yield* emulator.setRecurring({ changesLater: true })
  return { ...recurring, id, chargeId: chargeId as string }
})

describe("changes that are accepted only [U]", () => {
  it.scoped("a capture, a refund and a release are 202 without a body, and are carried out 3 seconds later", () =>
    Effect.gen(function* () {
      const { cancelCharge, captureCharge, chargeId, emulator, getCharge, id, refundCharge } = yield* reserved
      const sums = Effect.map(getCharge(id, chargeId), ({ json }) => [json.status, json.summary])
      const captured = yield* captureCharge(id, chargeId, 4_900)
      assert.deepStrictEqual([captured.status, captured.json], [202, undefined])
      assert.deepStrictEqual(yield* sums, ["RESERVED", { captured: 0, refunded: 0, cancelled: 0 }])
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(yield* sums, ["PARTIALLY_CAPTURED", { captured: 4_900, refunded: 0, cancelled: 0 }])
      assert.strictEqual((yield* cancelCharge(id, chargeId)).status, 202)
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(yield* sums, ["CHARGED", { captured: 4_900, refunded: 0, cancelled: 15_000 }])
      assert.strictEqual((yield* refundCharge(id, chargeId, 900)).status, 202)
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(yield* sums, ["PARTIALLY_REFUNDED", { captured: 4_900, refunded: 900, cancelled: 15_000 }])
      assert.deepStrictEqual(
        (yield* emulator.ledger).map(({ amount, operation }) => [operation, amount.value]),
        [
          ["AUTHORIZED", 19_900],
          ["CAPTURED", 4_900],
          ["CANCELLED", 15_000],
          ["REFUNDED", 900]
        ]
      )
    })
  )

  it.scoped("of two captures that are accepted for the same money one comes to nothing, and a repeat is one", () =>
    Effect.gen(function* () {
      const { captureCharge, chargeId, emulator, id } = yield* reserved
      const key = { "Idempotency-Key": "capture-1" }
      assert.strictEqual((yield* captureCharge(id, chargeId, 15_000, key)).status, 202)
      assert.strictEqual((yield* captureCharge(id, chargeId, 15_000, key)).status, 202)
      assert.strictEqual((yield* captureCharge(id, chargeId, 15_000)).status, 202)
      yield* TestClock.adjust("1 minute")
      const captures = (yield* emulator.ledger).filter(({ operation }) => operation === "CAPTURED")
      assert.deepStrictEqual(
        captures.map(({ amount, idempotencyKey }) => [amount.value, idempotencyKey]),
        [[15_000, "capture-1"]]
      )
    })
  )

  it.scoped("what is impossible is refused at once, and changes of an agreement wait as well", () =>
    Effect.gen(function* () {
      const { agreement, captureCharge, chargeId, id, update } = yield* reserved
      assert.strictEqual(problem(yield* captureCharge(id, chargeId, 19_901)), "400 charge-capture-failed")
      assert.strictEqual((yield* update(id, { productName: "More socks" })).status, 202)
      assert.strictEqual((yield* agreement(id)).json.productName, "Sock club")
      yield* TestClock.adjust("3 seconds")
      assert.strictEqual((yield* agreement(id)).json.productName, "More socks")
      assert.strictEqual((yield* update(id, { status: "STOPPED" })).status, 202)
      assert.strictEqual((yield* agreement(id)).json.status, "ACTIVE")
      yield* TestClock.adjust("3 seconds")
      assert.strictEqual((yield* agreement(id)).json.status, "STOPPED")
    })
  )

  it.effect("the client's stopAgreement waits for an accepted capture before it stops", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(DateTime.unsafeMake("2026-01-05T11:00:00Z").epochMillis)
      const emulator = yield* VippsEmulator.VippsEmulator
      const { agreementId } = yield* Recurring.draftAgreement({
        pricing: { type: "LEGACY", amount: 19_900, currency: "NOK" },
        interval: { unit: "MONTH", count: 1 },
        productName: "Sock club",
        merchantRedirectUrl: "https://shop.example/welcome",
        merchantAgreementUrl: "https://shop.example/membership"
      })
      yield* emulator.approveAgreement(agreementId)
      const { chargeId } = yield* Recurring.createCharge(agreementId, {
        amount: 19_900,
        description: "Socks",
        transactionType: "RESERVE_CAPTURE",
        due: "2026-01-10",
        retryDays: 0
      })
      yield* VippsTest.runUntil("2026-01-10")
      yield* emulator.setRecurring({ changesLater: true })
      const stopping = yield* Effect.fork(Recurring.stopAgreement(agreementId, { reserved: "capture" }))
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(stopping)
      assert.strictEqual((yield* Recurring.getAgreement(agreementId)).status, "STOPPED")
      assert.strictEqual((yield* Recurring.getCharge(agreementId, chargeId)).status, "CHARGED")
      const movements = (yield* emulator.ledger).map(({ amount, operation }) => [operation, amount.value])
      assert.deepStrictEqual(movements, [
        ["AUTHORIZED", 19_900],
        ["CAPTURED", 19_900]
      ])
    }).pipe(Effect.provide(VippsTest.layer()))
  )
})

describe("a stop by Vipps itself", () => {
  it.scoped("Vipps stops an agreement as ADMIN, and its charges that wait are cancelled", () =>
    Effect.gen(function* () {
      const { active, agreement, charge, emulator, events, getCharge, listen, send } = yield* startRecurring()
      yield* listen(["recurring.agreement-stopped.v1"])
      const id = yield* active()
      const { chargeId } = (yield* charge(id)).json
      yield* emulator.stopAgreement(id, { actor: "ADMIN" })
      assert.strictEqual((yield* getCharge(id, chargeId)).json.status, "CANCELLED")
      assert.deepStrictEqual((yield* agreement(id)).json.history.at(-1).actor, "ADMIN")
      const other = yield* active()
      const stopped = yield* send("POST", `/_emulator/agreements/${other}/stop`, { body: { actor: "ADMIN" } })
      assert.strictEqual(stopped.status, 200)
      const wrong = yield* send("POST", `/_emulator/agreements/${yield* active()}/stop`, {
        body: { actor: "MERCHANT" }
      })
      assert.strictEqual(wrong.status, 400)
      assert.deepStrictEqual(
        (yield* events).map(({ actor, agreementId }) => [agreementId, actor]),
        [
          [id, "ADMIN"],
          [other, "ADMIN"]
        ]
      )
    })
  )

  it.scoped("a change whose agreement or charge is unknown is 404, also where changes wait", () =>
    Effect.gen(function* () {
      const { call, captureCharge, id, update } = yield* reserved
      assert.strictEqual((yield* captureCharge(id, "chr-unknown", 100)).status, 404)
      assert.strictEqual((yield* update("agr_unknown", { productName: "Other" })).status, 404)
      assert.strictEqual((yield* call("GET", `${base}/agr_unknown`)).status, 404)
    })
  )
})
