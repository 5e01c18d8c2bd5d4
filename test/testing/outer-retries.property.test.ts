// @effect-diagnostics anyUnknownInErrorContext:off
/** Random captures with random faults, each retried to its success: the ledger holds what was intended. */

import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { EPayment, type VippsConfig } from "@effect-vipps/client"
import { type Fault, VippsEmulator } from "@effect-vipps/emulator"
import { VippsTest } from "@effect-vipps/testing"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as TestClock from "effect/TestClock"
import { nok } from "../support/samples.js"

const reference = "order-12345"
type Captured = Effect.Effect<unknown, unknown, VippsConfig.VippsConfig | HttpClient.HttpClient>

/** One capture that someone means to make, and what happens to its tries before they are let through. */
interface Intended {
  readonly amount: number
  readonly way: "the value again" | "a new value for each try"
  readonly faults: ReadonlyArray<Fault.Fault>
}

const fault: FastCheck.Arbitrary<Fault.Fault> = FastCheck.constantFrom<Fault.Fault>(
  { _tag: "Reset" },
  { _tag: "Reset", afterEffect: true },
  { _tag: "Hang" },
  { _tag: "Hang", afterEffect: true },
  { _tag: "Answer", status: 500 },
  { _tag: "Answer", status: 502, afterEffect: true },
  { _tag: "Answer", status: 429 },
  { _tag: "Answer", status: 423 },
  { _tag: "Answer", status: 403 },
  { _tag: "Answer", status: 404 },
  { _tag: "InvalidJson" },
  { _tag: "RevokeTokens" }
)

const amount = FastCheck.constantFrom(1000, 2000)

const intended = (way: FastCheck.Arbitrary<Intended["way"]>): FastCheck.Arbitrary<Intended> =>
  FastCheck.record({ amount, way, faults: FastCheck.array(fault, { maxLength: 4 }) })

const aNewValue = FastCheck.constant("a new value for each try" as const)

/** Captures until it succeeds, as a hasty caller does: after two seconds, and after whatever error, once more. */
const toSuccess = ({ amount, way }: Intended): Captured => {
  const make = () => EPayment.capturePayment(reference, { modificationAmount: nok(amount) })
  const one = way === "the value again" ? make() : Effect.suspend(make)
  return one.pipe(Effect.timeout("2 seconds"), Effect.retry({ times: 20 }))
}

const authorized = Effect.gen(function* () {
  const { approve } = yield* VippsEmulator.VippsEmulator
  yield* EPayment.createPayment({
    reference,
    amount: nok(1_000_000),
    paymentMethod: { type: "WALLET" },
    userFlow: "QR"
  })
  yield* approve(reference)
})

const amounts = (ofOnes: ReadonlyArray<Intended>) => ofOnes.map(({ amount }) => amount).sort((a, b) => a - b)

/** Runs steps one after the other, the captures of a step at the same time, and returns what the ledger holds. */
const captured = (steps: ReadonlyArray<ReadonlyArray<Intended>>, maxRetries: number) =>
  Effect.gen(function* () {
    const emulator = yield* VippsEmulator.VippsEmulator
    yield* authorized
    for (const step of steps) {
      for (const fault of step.flatMap(({ faults }) => faults)) {
        yield* emulator.inject({ operation: "EPayment.capturePayment", fault })
      }
      const fiber = yield* Effect.fork(Effect.forEach(step, toSuccess, { concurrency: "unbounded" }))
      yield* TestClock.adjust("3 minutes")
      yield* Fiber.join(fiber)
    }
    const entries = yield* emulator.ledger
    return entries
      .filter(({ operation }) => operation === "CAPTURED")
      .map(({ amount }) => amount.value)
      .sort((a, b) => a - b)
  }).pipe(
    Effect.provide(VippsTest.layer({ emulator: { rateLimits: false }, client: { retry: { maxRetries } } })),
    Effect.provide(Logger.minimumLogLevel(LogLevel.None))
  )

const maxRetries = FastCheck.constantFrom(0, 1)

describe("money moved is money intended", () => {
  it.effect.prop(
    "successive captures move what was intended, whichever way they are retried",
    [
      FastCheck.array(intended(FastCheck.constantFrom("the value again", "a new value for each try")), {
        minLength: 1,
        maxLength: 5
      }),
      maxRetries
    ],
    ([intents, maxRetries]) =>
      Effect.gen(function* () {
        const steps = intents.map((one) => [one])
        assert.deepStrictEqual(yield* captured(steps, maxRetries), amounts(intents))
      }),
    { fastCheck: { numRuns: 25 } }
  )

  it.effect.prop(
    "concurrent captures move what was intended, each retried with new values",
    [
      FastCheck.array(FastCheck.array(intended(aNewValue), { minLength: 1, maxLength: 3 }), {
        minLength: 1,
        maxLength: 3
      }),
      maxRetries
    ],
    ([steps, maxRetries]) =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* captured(steps, maxRetries), amounts(steps.flat()))
      }),
    { fastCheck: { numRuns: 25 } }
  )
})
