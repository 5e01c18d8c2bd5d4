// @effect-diagnostics anyUnknownInErrorContext:off
/** Arbitrary sequences of billing, crashes, faults, changes and clock moves, on the client and the emulator. */
import { assert, describe, it } from "@effect/vitest"
import { Recurring } from "@effect-vipps/client"
import { type Fault, VippsEmulator } from "@effect-vipps/emulator"
import { VippsTest } from "@effect-vipps/testing"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"

const price = 19_900

/** Five times the price, for the charges of a calendar month. */
const ceiling = 5 * price

/** One that is paid, one of which two are too much for a month, and one that is declined. */
const amount = FastCheck.constantFrom(price, 60_000, 151)

const fault = FastCheck.constantFrom<Fault.Fault>(
  { _tag: "Reset" },
  { _tag: "Reset", afterEffect: true },
  { _tag: "Answer", status: 500, afterEffect: true },
  { _tag: "Hang", afterEffect: true },
  { _tag: "RevokeTokens" }
)

const step = FastCheck.oneof(
  {
    weight: 4,
    arbitrary: FastCheck.record({
      do: FastCheck.constant("bill" as const),
      amount,
      jobs: FastCheck.integer({ min: 1, max: 3 }),
      /** How far the jobs come before they are killed. */
      killedAfter: FastCheck.option(FastCheck.integer({ min: 1, max: 300 }), { nil: undefined }),
      faults: FastCheck.array(fault, { maxLength: 4 })
    })
  },
  {
    weight: 3,
    arbitrary: FastCheck.record({
      do: FastCheck.constant("clock" as const),
      hours: FastCheck.integer({ min: 1, max: 500 })
    })
  },
  { weight: 1, arbitrary: FastCheck.record({ do: FastCheck.constantFrom("cancel" as const, "refund" as const) }) }
)

const first: ReadonlyArray<Recurring.Period> = [
  { start: "2026-01-15", end: "2026-02-15" },
  { start: "2026-02-15", end: "2026-03-15" },
  { start: "2026-03-15", end: "2026-04-15" }
]

/** What a job does about a period: it replaces a charge that came to nothing, once. */
const bill = (agreementId: string, period: Recurring.Period, amount: number) => {
  const attempt = (attempt: number) =>
    Recurring.chargeForPeriod(
      agreementId,
      period,
      { amount, description: `From ${period.start}`, transactionType: "DIRECT_CAPTURE", retryDays: 1, attempt },
      { retry: { maxRetries: 1 } }
    )
  return Effect.flatMap(attempt(1), (billed) =>
    billed._tag === "Unpaid" && billed.nextAttempt <= 3 ? attempt(billed.nextAttempt) : Effect.succeed(billed)
  )
}

const job = (agreementId: string, amount: number) =>
  Effect.forEach(first, (period) => Effect.exit(bill(agreementId, period, amount)), { discard: true })

const waits = new Set(["PENDING", "DUE"])
const over = new Set(["FAILED", "CANCELLED", "REFUNDED"])

const counted = <K>(keys: ReadonlyArray<K>): ReadonlyMap<K, number> => {
  const counts = new Map<K, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

describe("billing, whatever happens", () => {
  it.effect.prop(
    "no sequence of jobs, crashes, lost responses, cancellations, refunds and clock moves bills a period twice or above the ceiling",
    [FastCheck.array(step, { minLength: 3, maxLength: 14 })],
    ([steps]) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(DateTime.unsafeMake("2026-01-14T11:00:00Z").epochMillis)
        const emulator = yield* VippsEmulator.VippsEmulator
        const { agreementId } = yield* Recurring.draftAgreement({
          pricing: { type: "LEGACY", amount: price, currency: "NOK" },
          interval: { unit: "MONTH", count: 1 },
          productName: "Membership",
          merchantRedirectUrl: "https://example.com/welcome",
          merchantAgreementUrl: "https://example.com/memberships/1"
        })
        yield* emulator.approveAgreement(agreementId)

        const check = Effect.gen(function* () {
          const { charges } = yield* emulator.agreement(agreementId)
          const open = charges.filter(({ status }) => !over.has(status))
          for (const [period, count] of counted(open.map(({ description }) => description))) {
            assert.isAtMost(count, 1, `${period} is billed ${count} times`)
          }
          const perMonth = new Map<string, number>()
          for (const { amount, due } of open) {
            perMonth.set(due.slice(0, 7), (perMonth.get(due.slice(0, 7)) ?? 0) + amount)
          }
          for (const [month, sum] of perMonth) assert.isAtMost(sum, ceiling, month)
          const captures = (yield* emulator.ledger).filter(({ operation }) => operation === "CAPTURED")
          for (const [id, count] of counted(captures.map(({ reference }) => reference)))
            assert.strictEqual(count, 1, id)
        })

        for (const one of steps) {
          if (one.do === "clock") {
            yield* TestClock.adjust(`${one.hours} hours`)
          } else if (one.do === "bill") {
            for (const fault of one.faults) yield* emulator.inject({ operation: "Recurring.createCharge", fault })
            const jobs = yield* Effect.forEach(Array(one.jobs), () => Effect.fork(job(agreementId, one.amount)))
            if (one.killedAfter === undefined) {
              yield* TestClock.adjust("10 minutes")
              yield* Fiber.joinAll(jobs)
            } else {
              yield* Effect.forEach(Array(one.killedAfter), () => Effect.yieldNow(), { discard: true })
              yield* Fiber.interruptAll(jobs)
            }
            yield* emulator.clearFaults
          } else {
            const { charges } = yield* emulator.agreement(agreementId)
            const found = charges.find(({ status }) => (one.do === "cancel" ? waits.has(status) : status === "CHARGED"))
            const change =
              one.do === "cancel"
                ? Recurring.cancelCharge(agreementId, found?.id ?? "")
                : Recurring.refundRemaining(agreementId, found?.id ?? "", { description: "Sorry" })
            if (found !== undefined) yield* Effect.exit(change)
          }
          yield* check
        }
        yield* TestClock.adjust("60 days")
        yield* check
      }).pipe(Effect.provide(VippsTest.layer({ emulator: { rateLimits: false } }))),
    { fastCheck: { numRuns: 25 }, timeout: 120_000 }
  )
})
