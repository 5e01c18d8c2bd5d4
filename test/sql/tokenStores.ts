// @effect-diagnostics anyUnknownInErrorContext:off
/** What a token store does, in any database. */
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import { SqlTokenStore } from "@effect-vipps/sql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as TestClock from "effect/TestClock"
import * as TestServices from "effect/TestServices"
import { leasesIn } from "../../packages/sql/src/internal/leases.js"
import { countedTokens } from "../support/countedTokens.js"
import type { Client, Fresh } from "./databases.js"

/** A client of the database and a store on it, as one process has them. */
const connect = (client: Client, options: SqlTokenStore.Options = {}) =>
  Effect.gen(function* () {
    const sql = Context.get(yield* Layer.build(client), SqlClient.SqlClient)
    const store = yield* Effect.provideService(SqlTokenStore.make(options), SqlClient.SqlClient, sql)
    const dialect = sql.onDialectOrElse({ pg: () => "pg" as const, orElse: () => "sqlite" as const })
    return { sql, store, leases: leasesIn(sql, dialect, options.table ?? "vipps_access_tokens") }
  })

const migrated = <R>(fresh: Effect.Effect<{ readonly client: Client }, unknown, R>, options?: SqlTokenStore.Options) =>
  Effect.tap(fresh, ({ client }) => Effect.provide(SqlTokenStore.migrate(options), client))

/** Waits until the database's clock is far enough, 10 seconds at most. */
const until = <E, R>(effect: Effect.Effect<boolean, E, R>) =>
  Effect.repeat(effect, {
    until: (done) => done,
    schedule: Schedule.intersect(Schedule.spaced("20 millis"), Schedule.recurs(500))
  })

const all = <A, E, R>(effects: ReadonlyArray<Effect.Effect<A, E, R>>) =>
  Effect.all(effects, { concurrency: "unbounded" })

/** With a clock that is four times slower than the machine's at least: a busy one must not make the store time out. */
const slowly = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(effect)
    const tick = Effect.zipRight(TestServices.provideLive(Effect.sleep("20 millis")), TestClock.adjust("5 millis"))
    yield* Effect.repeat(tick, { until: () => fiber.unsafePoll() !== null, times: 2_000 })
    return yield* Fiber.join(fiber)
  })

