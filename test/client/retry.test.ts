import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment, type VippsError } from "@effect-vipps/client"
import * as Cause from "effect/Cause"
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as RetryQuota from "../../packages/client/src/internal/request/retryBudget.js"
import { capture, drive, modified, type Reaction, scripted } from "./support.js"

const ok = () => Response.json(modified)
const status = (code: number, headers: Record<string, string> = {}, body: unknown = {}) =>
  Response.json(body, { status: code, headers })

const run = (
  react: (n: number) => Reaction,
  call: Parameters<typeof EPayment.capturePayment>[2] = {},
  overrides: Parameters<typeof scripted>[1] = {}
) =>
  Effect.gen(function* () {
    const server = scripted(react, overrides)
    const exit = yield* drive(EPayment.capturePayment("order-12345", capture, call).pipe(Effect.provide(server.layer)))
    return { server, exit }
  })

const failure = (exit: Exit.Exit<unknown, VippsError.VippsError>): VippsError.VippsError => {
  assert(Exit.isFailure(exit), "expected a failure")
  return Option.getOrThrow(Cause.failureOption(exit.cause))
}

const sameRequest = (server: ReturnType<typeof scripted>) => {
  assert.strictEqual(new Set(server.seen.map(({ headers }) => headers["idempotency-key"])).size, 1)
  assert.isString(server.seen[0]?.headers["idempotency-key"])
  assert.strictEqual(new Set(server.seen.map(({ body }) => JSON.stringify(body))).size, 1)
  assert.deepStrictEqual(server.seen[0]?.body, capture)
}

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

  it.effect("a hanging server: ten seconds for each attempt, thirty in all", () =>
    Effect.gen(function* () {
      const server = scripted(() => "hang")
      const ended = yield* drive(
        EPayment.capturePayment("order-12345", capture).pipe(
          Effect.exit,
          Effect.zip(TestClock.currentTimeMillis),
          Effect.provide(server.layer)
        )
      )
      assert(Exit.isSuccess(ended))
      const [exit, at] = ended.value
      assert.deepStrictEqual(server.times(), [0, 10_500, 21_500])
      assert.strictEqual(at, 30_000)
      const error = failure(exit)
      assert(error._tag === "VippsTransportError")
      assert.strictEqual(error.reason, "Timeout")
      assert.strictEqual(error.outcome, "unknown")
      assert.strictEqual(error.attempts, 3)
      assert.strictEqual(error.idempotencyKey, server.seen[0]?.headers["idempotency-key"])
      // What was left of the call.
      assert.include(error.message, "no complete response within 8.5 s")
      assert.include(error.message, "Money may have moved")
      sameRequest(server)
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

describe("the outcome of a failed call", () => {
  const outcome = (...reactions: ReadonlyArray<() => Reaction>) =>
    Effect.map(
      run((n) => (reactions[n - 1] ?? reactions[reactions.length - 1] ?? ok)()),
      ({ exit }) => failure(exit).outcome
    )

  it.effect("the outcome is refused when every attempt was refused", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* outcome(() => status(400)), "refused")
      assert.strictEqual(yield* outcome(() => status(429)), "refused")
      assert.strictEqual(yield* outcome(() => status(423)), "refused")
      assert.strictEqual(yield* outcome(() => status(425)), "refused")
    })
  )

  it.effect("the outcome is unknown when one attempt got no response, however the last one ended", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* outcome(() => status(500)), "unknown")
      assert.strictEqual(yield* outcome(() => status(408)), "unknown")
      assert.strictEqual(
        yield* outcome(
          () => status(408),
          () => status(400)
        ),
        "unknown"
      )
      assert.strictEqual(yield* outcome(() => "reset"), "unknown")
      assert.strictEqual(
        yield* outcome(
          () => "reset",
          () => status(429)
        ),
        "unknown"
      )
      assert.strictEqual(
        yield* outcome(
          () => status(500),
          () => status(400)
        ),
        "unknown"
      )
    })
  )

  it.effect("the outcome of a read is refused: reading changes nothing", () =>
    Effect.gen(function* () {
      const server = scripted(() => status(500))
      const exit = yield* drive(EPayment.getPayment("order-12345").pipe(Effect.provide(server.layer)))
      assert.strictEqual(failure(exit).outcome, "refused")
      assert.isUndefined(server.seen[0]?.headers["idempotency-key"])
    })
  )
})

