/** A caller's own `Schedule`, for the retries of a call and for the reads of a wait. */
import { assert, describe, it } from "@effect/vitest"
import { EPayment, Metrics, type VippsConfig, type VippsError } from "@effect-vipps/client"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Schedule from "effect/Schedule"
import { capture, drive, modified, options, payment, scripted } from "./support.js"

const ok = () => Response.json(modified)
const failed = (status = 500, headers: Record<string, string> = {}) => Response.json({}, { status, headers })

/** When each request was sent, in milliseconds from the first. */
const times = (server: ReturnType<typeof scripted>): ReadonlyArray<number> => {
  const [first] = server.seen
  return server.seen.map(({ at }) => at - (first?.at ?? 0))
}

const capturing = (server: ReturnType<typeof scripted>, retry: VippsConfig.RetryOptions, timeout = "30 seconds") =>
  drive(
    EPayment.capturePayment("order-12345", capture, { retry, timeout: timeout as Duration.DurationInput }).pipe(
      Effect.provide(server.layer)
    )
  )

describe("a schedule for retries", () => {
  it.effect("a schedule decides when to retry and how often, with one key", () =>
    Effect.gen(function* () {
      const server = scripted(() => failed())
      const exit = yield* capturing(server, {
        schedule: Schedule.intersect(Schedule.spaced("3 seconds"), Schedule.recurs(3))
      })
      assert.isTrue(Exit.isFailure(exit))
      assert.deepStrictEqual(times(server), [0, 3000, 6000, 9000])
      assert.strictEqual(new Set(server.seen.map(({ headers }) => headers["idempotency-key"])).size, 1)
    })
  )

  it.effect("a schedule receives the error of each failed attempt", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n < 3 ? failed(n === 1 ? 500 : 429) : ok()))
      const received: Array<string> = []
      const schedule = Schedule.spaced("1 second").pipe(
        Schedule.tapInput((error: VippsError.VippsError) => Effect.sync(() => received.push(error._tag)))
      )
      const exit = yield* capturing(server, { schedule })
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(received, ["VippsServerError", "VippsRateLimitError"])
    })
  )

  it.effect("a retry waits at least as long as Retry-After says", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? failed(429, { "retry-after": "7" }) : ok()))
      yield* capturing(server, { schedule: Schedule.spaced("1 second") })
      assert.deepStrictEqual(times(server), [0, 7000])
    })
  )

  it.effect("a schedule ends with the call's timeout", () =>
    Effect.gen(function* () {
      const server = scripted(() => failed())
      yield* capturing(server, { schedule: Schedule.spaced("4 seconds") }, "10 seconds")
      assert.deepStrictEqual(times(server), [0, 4000, 8000])
    })
  )

  it.effect("a retry that would begin with the call's end is not waited for", () =>
    Effect.gen(function* () {
      const server = scripted(() => failed())
      const exit = yield* capturing(server, { schedule: Schedule.spaced("4 seconds") }, "8 seconds")
      const error = yield* Effect.flip(exit)
      assert.strictEqual(error._tag, "VippsServerError")
      assert.deepStrictEqual(times(server), [0, 4000])
    })
  )

  it.effect("a schedule never retries what is refused", () =>
    Effect.gen(function* () {
      const server = scripted(() => failed(400))
      yield* capturing(server, { schedule: Schedule.forever })
      assert.strictEqual(server.seen.length, 1)
    })
  )

  it.effect("while narrows what is retried", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? failed(429) : failed(500)))
      yield* capturing(server, { while: ({ _tag }) => _tag === "VippsRateLimitError" })
      assert.strictEqual(server.seen.length, 2)
    })
  )

  it.effect("while is asked once for each failed attempt", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n < 3 ? failed(n === 1 ? 500 : 429) : ok()))
      const asked: Array<string> = []
      const exit = yield* capturing(server, {
        while: (error) => {
          asked.push(error._tag)
          return true
        }
      })
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(asked, ["VippsServerError", "VippsRateLimitError"])
    })
  )

  it.effect("a retry that is refused takes nothing more from the quota", () =>
    Effect.gen(function* () {
      const left = Metrics.retryQuota.pipe(
        Metric.tagged("vipps.merchant_serial_number", options.merchantSerialNumber),
        Metric.value,
        Effect.map(({ value }) => value)
      )
      const server = scripted((n) => failed(n === 1 ? 500 : 400))
      const exit = yield* capturing(server, { maxRetries: 5 })
      assert.isTrue(Exit.isFailure(exit))
      assert.strictEqual(server.seen.length, 2)
      assert.strictEqual(yield* left, 495)
    })
  )

  it.effect("the configured schedule gives way to the call's maxRetries", () =>
    Effect.gen(function* () {
      const server = scripted(() => failed(), { retry: { schedule: Schedule.forever } })
      yield* capturing(server, { maxRetries: 1 })
      assert.strictEqual(server.seen.length, 2)
    })
  )

  it.effect("a schedule beside maxRetries, or a value that is no schedule, is invalid", () =>
    Effect.gen(function* () {
      const server = scripted(ok)
      const wrong: ReadonlyArray<VippsConfig.RetryOptions> = [
        { schedule: Schedule.forever, maxRetries: 1 },
        { schedule: {} as never },
        { while: "always" as never }
      ]
      for (const retry of wrong) {
        const error = yield* Effect.flip(
          EPayment.capturePayment("order-12345", capture, { retry }).pipe(Effect.provide(server.layer))
        )
        assert.strictEqual(error._tag, "VippsInputError")
      }
      assert.deepStrictEqual(server.seen, [])
    })
  )
})

describe("a schedule for awaitOutcome", () => {
  const open = {
    ...modified,
    aggregate: { ...modified.aggregate, authorizedAmount: { value: 0, currency: "NOK" } },
    state: "CREATED",
    paymentMethod: { type: "WALLET" },
    profile: {}
  }

  const awaiting = (server: ReturnType<typeof scripted>, schedule: Schedule.Schedule<unknown>) =>
    drive(EPayment.awaitOutcome(payment.reference, { firstReadAfter: 0, schedule }).pipe(Effect.provide(server.layer)))

  it.effect("a schedule decides when to read, and its end is the end of the wait", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json(open))
      const exit = yield* awaiting(server, Schedule.intersect(Schedule.exponential("10 seconds"), Schedule.recurs(3)))
      assert(Exit.isSuccess(exit))
      assert.strictEqual((exit.value as EPayment.PaymentOutcome)._tag, "Pending")
      assert.deepStrictEqual(times(server), [0, 10_000, 30_000, 70_000])
    })
  )

  it.effect("a wait reads no sooner than half a second after another read", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json(open))
      yield* awaiting(server, Schedule.intersect(Schedule.spaced("1 millis"), Schedule.recurs(2)))
      assert.deepStrictEqual(times(server), [0, 500, 1000])
    })
  )
})
