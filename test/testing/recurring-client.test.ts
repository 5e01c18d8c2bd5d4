// @effect-diagnostics globalDate:off
/** The client's Recurring against the emulator's, which was written without it. */
import { assert, describe, it } from "@effect/vitest"
import { Recurring } from "@effect-vipps/client"
import { VippsEmulator } from "@effect-vipps/emulator"
import * as VippsTest from "@effect-vipps/testing/VippsTest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"

const draft: Recurring.DraftAgreementRequest = {
  pricing: { type: "LEGACY", amount: 19900, currency: "NOK" },
  interval: { unit: "MONTH", count: 1 },
  productName: "Membership",
  merchantRedirectUrl: "https://example.com/welcome?membership=4711",
  merchantAgreementUrl: "https://example.com/memberships/4711"
}

const membership: Recurring.ChargeForPeriodRequest = {
  amount: 19900,
  description: "Membership",
  transactionType: "DIRECT_CAPTURE",
  retryDays: 3
}

const at = (time: string) => TestClock.setTime(new Date(time).getTime())

const activated = Effect.gen(function* () {
  const { agreementId } = yield* Recurring.draftAgreement(draft)
  const waiting = yield* Effect.fork(Recurring.awaitAgreement(agreementId))
  yield* TestClock.adjust("1 minute")
  const emulator = yield* VippsEmulator.VippsEmulator
  yield* emulator.approveAgreement(agreementId)
  yield* TestClock.adjust("1 minute")
  const outcome = yield* Fiber.join(waiting)
  assert.strictEqual(outcome._tag, "Active")
  return agreementId
})

const first = (count: number) => {
  const periods: Array<Recurring.Period> = []
  for (const period of Recurring.nextPeriods({ unit: "MONTH", count: 1 }, "2026-01-31")) {
    if (periods.push(period) === count) break
  }
  return periods
}

describe("Recurring of client and emulator", () => {
  it.effect(
    "an agreement is billed once for each of four periods by a job that runs every five days and bills everything twice",
    () =>
      Effect.gen(function* () {
        yield* at("2026-01-20T11:00:00Z")
        const agreementId = yield* activated
        const periods = first(4)
        for (let run = 0; run < 24; run++) {
          yield* TestClock.adjust("5 days")
          for (const period of periods) {
            const bill = Recurring.chargeForPeriod(agreementId, period, membership)
            yield* bill
            yield* bill
          }
        }
        const found = yield* Recurring.reconcileAgreement(agreementId)
        assert.deepStrictEqual(
          found.paid.map(({ id }) => id),
          periods.map(({ start }) => Recurring.chargeKey(agreementId, start).orderId)
        )
        assert.deepStrictEqual([found.captured, found.open, found.duplicates], [4 * 19900, [], []])
        assert.deepStrictEqual(Recurring.unbilled(found, periods), [])
      }).pipe(Effect.provide(VippsTest.layer()))
  )

  it.effect("a reserved charge is kept from a stop, captured, refunded and found again", () =>
    Effect.gen(function* () {
      yield* at("2026-01-05T11:00:00Z")
      const agreementId = yield* activated
      const goods = { ...membership, type: "RECURRING", transactionType: "RESERVE_CAPTURE", due: "2026-01-10" } as const
      const { chargeId } = yield* Recurring.createCharge(agreementId, { ...goods, orderId: "goods-0001" })
      assert.strictEqual(chargeId, "goods-0001")
      const twice = yield* Effect.flip(Recurring.createCharge(agreementId, { ...goods, orderId: "goods-0001" }))
      assert.strictEqual(twice._tag === "VippsConflictError" && twice.reason, "ReferenceExists")
      yield* TestClock.adjust("6 days")
      const reserved = Recurring.outcomeOf(yield* Recurring.getCharge(agreementId, chargeId))
      assert.strictEqual(reserved._tag === "Reserved" && reserved.remaining, 19900)

      assert.strictEqual((yield* Effect.flip(Recurring.stopAgreement(agreementId)))._tag, "VippsInputError")
      yield* Recurring.captureCharge(agreementId, chargeId, { amount: 5000 })
      yield* Recurring.stopAgreement(agreementId, { reserved: "capture" })
      yield* Recurring.stopAgreement(agreementId)
      assert.strictEqual((yield* Recurring.getAgreement(agreementId)).status, "STOPPED")
      assert.strictEqual(yield* Recurring.captureRemaining(agreementId, chargeId), 0)
      assert.strictEqual(yield* Recurring.refundRemaining(agreementId, chargeId, { description: "Sorry" }), 19900)
      assert.strictEqual(Recurring.outcomeOf(yield* Recurring.getChargeById(chargeId))._tag, "Refunded")
      assert.strictEqual(
        (yield* Recurring.chargeForPeriod(agreementId, first(2)[1] as Recurring.Period, membership))._tag,
        "NotActive"
      )

      const all = yield* Stream.runCollect(Recurring.agreements())
      assert.deepStrictEqual(
        Chunk.toReadonlyArray(all).map(({ id, status }) => [id, status]),
        [[agreementId, "STOPPED"]]
      )
    }).pipe(Effect.provide(VippsTest.layer()))
  )

  it.effect("a batch, an update, a cancellation and a rejected draft are read as what they are", () =>
    Effect.gen(function* () {
      yield* at("2026-01-05T11:00:00Z")
      const emulator = yield* VippsEmulator.VippsEmulator
      const agreementId = yield* activated
      yield* Recurring.updateAgreement(agreementId, { pricing: { amount: 24900 }, productName: "More" })
      assert.strictEqual((yield* Recurring.getAgreement(agreementId)).pricing.amount, 24900)
      const item = { ...membership, agreementId, due: "2026-01-20" }
      const { invalidCharges, validCharges } = yield* Recurring.createCharges([
        { ...item, orderId: "batch-0001" },
        { ...item, orderId: "batch-0002", agreementId: "agr_NOPE0001" }
      ])
      assert.deepStrictEqual([validCharges, invalidCharges.length], [["batch-0001"], 1])
      yield* TestClock.adjust("1 hour")
      yield* Recurring.cancelCharge(agreementId, "batch-0001")
      const { unpaid } = yield* Recurring.reconcileAgreement(agreementId)
      assert.deepStrictEqual(
        unpaid.map(({ id, status }) => [id, status]),
        [["batch-0001", "CANCELLED"]]
      )

      const rejected = yield* Recurring.draftAgreement(draft)
      yield* emulator.rejectAgreement(rejected.agreementId)
      const outcome = yield* Effect.fork(Recurring.awaitAgreement(rejected.agreementId))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(outcome))._tag, "Rejected")
      const accepted = yield* Recurring.draftAgreement(draft)
      yield* Recurring.acceptAgreement(accepted.agreementId, { phoneNumber: "4712345678" })
      assert.strictEqual((yield* Recurring.getAgreement(accepted.agreementId)).status, "ACTIVE")
    }).pipe(Effect.provide(VippsTest.layer()))
  )
})