describe("the retry quota", () => {
  it.effect("an outage is met with fewer and fewer retries", () =>
    Effect.gen(function* () {
      const server = scripted(() => status(500))
      const one = EPayment.capturePayment("order-12345", capture).pipe(Effect.exit)
      yield* drive(
        Effect.forEach(Array.from({ length: 100 }), () => one, { concurrency: "unbounded" }).pipe(
          Effect.provide(server.layer)
        )
      )
      // 100 first attempts, and 100 of the 200 retries they would make: 500 tokens at 5 each.
      assert.strictEqual(server.seen.length, 200)
    })
  )

  it.effect("successes refill the retry quota", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n % 2 === 1 ? status(500) : ok()))
      const one = EPayment.capturePayment("order-12345", capture)
      const exit = yield* drive(
        Effect.forEach(Array.from({ length: 150 }), () => one).pipe(Effect.provide(server.layer))
      )
      assert.isTrue(Exit.isSuccess(exit))
      assert.strictEqual(server.seen.length, 300)
    })
  )
})

describe("the retry quota by itself", () => {
  const left = (quota: RetryQuota.RetryQuota) =>
    Effect.map(
      Effect.iterate(
        { taken: 0, more: true },
        {
          while: ({ more }) => more,
          body: ({ taken }) =>
            Effect.map(Effect.sync(quota.take), (more) => ({ taken: more ? taken + 1 : taken, more }))
        }
      ),
      ({ taken }) => taken
    )

  it.effect("the quota starts with 100 retries, and a success without a retry gives back a fifth", () =>
    Effect.gen(function* () {
      const quota = RetryQuota.make()
      assert.strictEqual(yield* left(quota), 100)
      for (let i = 0; i < 4; i++) quota.giveBack(0)
      assert.strictEqual(yield* left(quota), 0)
      quota.giveBack(0)
      assert.strictEqual(yield* left(quota), 1)
    })
  )

  it.effect("a success gives back what its retries took, and never more than there was", () =>
    Effect.gen(function* () {
      const quota = RetryQuota.make()
      assert.isTrue(quota.take())
      quota.giveBack(50)
      assert.strictEqual(yield* left(quota), 100)
      quota.giveBack(2)
      assert.strictEqual(yield* left(quota), 2)
      quota.giveBack(1000)
      assert.strictEqual(yield* left(quota), 100)
    })
  )

  it.effect("a new token after a 401 is no retry: the call gives back no more than any other", () =>
    Effect.gen(function* () {
      let outage = true
      const server = scripted((n) => (outage ? status(500) : n % 2 === 1 ? status(401) : ok()))
      const call = EPayment.capturePayment("order-12345", capture, { retry: { maxRetries: 200, baseDelay: 0 } })
      yield* Effect.gen(function* () {
        yield* Effect.exit(call)
        assert.strictEqual(server.seen.length, 101, "the quota is spent")
        outage = false
        yield* Effect.replicateEffect(call, 4)
        outage = true
        const before = server.seen.length
        yield* Effect.exit(call)
        assert.strictEqual(server.seen.length - before, 1, "four fifths of a retry are none")
      }).pipe(Effect.provide(server.layer), drive)
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

describe("the deadline of a call", () => {
  /** A machine that is suspended for so long whenever something sleeps to its end. */
  const suspended =
    (millis: number) =>
    <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      Effect.clockWith((clock) => {
        let lost = 0
        const late: Clock.Clock = Object.assign(Object.create(clock), {
          currentTimeMillis: Effect.map(clock.currentTimeMillis, (now) => now + lost),
          unsafeCurrentTimeMillis: () => clock.unsafeCurrentTimeMillis() + lost,
          sleep: (duration: Duration.Duration) =>
            Effect.tap(clock.sleep(duration), () =>
              Effect.sync(() => {
                lost += millis
              })
            )
        })
        return Effect.withClock(effect, late)
      })

  for (const [code, outcome] of [
    [429, "refused"],
    [500, "unknown"]
  ] as const) {
    it.effect(
      `a retry that is late is not sent, and the outcome is that of the earlier attempt: ${code}, ${outcome}`,
      () =>
        Effect.gen(function* () {
          // Until the call's last millisecond has passed, and far beyond.
          for (const millis of [29_500, 60_000]) {
            const server = scripted(() => status(code))
            const call = EPayment.capturePayment("order-12345", capture).pipe(
              Effect.provide(server.layer),
              suspended(millis)
            )
            const error = failure(yield* drive(call))
            assert.strictEqual(server.seen.length, 1)
            assert(error._tag === "VippsTransportError")
            assert.strictEqual(error.reason, "Timeout")
            assert.include(error.message, "the call's time was spent before it could be sent")
            assert.isTrue(error.retryable)
            assert.strictEqual(error.attempts, 1)
            assert.strictEqual(error.outcome, outcome)
          }
        })
    )
  }
})

describe("a new token after a 401", () => {
  it.effect("a new token is fetched once in a call, over all its attempts", () =>
    Effect.gen(function* () {
      const codes = [401, 500, 401, 200]
      const { server, exit } = yield* run((n) => status(codes[n - 1] ?? 200))
      assert.strictEqual(server.seen.length, 3)
      assert.strictEqual(server.tokens(), 2)
      const error = failure(exit)
      assert.strictEqual(error._tag, "VippsAuthError")
      assert.strictEqual(error.outcome, "unknown", "the attempt between the two was left without an answer")
      sameRequest(server)
    })
  )

  it.effect("a call that needs no token makes one attempt, and fetches none", () =>
    Effect.gen(function* () {
      const server = scripted(() => status(401))
      const exit = yield* drive(Checkout.getSession("order-12345").pipe(Effect.provide(server.layer)))
      const error = failure(exit)
      assert.strictEqual(error._tag, "VippsAuthError")
      assert.deepStrictEqual([error.attempts, server.seen.length, server.tokens()], [1, 1, 0])
    })
  )

  it.effect("a new token is fetched again by the next call", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n <= 3 ? status(401) : ok()))
      const call = EPayment.capturePayment("order-12345", capture)
      const exit = yield* drive(Effect.zip(Effect.flip(call), call).pipe(Effect.provide(server.layer)))
      assert.isTrue(Exit.isSuccess(exit))
      assert.strictEqual(server.seen.length, 4)
      assert.strictEqual(server.tokens(), 3)
    })
  )
})

describe("metrics", () => {
  it.effect("metrics count calls, retries and token fetches", () =>
    Effect.gen(function* () {
      const before = yield* Metric.snapshot
      const server = scripted((n) => (n < 3 ? status(500) : ok()))
      yield* drive(EPayment.capturePayment("order-12345", capture).pipe(Effect.provide(server.layer)))
      const total = (pairs: typeof before, name: string, ...tags: ReadonlyArray<string>) =>
        pairs
          .filter(({ metricKey }) => metricKey.name === name)
          .filter(({ metricKey }) => tags.every((tag) => metricKey.tags.some(({ value }) => value === tag)))
          .reduce((sum, { metricState }) => sum + Number("count" in metricState ? metricState.count : 0), 0)
      const after = yield* Metric.snapshot
      const grown = (name: string, ...tags: ReadonlyArray<string>) =>
        total(after, name, ...tags) - total(before, name, ...tags)
      assert.strictEqual(grown("vipps.client.operation.duration", "EPayment.capturePayment", "s"), 1)
      assert.strictEqual(grown("vipps.client.retries", "EPayment.capturePayment"), 2)
      assert.strictEqual(grown("vipps.client.token.fetches"), 1)
    })
  )
})
