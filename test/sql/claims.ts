/** What the inbox of claims guarantees, in any database. */
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import { WebhookInbox } from "@effect-vipps/client"
import { SqlWebhookClaims } from "@effect-vipps/sql"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import type { Database, Fresh } from "./databases.js"

/** A client of the database and an inbox on it, as one process has them. */
export const connect = ({ client }: Database, options: SqlWebhookClaims.Options = {}) =>
  Effect.map(Layer.build(SqlWebhookClaims.layer(options).pipe(Layer.provideMerge(client))), (context) => {
    const sql = Context.get(context, SqlClient.SqlClient)
    return {
      sql,
      once: Context.get(context, WebhookInbox.WebhookInbox).once,
      write: (order: string) => sql`INSERT INTO shipments (order_id) VALUES (${order})`,
      keys: Effect.map(
        sql<{ key: string; handled: number }>`SELECT event_key AS key,
          CASE WHEN handled_at IS NULL THEN 0 ELSE 1 END AS handled FROM vipps_webhook_claims ORDER BY event_key`,
        (rows) => rows.map(({ handled, key }) => `${key} ${Number(handled) === 1 ? "handled" : "claimed"}`)
      ),
      until: Effect.map(
        sql<{ at: string }>`SELECT CAST(claimed_until AS TEXT) AS at FROM vipps_webhook_claims`,
        (rows) => rows.map(({ at }) => at).join()
      )
    }
  })

export const shop = <D extends Database, E, R>(fresh: Effect.Effect<D, E, R>) =>
  Effect.tap(fresh, ({ client }) =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* SqlWebhookClaims.migrate()
      yield* sql`CREATE TABLE shipments (order_id TEXT NOT NULL)`
    }).pipe(Effect.provide(client))
  )

/** Looks until it is so, 20 seconds at most. */
export const eventually = <A, E, R>(look: Effect.Effect<A, E, R>, isSo: (found: A) => boolean) =>
  look.pipe(
    Effect.filterOrFail(isSo, () => "it does not become so"),
    Effect.retry(Schedule.intersect(Schedule.spaced("20 millis"), Schedule.recurs(1_000))),
    Effect.orDie
  )

