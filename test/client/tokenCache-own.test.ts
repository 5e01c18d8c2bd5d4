/** A token that this process must have fetched itself, while other callers take one of another process. */
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import type { Scheduler } from "effect/Scheduler"
import type { Failure } from "../../packages/client/src/internal/request/failure.js"
import { make, type SharedToken, type Token } from "../../packages/client/src/internal/request/tokenCache.js"

const tokenOf = (name: string): Token => ({ value: Redacted.make(name), refreshAt: 900_000, expiresAt: 980_000 })

const nameOf = ({ value }: Token) => Redacted.value(value)

/** A cache whose store has a token as soon as it arrives, and a fetch that counts. */
const world = Effect.gen(function* () {
  const arrival = yield* Deferred.make<Token, Failure>()
  const state = { fetches: 0 }
  const fetch = Effect.sync(() => tokenOf(`own-${++state.fetches}`))
  const shared: SharedToken = {
    get: (fetch, _, isOwn = false) => (isOwn ? fetch : Deferred.await(arrival)),
    remove: () => Effect.void
  }
  const cache = make(yield* Effect.scope, shared)
  return { arrival, cache, fetch, state }
})

describe("the token cache: a token of this process", () => {
  it.scoped("a caller that needs one does not take what a renewal under way brings from another process", () =>
    Effect.gen(function* () {
      const { arrival, cache, fetch, state } = yield* world
      const any = yield* Effect.fork(cache.get(fetch, 5_000))
      yield* Effect.yieldNow()
      const own = yield* Effect.fork(
        Effect.all(
          [1, 2, 3].map(() => cache.get(fetch, 5_000, true)),
          { concurrency: 3 }
        )
      )
      // All of them wait.
      yield* Effect.replicateEffect(Effect.yieldNow(), 20)
      yield* Deferred.succeed(arrival, { ...tokenOf("shared"), isShared: true })
      assert.strictEqual(nameOf(yield* Fiber.join(any)), "shared")
      assert.deepStrictEqual((yield* Fiber.join(own)).map(nameOf), ["own-1", "own-1", "own-1"])
      assert.strictEqual(state.fetches, 1)
    })
  )

  it.scoped("a cached one of another process is replaced, a cached one of this process is kept", () =>
    Effect.gen(function* () {
      const { arrival, cache, fetch, state } = yield* world
      yield* Deferred.succeed(arrival, { ...tokenOf("shared"), isShared: true })
      assert.strictEqual(nameOf(yield* cache.get(fetch, 5_000)), "shared")
      assert.strictEqual(nameOf(yield* cache.get(fetch, 5_000, true)), "own-1")
      assert.strictEqual(nameOf(yield* cache.get(fetch, 5_000, true)), "own-1")
      assert.strictEqual(nameOf(yield* cache.get(fetch, 5_000)), "own-1")
      assert.strictEqual(state.fetches, 1)
    })
  )
})

describe("the token cache: callers that begin while a token arrives", () => {
  it.scoped("whatever step a caller has reached when the token arrives, it takes that one", () =>
    Effect.gen(function* () {
      let steps = 0
      // A fiber lets the others run after a few steps, not after 2,048 as by default.
      const scheduler: Scheduler = {
        shouldYield: () => (steps < 50_000 && ++steps % 23 === 0 ? 0 : false),
        scheduleTask: (task) => queueMicrotask(task)
      }
      const cache = make(yield* Effect.scope)
      let fetches = 0
      const fetch = Effect.sync(() => tokenOf(`own-${++fetches}`))
      const callers = Array.from({ length: 40 }, (_, i) =>
        Effect.zipRight(Effect.replicateEffect(Effect.void, i), cache.get(fetch, 5_000))
      )
      const tokens = yield* Effect.all(callers, { concurrency: "unbounded" }).pipe(Effect.withScheduler(scheduler))
      assert.deepStrictEqual(new Set(tokens.map(nameOf)), new Set(["own-1"]))
      assert.strictEqual(fetches, 1)
    })
  )
})
