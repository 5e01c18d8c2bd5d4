import * as RateLimiter from "@effect/experimental/RateLimiter"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import { chargesOf, within } from "../../examples/rate-limits/limits.js"

const limiter = Layer.provide(RateLimiter.layer, RateLimiter.layerStoreMemory)

describe("a limit that processes share", () => {
  it.effect("of 700 charges 500 leave at once and 200 a minute later", () =>
    Effect.gen(function* () {
      const times: Array<number> = []
      const charge = Effect.map(Clock.currentTimeMillis, (now) => void times.push(now))
      const all = yield* Effect.fork(
        Effect.all(
          Array.from({ length: 700 }, () => within(chargesOf("123456"))(charge)),
          { concurrency: "unbounded" }
        )
      )
      yield* TestClock.adjust("3 minutes")
      yield* Fiber.join(all)
      assert.strictEqual(times.length, 700)
      times.sort((a, b) => a - b)
      const crowded = times.filter((time, i) => (times[i + 500] ?? Number.POSITIVE_INFINITY) - time < 60_000)
      assert.deepStrictEqual(crowded, [])
      assert.isAtMost(Math.max(...times), 60_000)
    }).pipe(Effect.provide(limiter))
  )

  it.effect("two sales units have a limit each", () =>
    Effect.gen(function* () {
      const charge = Clock.currentTimeMillis
      const times = yield* Effect.all(
        ["123456", "223456"].flatMap((unit) => Array.from({ length: 500 }, () => within(chargesOf(unit))(charge)))
      )
      assert.deepStrictEqual(new Set(times), new Set([0]))
    }).pipe(Effect.provide(limiter))
  )

  it.effect("calls go on when the counter fails", () =>
    Effect.gen(function* () {
      const broken = Layer.succeed(RateLimiter.RateLimiterStore, {
        fixedWindow: () => Effect.fail(new RateLimiter.RateLimitStoreError({ message: "down" })),
        tokenBucket: () => Effect.dieMessage("not used")
      })
      const result = yield* within(chargesOf("123456"))(Effect.succeed("charged")).pipe(
        Effect.provide(Layer.provide(RateLimiter.layer, broken))
      )
      assert.strictEqual(result, "charged")
    })
  )
})
