import { assert, describe, it } from "@effect/vitest"
import { Recurring } from "@effect-vipps/client"
import { startVipps, VippsTest } from "@effect-vipps/testing"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"

const draft = {
  pricing: { type: "LEGACY", currency: "NOK", amount: 19_900 },
  interval: { unit: "MONTH", count: 1 },
  merchantRedirectUrl: "https://shop.example/welcome",
  merchantAgreementUrl: "https://shop.example/membership",
  productName: "Sock club"
} as const

const charge = (due: string, amount = 19_900) =>
  ({ type: "RECURRING", amount, transactionType: "DIRECT_CAPTURE", description: "Socks", due, retryDays: 1 }) as const

const periods = ["2026-01-10", "2026-02-10", "2026-03-10"]

/** An active agreement with these charges, after the last of the periods. */
const billed = (charges: ReadonlyArray<ReturnType<typeof charge>>) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(Date.parse("2026-01-05T11:00:00Z"))
    const { agreementId } = yield* Recurring.draftAgreement(draft)
    yield* VippsTest.approveAgreement(agreementId)
    for (const one of charges) yield* Recurring.createCharge(agreementId, one)
    yield* VippsTest.runUntil("2026-03-12")
    return agreementId
  })

const emulated = VippsTest.layer({ emulator: { rateLimits: false } })

describe("billing, expected", () => {
  it.effect("expectBilledOncePerPeriod passes where each period has one paid charge", () =>
    Effect.gen(function* () {
      const id = yield* billed(periods.map((due) => charge(due)))
      yield* VippsTest.expectBilledOncePerPeriod(id, periods)
    }).pipe(Effect.provide(emulated))
  )

  it.effect("a period that is billed twice, or whose charge failed, is named", () =>
    Effect.gen(function* () {
      const id = yield* billed([
        charge("2026-01-10"),
        charge("2026-01-20"),
        charge("2026-02-10", 151),
        charge("2026-03-10")
      ])
      const { message } = yield* Effect.flip(VippsTest.expectBilledOncePerPeriod(id, periods))
      assert.strictEqual(
        message,
        `Expected one paid charge of ${id} for each period, found: 2 from 2026-01-10, 0 from 2026-02-10`
      )
    }).pipe(Effect.provide(emulated))
  )

  it.effect("a charge before the first period is named", () =>
    Effect.gen(function* () {
      const id = yield* billed([charge("2026-01-09"), charge("2026-01-10")])
      const { message } = yield* Effect.flip(VippsTest.expectBilledOncePerPeriod(id, ["2026-01-10"]))
      assert.include(message, "1 on 2026-01-09")
    }).pipe(Effect.provide(emulated))
  )

  it("startVipps has what customers do about agreements", async () => {
    const vipps = await startVipps()
    await vipps.moveClock(1_000)
    const rejected = await vipps.rejectAgreement("agr_unknown").catch((error: Error) => error.name)
    assert.strictEqual(rejected, "UnknownReferenceError")
    await vipps.close()
  })
})
