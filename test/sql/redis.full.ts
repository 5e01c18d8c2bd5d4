/** The token store in a Redis of its own, beside the tests of the other databases. */
import * as RateLimiter from "@effect/experimental/RateLimiter"
import * as RateLimiterRedis from "@effect/experimental/RateLimiter/Redis"
import { assert, describe, it } from "@effect/vitest"
import { RedisTokenStore } from "@effect-vipps/redis"
import { redisTokenStore } from "@effect-vipps/redis/promise"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Redis } from "ioredis"
import { within } from "../../examples/rate-limits/limits.js"
import { startRedis } from "../scale/redis.js"
import { countedTokens } from "../support/countedTokens.js"

const server = Effect.acquireRelease(Effect.promise(startRedis), ({ stop }) => Effect.promise(stop))

const connect = (path: string) =>
  Effect.acquireRelease(
    Effect.sync(() => new Redis(path, { maxRetriesPerRequest: 1 }).on("error", () => {})),
    (redis) => Effect.sync(() => redis.disconnect())
  )

const all = <A, E, R>(effects: ReadonlyArray<Effect.Effect<A, E, R>>) =>
  Effect.all(effects, { concurrency: "unbounded" })

describe("Redis: the token store", () => {
  it.scopedLive(
    "processes with clients of their own make one token request, and one more after a rejection",
    () =>
      Effect.gen(function* () {
        const { socket } = yield* server
        const { processOf, requests } = countedTokens()
        const clients = yield* Effect.all(Array.from({ length: 10 }, () => connect(socket)))
        const processes = yield* Effect.all(clients.map((redis) => processOf(RedisTokenStore.make(redis))))
        assert.deepStrictEqual(new Set(yield* all(processes.map(({ token }) => token))), new Set(["token-1"]))
        yield* all(processes.map(({ rejected }) => rejected))
        assert.deepStrictEqual(new Set(yield* all(processes.map(({ token }) => token))), new Set(["token-2"]))
        assert.strictEqual(requests(), 2)
      }),
    // As in the facade's test: a step of the store has half a second.
    { retry: 2 }
  )

  it.scopedLive("one of twenty takes a lease; only its value removes it, and each key has an end", () =>
    Effect.gen(function* () {
      const { socket } = yield* server
      const redis = yield* connect(socket)
      const { lease, read, remove, write } = redisTokenStore(redis, { prefix: "shop:" })
      yield* Effect.promise(async () => {
        const taken = await Promise.all(Array.from({ length: 20 }, (_, i) => lease("a", `holder-${i}`, 60_000)))
        assert.strictEqual(taken.filter((one) => one).length, 1)
        const holder = `holder-${taken.indexOf(true)}`
        await remove("a", "another")
        assert.strictEqual(await read("a"), holder)
        await remove("a", holder)
        assert.isUndefined(await read("a"))
        await write("b", "one", 1_234.5)
        await write("b", "two", 3_600_000)
        assert.strictEqual(await read("b"), "two")
        await lease("c", "short", 20)
        for (let i = 0; i < 500 && !(await lease("c", "next", 60_000)); i++) await redis.ping()
        assert.strictEqual(await read("c"), "next")
        for (const key of await redis.keys("*")) {
          assert.match(key, /^shop:/)
          assert.isAbove(await redis.pttl(key), 0)
        }
      })
    })
  )

  it.scopedLive("a server that is full, hangs or is gone fails no call", () =>
    Effect.gen(function* () {
      const { signal, socket, stop } = yield* server
      const { processOf, requests } = countedTokens()
      const token = Effect.gen(function* () {
        const redis = yield* connect(socket)
        return yield* Effect.flatMap(processOf(RedisTokenStore.make(redis)), ({ token }) => token)
      }).pipe(Effect.scoped)
      const admin = yield* connect(socket)
      yield* Effect.promise(() => admin.config("SET", "maxmemory", "1"))
      yield* token
      signal("SIGSTOP")
      yield* token
      signal("SIGCONT")
      yield* Effect.promise(stop)
      yield* token
      assert.strictEqual(requests(), 3)
    })
  )
})

describe("Redis: a limit that processes share", () => {
  it.scopedLive("two processes keep one limit together, and its key has an end", () =>
    Effect.gen(function* () {
      const { socket } = yield* server
      const redis = yield* connect(socket)
      const limit = { key: "charges-123456", limit: 10, window: "2 seconds" } as const
      const times: Array<number> = []
      const charge = Effect.map(Clock.currentTimeMillis, (now) => void times.push(now))
      const process = Effect.provide(
        all(Array.from({ length: 15 }, () => within(limit)(charge))),
        Layer.provide(RateLimiter.layer, RateLimiterRedis.layerStore({ path: socket }))
      )
      yield* all([process, process])
      assert.strictEqual(times.length, 30)
      times.sort((a, b) => a - b)
      const [first = 0] = times
      const waited = times.filter((time) => time - first >= 500)
      assert.isAtLeast(waited.length, 20, "more than the limit left at once")
      const life = yield* Effect.promise(() => redis.pttl("ratelimiter:charges-123456"))
      assert.isAbove(life, 0)
    })
  )
})