export const tokenStoreContract = (name: string, fresh: Fresh) => {
  describe(`${name}: the token store`, () => {
    it.scoped("processes with clients of their own make one token request, and one more after a rejection", () =>
      Effect.gen(function* () {
        const { client } = yield* migrated(fresh)
        const { processOf, requests } = countedTokens()
        const stores = yield* Effect.all(Array.from({ length: 4 }, () => connect(client)))
        const processes = yield* Effect.all([...stores, ...stores].map(({ store }) => processOf(store)))
        const tokens = yield* slowly(all(processes.map(({ token }) => token)))
        assert.deepStrictEqual(new Set(tokens), new Set(["token-1"]))
        yield* slowly(all(processes.map(({ rejected }) => rejected)))
        const after = yield* slowly(all(processes.map(({ token }) => token)))
        assert.deepStrictEqual(new Set(after), new Set(["token-2"]))
        assert.strictEqual(requests(), 2)
      })
    )

    it.scopedLive("one of twenty takes a lease, until it ends; only its value removes it", () =>
      Effect.gen(function* () {
        const { client } = yield* migrated(fresh)
        const first = yield* connect(client)
        const second = yield* connect(client)
        const taken = yield* all(
          Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? first : second).leases.take("a", `holder-${i}`, 60_000))
        )
        assert.strictEqual(taken.filter((one) => one).length, 1)
        const holder = `holder-${taken.indexOf(true)}`
        assert.strictEqual(yield* second.leases.read("a"), holder)
        yield* second.leases.remove("a", "another")
        yield* first.leases.write("a", holder, 200)
        yield* until(first.leases.take("a", "the next", 60_000))
        yield* second.leases.remove("a", holder)
        assert.strictEqual(yield* first.leases.read("a"), "the next")
        yield* second.leases.remove("a", "the next")
        assert.isUndefined(yield* first.leases.read("a"))
      })
    )

    it.scopedLive("a value is replaced and ends; a write removes what is over", () =>
      Effect.gen(function* () {
        const { client } = yield* migrated(fresh)
        const { leases, sql } = yield* connect(client)
        yield* leases.write("a", "one", 60_000)
        yield* leases.write("a", "two", 50)
        yield* until(Effect.map(leases.read("a"), (value) => value === undefined))
        yield* leases.write("b", "three", 86_400_000)
        const rows = yield* sql<{ id: string; value: string }>`SELECT id, value FROM vipps_access_tokens`
        assert.deepStrictEqual(
          rows.map(({ id, value }) => [id, value]),
          [["b", "three"]]
        )
      })
    )

    it.scopedLive("neither a token nor a key is readable in the table", () =>
      Effect.gen(function* () {
        const { client } = yield* migrated(fresh)
        const { sql, store } = yield* connect(client)
        yield* Effect.flatMap(countedTokens().processOf(store), ({ token }) => token).pipe(Effect.scoped)
        const rows = yield* sql<{ id: string; value: string }>`SELECT id, value FROM vipps_access_tokens`
        assert.strictEqual(rows.length, 1)
        for (const { id, value } of rows) {
          for (const text of [id, value, atob(id.replace(/-/g, "+").replace(/_/g, "/"))]) {
            assert.notMatch(text, /token|client|subscription|123456/)
          }
        }
      })
    )

    it.scoped("a client that renames columns and a table of another name are supported", () =>
      Effect.gen(function* () {
        const { client, renaming } = yield* fresh
        const table = "shopTokens"
        yield* Effect.provide(all([1, 2, 3].map(() => SqlTokenStore.migrate({ table }))), client)
        yield* Effect.provide(SqlTokenStore.migrate(), client)
        const { processOf, requests } = countedTokens()
        for (const options of [{}, {}]) {
          const { store } = yield* connect(renaming, options)
          yield* slowly(Effect.flatMap(processOf(store), ({ token }) => token).pipe(Effect.scoped))
        }
        for (const options of [{ table }, { table }]) {
          const { store } = yield* connect(client, options)
          yield* slowly(Effect.flatMap(processOf(store), ({ token }) => token).pipe(Effect.scoped))
        }
        assert.strictEqual(requests(), 2)
      })
    )

    it.scopedLive("without its table the store fails no call", () =>
      Effect.gen(function* () {
        const { client } = yield* fresh
        const { store } = yield* connect(client)
        const { processOf } = countedTokens()
        assert.strictEqual(yield* Effect.flatMap(processOf(store), ({ token }) => token), "token-1")
      })
    )

    it.scopedLive("a table's name that needs quotes is refused", () =>
      Effect.gen(function* () {
        const { client } = yield* fresh
        for (const effect of [SqlTokenStore.make({ table: 'a"b' }), SqlTokenStore.migrate({ table: "1a" })]) {
          const error = yield* Effect.flip(Effect.asVoid(effect).pipe(Effect.provide(client)))
          assert.strictEqual(error._tag, "SqlTokenStoreError")
          assert.include(error.message, "SqlTokenStore: table must be a name")
        }
      })
    )

    it.scopedLive("a call inside a transaction of the program neither breaks it nor is undone with it", () =>
      Effect.gen(function* () {
        const { client } = yield* migrated(fresh)
        const { sql, store } = yield* connect(client)
        const { processOf, requests } = countedTokens()
        const { token } = yield* processOf(store)
        const outcome = yield* Effect.either(
          sql.withTransaction(Effect.zipRight(token, Effect.zipRight(sql`SELECT 1`, Effect.fail("rolled back"))))
        )
        assert.strictEqual(outcome._tag === "Left" && outcome.left, "rolled back")
        assert.strictEqual(requests(), 1)
        const count = Effect.map(
          sql`SELECT id FROM vipps_access_tokens WHERE id NOT LIKE '%.lease'`,
          (rows) => rows.length
        )
        // SQLite has one connection, which the transaction holds: the token was not shared, and the call did not wait.
        if (name === "SQLite") assert.strictEqual(yield* count, 0)
        else yield* until(Effect.map(count, (n) => n === 1))
      })
    )
  })
}
