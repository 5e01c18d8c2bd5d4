// @effect-diagnostics globalDate:off
/** No sequence of operations and clock moves makes or loses money, beside a model of ten lines. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import { problem, startRecurring } from "./recurringHarness.js"

const amount = FastCheck.integer({ min: 1, max: 12_000 })

const step = FastCheck.oneof(
  FastCheck.record({ do: FastCheck.constant("capture" as const), amount }),
  FastCheck.record({ do: FastCheck.constant("refund" as const), amount }),
  FastCheck.record({ do: FastCheck.constant("cancel" as const) }),
  FastCheck.record({ do: FastCheck.constant("repeat" as const) }),
  FastCheck.record({ do: FastCheck.constant("clock" as const), days: FastCheck.integer({ min: 1, max: 5 }) })
)

type Step = typeof step extends FastCheck.Arbitrary<infer A> ? A : never

/** A charge of 10000 that is reserved on its due date: what it comes to, in sums only. */
interface Model {
  readonly isReserved: boolean
  readonly captured: number
  readonly refunded: number
  readonly cancelled: number
}

const total = 10_000

/** The sums after an operation, or undefined where it is refused. */
const model = (before: Model, one: Step): Model | undefined => {
  const rest = total - before.captured - before.cancelled
  if (one.do === "capture")
    return before.isReserved && one.amount <= rest ? { ...before, captured: before.captured + one.amount } : undefined
  if (one.do === "refund")
    return one.amount <= before.captured - before.refunded
      ? { ...before, refunded: before.refunded + one.amount }
      : undefined
  return one.do === "cancel" && rest > 0 ? { ...before, cancelled: before.cancelled + rest } : undefined
}

/** Vipps' test amounts, at which a refund fails. */
const isTestAmount = (one: Step): boolean => one.do === "refund" && (one.amount === 123 || one.amount === 124)

describe("charges beside a model", () => {
  it.effect.prop(
    "sums, ledger and refusals are the model's after every step",
    [
      FastCheck.array(step, { minLength: 1, maxLength: 12 }).filter((steps) => !steps.some(isTestAmount)),
      FastCheck.boolean()
    ],
    ([steps, startsReserved]) =>
      Effect.gen(function* () {
        const { active, cancelCharge, captureCharge, charge, emulator, getCharge, refundCharge } =
          yield* startRecurring()
        const id = yield* active()
        const { chargeId } = (yield* charge(id, { amount: total, transactionType: "RESERVE_CAPTURE" })).json
        if (startsReserved) yield* emulator.moveClock("6 days")
        let expected: Model = { isReserved: startsReserved, captured: 0, refunded: 0, cancelled: 0 }
        let last: { readonly one: Step; readonly key: string; readonly answer: string } | undefined
        let lastKey = 0
        const perform = (one: Step, key: string) => {
          const headers = { "Idempotency-Key": key }
          switch (one.do) {
            case "capture":
              return Effect.map(captureCharge(id, chargeId, one.amount, headers), problem)
            case "refund":
              return Effect.map(refundCharge(id, chargeId, one.amount, headers), problem)
            default:
              return Effect.map(cancelCharge(id, chargeId, headers), problem)
          }
        }
        for (const one of steps) {
          if (one.do === "clock") {
            yield* emulator.moveClock(`${one.days} days`)
          } else if (one.do === "repeat") {
            if (last !== undefined) assert.strictEqual(yield* perform(last.one, last.key), last.answer)
          } else {
            const key = `operation-${++lastKey}`
            const answer = yield* perform(one, key)
            const after = model(expected, one)
            assert.strictEqual(answer === "204 undefined", after !== undefined, `${one.do}: ${answer}`)
            expected = after ?? expected
            last = { one, key, answer }
          }
          const { status, summary } = (yield* getCharge(id, chargeId)).json
          const isReserved = expected.isReserved || status === "RESERVED"
          expected = { ...expected, isReserved }
          const { captured, cancelled, refunded } = expected
          assert.deepStrictEqual(summary, { captured, refunded, cancelled })
          const moved = (operation: string, entries = ledger) =>
            entries.filter((entry) => entry.operation === operation).reduce((sum, entry) => sum + entry.amount.value, 0)
          const ledger = yield* emulator.ledger
          assert.strictEqual(moved("AUTHORIZED"), isReserved ? total : 0)
          assert.strictEqual(moved("CAPTURED"), captured)
          assert.strictEqual(moved("REFUNDED"), refunded)
          assert.strictEqual(moved("CANCELLED"), isReserved ? cancelled : 0)
        }
      }).pipe(Effect.scoped),
    { fastCheck: { numRuns: 60 } }
  )

  it.effect.prop(
    "no sequence of charges and repeats takes more than the ceiling in an interval",
    [
      FastCheck.array(
        FastCheck.record({
          amount: FastCheck.integer({ min: 1, max: 60_000 }),
          day: FastCheck.integer({ min: 6, max: 90 }),
          key: FastCheck.integer({ min: 1, max: 5 }),
          days: FastCheck.integer({ min: 0, max: 2 })
        }),
        { minLength: 1, maxLength: 15 }
      )
    ],
    ([requests]) =>
      Effect.gen(function* () {
        const { active, charge, emulator } = yield* startRecurring()
        const id = yield* active({ pricing: { type: "LEGACY", currency: "NOK", amount: 10_000 } })
        const byKey = new Map<string, string>()
        for (const { amount, day, days, key } of requests) {
          const due = new Date(Date.UTC(2026, 0, day)).toISOString().slice(0, 10)
          const orderId = `order-${key}`
          const reply = yield* charge(
            id,
            { amount, due, orderId },
            { "Idempotency-Key": `key-${key}-${due}-${amount}` }
          )
          if (reply.status === 201) {
            assert.notStrictEqual(byKey.get(orderId), "taken")
            byKey.set(orderId, "taken")
          }
          yield* emulator.moveClock(`${days} days`)
        }
        yield* emulator.moveClock("200 days")
        const { charges } = yield* emulator.agreement(id)
        const perMonth = new Map<string, number>()
        for (const { amount, due, status } of charges) {
          const month = due.slice(0, 7)
          if (status === "CHARGED") perMonth.set(month, (perMonth.get(month) ?? 0) + amount)
        }
        for (const [month, sum] of perMonth) assert.isAtMost(sum, 50_000, month)
        const references = (yield* emulator.ledger).map(({ reference }) => reference)
        assert.strictEqual(new Set(references).size, references.length)
      }).pipe(Effect.scoped),
    { fastCheck: { numRuns: 60 } }
  )
})
