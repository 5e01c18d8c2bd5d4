/** How a call ends after one or several attempts. */
import { assert, describe, it } from "@effect/vitest"
import { Checkout, EPayment } from "@effect-vipps/client"
import type * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as TestClock from "effect/TestClock"
import { failure, ok, run, sameRequest, status } from "./retrying.js"
import { capture, drive, type Reaction, scripted } from "./support.js"

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

describe("the deadline of a call", () => {
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
