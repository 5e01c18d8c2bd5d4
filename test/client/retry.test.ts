import { assert, describe, it } from "@effect/vitest"
import { EPayment } from "@effect-vipps/client"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { failure, ok, run, sameRequest, status } from "./retrying.js"
import { drive, type Reaction, scripted } from "./support.js"

describe("when attempts are made", () => {
  it.effect("500, 500, 200: retries after half a second, then a second", () =>
    Effect.gen(function* () {
      const { server, exit } = yield* run((n) => (n < 3 ? status(500) : ok()))
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(server.times(), [0, 500, 1500])
      sameRequest(server)
    })
  )

  it.effect("429 with Retry-After 1: a retry after a second, not after half of one", () =>
    Effect.gen(function* () {
      const { server, exit } = yield* run((n) => (n === 1 ? status(429, { "retry-after": "1" }) : ok()))
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(server.times(), [0, 1000])
      sameRequest(server)
    })
  )

  it.effect("Retry-After is a floor: a smaller one does not shorten the wait", () =>
    Effect.gen(function* () {
      const { server } = yield* run((n) => (n === 1 ? status(503, { "retry-after": "0" }) : ok()))
      assert.deepStrictEqual(server.times(), [0, 500])
    })
  )

  it.effect("Retry-After as an HTTP date is obeyed", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 10, 22, 12, 0, 0))
      const at = "Sun, 22 Nov 2026 12:00:07 GMT"
      const { server, exit } = yield* run((n) => (n === 1 ? status(503, { "retry-after": at }) : ok()))
      assert.isTrue(Exit.isSuccess(exit))
      const [first = 0, second = 0] = server.times()
      assert.strictEqual(second - first, 7000)
      sameRequest(server)
    })
  )

  it.effect("Retry-After 3600: no retry, and the error includes it", () =>
    Effect.gen(function* () {
      const { server, exit } = yield* run(() => status(429, { "retry-after": "3600" }))
      assert.deepStrictEqual(server.times(), [0])
      const error = failure(exit)
      assert(error._tag === "VippsRateLimitError")
      assert.deepStrictEqual(error.retryAfter, Duration.hours(1))
      assert.isTrue(error.retryable)
      assert.strictEqual(error.outcome, "refused")
      assert.include(error.message, "in 3600 s")
    })
  )

  it.effect("a Retry-After that outlasts the call is not waited for", () =>
    Effect.gen(function* () {
      const { server, exit } = yield* run(() => status(429, { "retry-after": "45" }))
      assert.deepStrictEqual(server.times(), [0])
      assert.strictEqual(failure(exit)._tag, "VippsRateLimitError")
    })
  )

  it.effect("a response that drips ends with the attempt's time limit", () =>
    Effect.gen(function* () {
      const drip = () =>
        Effect.map(
          Stream.toReadableStreamEffect(
            Stream.repeatEffect(Effect.delay(Effect.succeed(new TextEncoder().encode(" ")), "1 second"))
          ),
          (body) => new Response(body, { status: 200 })
        )
      const { server, exit } = yield* run((n) => (n === 1 ? drip() : ok()))
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(server.times(), [0, 10_500])
      sameRequest(server)
    })
  )

  it.effect("a broken connection is retried", () =>
    Effect.gen(function* () {
      const { server, exit } = yield* run((n) => (n === 1 ? "reset" : ok()))
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(server.times(), [0, 500])
      sameRequest(server)
    })
  )

  it.effect("waits between retries grow to eight seconds and no further", () =>
    Effect.gen(function* () {
      const { server } = yield* run(() => status(500), { timeout: "5 minutes", retry: { maxRetries: 7 } })
      assert.deepStrictEqual(server.times(), [0, 500, 1500, 3500, 7500, 15_500, 23_500, 31_500])
    })
  )
})

describe("what is retried", () => {
  const repeated = [408, 423, 425, 429, 500, 502, 503, 504]
  const notRepeated = [400, 403, 404, 405, 409, 410, 415, 422, 501]
  for (const code of repeated) {
    it.effect(`${code} is retried`, () =>
      Effect.gen(function* () {
        const { server } = yield* run((n) => (n === 1 ? status(code) : ok()))
        assert.strictEqual(server.seen.length, 2)
        sameRequest(server)
      })
    )
  }
  for (const code of notRepeated) {
    it.effect(`${code} is not retried`, () =>
      Effect.gen(function* () {
        const { server } = yield* run(() => status(code))
        assert.strictEqual(server.seen.length, 1)
      })
    )
  }
  for (const code of ["6160", "6250", "6280"]) {
    it.effect(`400 with code ${code} is retried: the payment is busy`, () =>
      Effect.gen(function* () {
        const problem = { title: "Busy", extraDetails: [{ name: "ErrorCode", reason: code }] }
        const { server, exit } = yield* run(() => status(400, {}, problem))
        assert.strictEqual(server.seen.length, 3)
        assert.strictEqual(failure(exit)._tag, "VippsBusyError")
      })
    )
  }

  it.effect("a success that cannot be read is not retried", () =>
    Effect.gen(function* () {
      const { server, exit } = yield* run(() => new Response("<html>", { status: 200 }))
      assert.strictEqual(server.seen.length, 1)
      const error = failure(exit)
      assert.strictEqual(error._tag, "VippsDecodeError")
      assert.strictEqual(error.outcome, "unknown")
    })
  )

  it.effect("retry: false makes a single attempt", () =>
    Effect.gen(function* () {
      const { server } = yield* run(() => status(500), { retry: false })
      assert.strictEqual(server.seen.length, 1)
    })
  )

  it.effect("force approve, which has no idempotency at Vipps, is not retried after 500, but after 429", () =>
    Effect.gen(function* () {
      const approve = (react: (n: number) => Reaction) => {
        const server = scripted(react)
        return Effect.map(
          drive(EPayment.forceApprovePayment("order-12345", { token: "t" }).pipe(Effect.provide(server.layer))),
          (exit) => ({ server, exit })
        )
      }
      const failed = yield* approve(() => status(500))
      assert.strictEqual(failed.server.seen.length, 1)
      const error = failure(failed.exit)
      assert.strictEqual(error.outcome, "unknown")
      assert.isFalse(error.retryable)
      const limited = yield* approve((n) => (n === 1 ? status(429) : new Response(null, { status: 200 })))
      assert.strictEqual(limited.server.seen.length, 2)
      assert.isTrue(Exit.isSuccess(limited.exit))
    })
  )
})

describe("the longest Retry-After that is waited for", () => {
  const waited = (
    seconds: string,
    options: Parameters<typeof run>[1] = {},
    overrides: Parameters<typeof run>[2] = {}
  ) =>
    Effect.map(
      run(
        (n) => (n === 1 ? status(429, { "retry-after": seconds }) : ok()),
        { timeout: "10 minutes", ...options },
        overrides
      ),
      ({ server }) => server.times()
    )

  it.effect("a Retry-After of up to 60 seconds is waited for by default", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* waited("60"), [0, 60_000])
      assert.deepStrictEqual((yield* waited("61")).length, 1)
    })
  )

  it.effect("the configuration or the call sets the longest Retry-After that is waited for", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* waited("61", {}, { retry: { maxRetryAfter: "61 seconds" } })).length, 2)
      assert.strictEqual((yield* waited("6", { retry: { maxRetryAfter: "5 seconds" } })).length, 1)
      assert.strictEqual((yield* waited("6", { retry: { maxRetryAfter: "6 seconds" } })).length, 2)
    })
  )
})