export const claimsContract = (name: string, fresh: Fresh) => {
  describe(`${name}: claims`, () => {
    it.scopedLive("an event is handled once, and its handler runs outside of any transaction", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const one = yield* connect(database)
        const two = yield* connect(database)
        const handler = Effect.gen(function* () {
          assert.isTrue((yield* Effect.serviceOption(SqlClient.TransactionConnection))._tag === "None")
          // Another process writes meanwhile, and sees the claim.
          yield* two.write("order-1")
          assert.deepStrictEqual(yield* two.keys, ["a claimed"])
        })
        assert.strictEqual(yield* one.once("a", handler), "Handled")
        assert.strictEqual(yield* two.once("a", handler), "Duplicate")
        assert.strictEqual(yield* two.once("b", Effect.void), "Handled")
        assert.deepStrictEqual(yield* one.keys, ["a handled", "b handled"])
      })
    )

    it.scopedLive("an event whose handler fails, dies or is interrupted is free at once", () =>
      Effect.gen(function* () {
        const { keys, once } = yield* connect(yield* shop(fresh))
        assert.deepStrictEqual(yield* Effect.exit(once("a", Effect.fail("out of stock"))), Exit.fail("out of stock"))
        assert.deepStrictEqual(yield* Effect.exit(once("a", Effect.die("a bug"))), Exit.die("a bug"))
        const running = yield* Deferred.make<void>()
        const fiber = yield* Effect.fork(once("a", Effect.zipRight(Deferred.succeed(running, undefined), Effect.never)))
        yield* Deferred.await(running)
        assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
        assert.deepStrictEqual(yield* keys, [])
        assert.strictEqual(yield* once("a", Effect.void), "Handled")
      })
    )

    it.scopedLive("of twenty concurrent deliveries to two processes one is handled", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const processes = [yield* connect(database), yield* connect(database)] as const
        let runs = 0
        const handler = Effect.zipRight(
          Effect.sync(() => runs++),
          Effect.sleep("20 millis")
        )
        const results = yield* Effect.all(
          Array.from({ length: 20 }, (_, i) => processes[i % 2 === 0 ? 0 : 1].once("a", handler)),
          { concurrency: "unbounded" }
        )
        assert.strictEqual(results.filter((result) => result === "Handled").length, 1)
        assert.strictEqual(results.filter((result) => result === "Duplicate").length, 19)
        assert.strictEqual(runs, 1)
      })
    )

    it.scopedLive("a delivery waits for a concurrent one of its event, and is handled if that one fails", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const first = yield* connect(database)
        const second = yield* connect(database)
        const running = yield* Deferred.make<void>()
        const verdict = yield* Deferred.make<void, string>()
        const slow = Effect.zipRight(Deferred.succeed(running, undefined), Deferred.await(verdict))
        const one = yield* Effect.fork(first.once("a", slow))
        yield* Deferred.await(running)
        const two = yield* Effect.fork(second.once("a", second.write("by the second")))
        yield* Effect.sleep("100 millis")
        assert.isTrue((yield* Fiber.poll(two))._tag === "None")
        yield* Deferred.fail(verdict, "out of stock")
        assert.deepStrictEqual(yield* Fiber.await(one), Exit.fail("out of stock"))
        assert.strictEqual(yield* Fiber.join(two), "Handled")
      })
    )

    it.scopedLive("the claim of a handler that takes longer than the lease is renewed", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const first = yield* connect(database, { lease: "3 seconds" })
        const second = yield* connect(database)
        const done = yield* Deferred.make<void>()
        const fiber = yield* Effect.fork(first.once("a", Deferred.await(done)))
        const claimed = yield* eventually(first.until, (at) => at !== "")
        yield* eventually(first.until, (at) => at !== claimed)
        assert.deepStrictEqual(yield* second.keys, ["a claimed"])
        yield* Deferred.succeed(done, undefined)
        assert.strictEqual(yield* Fiber.join(fiber), "Handled")
        assert.strictEqual(yield* second.once("a", Effect.die("the handler ran")), "Duplicate")
      })
    )

    it.scopedLive("a handler whose event another process took over is interrupted, and that event is not freed", () =>
      Effect.gen(function* () {
        const { keys, once, sql } = yield* connect(yield* shop(fresh), { lease: "1 second" })
        const running = yield* Deferred.make<void>()
        let interrupted = false
        const handler = Effect.zipRight(Deferred.succeed(running, undefined), Effect.never).pipe(
          Effect.onInterrupt(() => Effect.sync(() => (interrupted = true)))
        )
        const fiber = yield* Effect.fork(Effect.flip(once("a", handler)))
        yield* Deferred.await(running)
        yield* sql`UPDATE vipps_webhook_claims SET claim = 'of another process'`
        const error = yield* Fiber.join(fiber)
        assert.instanceOf(error, WebhookInbox.WebhookInboxError)
        assert.include(error.message, "another process took the event over")
        assert.isTrue(interrupted)
        assert.deepStrictEqual(yield* keys, ["a claimed"])
      })
    )

    it.scopedLive("a claim that the database refuses is an error, and the handler does not run", () =>
      Effect.gen(function* () {
        const { once, sql } = yield* connect(yield* shop(fresh))
        yield* sql`DROP TABLE vipps_webhook_claims`
        const error = yield* Effect.flip(once("a", Effect.die("the handler ran")))
        assert.instanceOf(error, WebhookInbox.WebhookInboxError)
        assert.include(error.message, "the handler did not run")
      })
    )

    it.scopedLive("a claim within a transaction is refused", () =>
      Effect.gen(function* () {
        const { once, sql } = yield* connect(yield* shop(fresh))
        const error = yield* Effect.flip(sql.withTransaction(once("a", Effect.die("the handler ran"))))
        assert.instanceOf(error, WebhookInbox.WebhookInboxError)
        assert.include(error.message, "within a transaction")
      })
    )

    it.scopedLive("pruning deletes old keys and abandoned claims, and neither recent ones nor live claims", () =>
      Effect.gen(function* () {
        const { client } = yield* shop(fresh)
        yield* Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const { once } = yield* SqlWebhookClaims.make()
          for (const key of ["abandoned", "old", "recent"]) yield* once(key, Effect.void)
          const past = "2020-01-01T00:00:00.000Z"
          yield* sql`UPDATE vipps_webhook_claims SET handled_at = ${past}, claimed_until = ${past} WHERE event_key = 'old'`
          yield* sql`UPDATE vipps_webhook_claims SET handled_at = NULL, claimed_until = ${past} WHERE event_key = 'abandoned'`
          const rows = sql<{ key: string }>`SELECT event_key AS key FROM vipps_webhook_claims ORDER BY event_key`
          const handler = Effect.zipRight(SqlWebhookClaims.prune("7 days"), rows)
          let during: ReadonlyArray<{ key: string }> = []
          yield* once(
            "live",
            Effect.tap(handler, (found) => Effect.sync(() => (during = found)))
          )
          assert.deepStrictEqual(
            during.map(({ key }) => key),
            ["live", "recent"]
          )
          const error = yield* Effect.flip(SqlWebhookClaims.prune("6 days"))
          assert.instanceOf(error, WebhookInbox.WebhookInboxError)
          assert.include(error.message, "SqlWebhookClaims: prune requires at least 7 days")
        }).pipe(Effect.provide(client))
      })
    )

    it.scopedLive("a key that a database may refuse is stored as a hash, and an empty one is refused", () =>
      Effect.gen(function* () {
        const { keys, once } = yield* connect(yield* shop(fresh))
        const long = "ø".repeat(300)
        assert.strictEqual(yield* once(long, Effect.void), "Handled")
        assert.strictEqual(yield* once(long, Effect.void), "Duplicate")
        assert.match((yield* keys).join(), /^sha256:[0-9a-f]{64} handled$/)
        assert.include((yield* Effect.flip(once("", Effect.void))).message, "the key is empty")
      })
    )

    it.scopedLive("the table's name, a missing table and the lease are checked", () =>
      Effect.gen(function* () {
        const { client } = yield* shop(fresh)
        const { ok, ...refused } = yield* Effect.all({
          ok: Effect.option(SqlWebhookClaims.make({ lease: "1 day" })),
          name: Effect.flip(SqlWebhookClaims.make({ table: "a b" })),
          missing: Effect.flip(SqlWebhookClaims.make({ table: "not_there" })),
          short: Effect.flip(SqlWebhookClaims.make({ lease: "999 millis" })),
          long: Effect.flip(SqlWebhookClaims.make({ lease: "2 days" }))
        }).pipe(Effect.provide(client))
        assert.strictEqual(ok._tag, "Some")
        assert.include(refused.name.message, "table must be a name")
        assert.include(refused.missing.message, "SqlWebhookClaims.migrate creates it")
        assert.include(refused.short.message, "lease must be from 1 second to 1 day")
        assert.include(refused.long.message, "lease must be from 1 second to 1 day")
      })
    )
  })
}
