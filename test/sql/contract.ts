/** The guarantees of the inbox, in any database. */
import { inspect } from "node:util"
import * as SqlClient from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import { assert, describe, it } from "@effect/vitest"
import { WebhookInbox } from "@effect-vipps/client"
import { SqlWebhookInbox } from "@effect-vipps/sql"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import type { Database, Fresh } from "./databases.js"

/** A client of the database and an inbox on it, as one process has them. */
export const connect = ({ client }: Database, options: SqlWebhookInbox.Options = {}) =>
  Effect.map(Layer.build(SqlWebhookInbox.layer(options).pipe(Layer.provideMerge(client))), (context) => {
    const sql = Context.get(context, SqlClient.SqlClient)
    return {
      sql,
      once: Context.get(context, WebhookInbox.WebhookInbox).once,
      /** What a handler does: it writes. */
      write: (order: string) => sql`INSERT INTO shipments (order_id) VALUES (${order})`
    }
  })

/** What is committed, as another process sees it. */
export const committed = ({ client }: Database) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const keys = yield* sql<{ key: string }>`SELECT event_key AS key FROM vipps_webhook_inbox ORDER BY event_key`
    const shipments = yield* sql<{ id: string }>`SELECT order_id AS id FROM shipments ORDER BY order_id`
    return { keys: keys.map(({ key }) => key), shipments: shipments.map(({ id }) => id) }
  }).pipe(Effect.provide(client))

/** A shop's database with the inbox in it; a shipment's carrier has to be known when a transaction ends. */
export const shop = <D extends Database, E, R>(fresh: Effect.Effect<D, E, R>) =>
  Effect.tap(fresh, ({ client }) =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* SqlWebhookInbox.migrate()
      yield* sql`CREATE TABLE carriers (id TEXT PRIMARY KEY)`
      yield* sql`CREATE TABLE shipments (order_id TEXT NOT NULL,
        carrier TEXT REFERENCES carriers (id) DEFERRABLE INITIALLY DEFERRED)`
    }).pipe(Effect.provide(client))
  )

const nothing = { keys: [], shipments: [] }

export const inboxContract = (name: string, fresh: Fresh) => {
  describe(`${name}: events`, () => {
    it.scopedLive("an event is handled once; its key is stored with what its handler wrote", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const { once, write } = yield* connect(database)
        assert.strictEqual(yield* once("psp-1:CAPTURED", write("order-1")), "Handled")
        assert.strictEqual(yield* once("psp-1:CAPTURED", write("order-1")), "Duplicate")
        assert.strictEqual(yield* once("psp-1:REFUNDED", write("order-2")), "Handled")
        assert.deepStrictEqual(yield* committed(database), {
          keys: ["psp-1:CAPTURED", "psp-1:REFUNDED"],
          shipments: ["order-1", "order-2"]
        })
      })
    )

    it.scopedLive(
      "an event whose handler fails, dies or is interrupted leaves nothing behind, and is handled when it is redelivered",
      () =>
        Effect.gen(function* () {
          const database = yield* shop(fresh)
          const { once, write } = yield* connect(database)
          const failed = yield* Effect.exit(once("a", Effect.zipRight(write("order-1"), Effect.fail("out of stock"))))
          assert.deepStrictEqual(failed, Exit.fail("out of stock"))
          const died = yield* Effect.exit(once("a", Effect.zipRight(write("order-1"), Effect.die("a bug"))))
          assert.deepStrictEqual(died, Exit.die("a bug"))
          const running = yield* Deferred.make<void>()
          const fiber = yield* Effect.fork(
            once(
              "a",
              write("order-1").pipe(
                Effect.zipRight(Deferred.succeed(running, undefined)),
                Effect.zipRight(Effect.never)
              )
            )
          )
          yield* Deferred.await(running)
          const interrupted = yield* Fiber.interrupt(fiber)
          assert.isTrue(Exit.isInterrupted(interrupted))
          assert.deepStrictEqual(yield* committed(database), nothing)
          assert.strictEqual(yield* once("a", write("order-1")), "Handled")
          assert.deepStrictEqual(yield* committed(database), { keys: ["a"], shipments: ["order-1"] })
        })
    )

    it.scopedLive("of twenty concurrent deliveries to two processes one is handled", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const processes = [yield* connect(database), yield* connect(database)] as const
        let runs = 0
        const deliveries = Array.from({ length: 20 }, (_, i) => {
          const { once, write } = processes[i % 2 === 0 ? 0 : 1]
          const handler = Effect.sync(() => runs++).pipe(
            Effect.zipRight(Effect.sleep("20 millis")),
            Effect.zipRight(write("order-1"))
          )
          return once("a", handler)
        })
        const results = yield* Effect.all(deliveries, { concurrency: "unbounded" })
        assert.strictEqual(results.filter((result) => result === "Handled").length, 1)
        assert.strictEqual(results.filter((result) => result === "Duplicate").length, 19)
        assert.strictEqual(runs, 1)
        assert.deepStrictEqual(yield* committed(database), { keys: ["a"], shipments: ["order-1"] })
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
        const one = yield* Effect.fork(first.once("a", Effect.zipRight(first.write("by the first"), slow)))
        yield* Deferred.await(running)
        const two = yield* Effect.fork(second.once("a", second.write("by the second")))
        yield* Effect.sleep("100 millis")
        assert.isTrue((yield* Fiber.poll(two))._tag === "None")
        yield* Deferred.fail(verdict, "out of stock")
        assert.deepStrictEqual(yield* Fiber.await(one), Exit.fail("out of stock"))
        assert.strictEqual(yield* Fiber.join(two), "Handled")
        assert.deepStrictEqual(yield* committed(database), { keys: ["a"], shipments: ["by the second"] })
      })
    )

    it.scopedLive("interrupting a delivery that waits for another one does not affect others", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const first = yield* connect(database)
        const second = yield* connect(database)
        const running = yield* Deferred.make<void>()
        const released = yield* Deferred.make<void>()
        const slow = Effect.zipRight(Deferred.succeed(running, undefined), Deferred.await(released))
        const one = yield* Effect.fork(first.once("a", Effect.zipRight(first.write("order-1"), slow)))
        yield* Deferred.await(running)
        const two = yield* Effect.fork(second.once("a", Effect.die("the handler ran")))
        yield* Effect.sleep("100 millis")
        assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(two)))
        yield* Deferred.succeed(released, undefined)
        assert.strictEqual(yield* Fiber.join(one), "Handled")
        for (let i = 0; i < 20; i++) assert.strictEqual(yield* second.once("a", Effect.die("again")), "Duplicate")
        assert.deepStrictEqual(yield* committed(database), { keys: ["a"], shipments: ["order-1"] })
      })
    )
  })

  describe(`${name}: what a handler does with the database`, () => {
    it.scopedLive("a handler's own SQL error is passed on", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const { once, sql, write } = yield* connect(database)
        const error = yield* Effect.flip(once("a", Effect.zipRight(write("order-1"), sql`SELECT * FROM not_there`)))
        assert.instanceOf(error, SqlError)
        assert.deepStrictEqual(yield* committed(database), nothing)
      })
    )

    // What it did elsewhere, such as a capture at Vipps, would be done again.
    for (const code of ["SQLITE_BUSY", "SQLITE_LOCKED_SHAREDCACHE", "40001", "40P01", "55P03"]) {
      it.scopedLive(`a handler that fails with its own ${code} is not run again`, () =>
        Effect.gen(function* () {
          const database = yield* shop(fresh)
          const { once, write } = yield* connect(database)
          const conflict = new SqlError({ cause: Object.assign(new Error("conflict"), { code }), message: "conflict" })
          let runs = 0
          const handler = write("order-1").pipe(
            Effect.zipRight(Effect.sync(() => runs++)),
            Effect.zipRight(Effect.fail(conflict))
          )
          const error = yield* Effect.flip(once("a", handler))
          assert.strictEqual(error._tag, "SqlError")
          assert.strictEqual(error.cause, conflict.cause)
          assert.strictEqual(runs, 1)
          assert.deepStrictEqual(yield* committed(database), nothing)
        })
      )
    }

    it.scopedLive("a handler's own transaction is a savepoint in the inbox's", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const { once, sql, write } = yield* connect(database)
        const inner = sql.withTransaction(Effect.zipRight(write("given up"), Effect.fail("no")))
        const handler = Effect.zipRight(Effect.ignore(inner), write("order-1"))
        assert.strictEqual(yield* once("a", handler), "Handled")
        assert.deepStrictEqual(yield* committed(database), { keys: ["a"], shipments: ["order-1"] })
      })
    )

    it.scopedLive("ending the inbox's transaction is not taken for handled", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const { once, sql, write } = yield* connect(database)
        const error = yield* Effect.flip(once("a", Effect.zipRight(write("order-1"), sql`ROLLBACK`)))
        assert.instanceOf(error, WebhookInbox.WebhookInboxError)
        assert.include(error.message, "changes may or may not be committed")
        // In SQLite the inbox's own rollback fails, and the driver's error takes the place of the first.
        assert.match(
          error.message,
          /the handler ended the transaction it ran in, .* must not run COMMIT or ROLLBACK\.$|\(SQLITE_ERROR\)/
        )
        assert.deepStrictEqual(yield* committed(database), nothing)
        assert.strictEqual(yield* once("a", write("order-1")), "Handled")
      })
    )

    it.scopedLive("a commit that fails is an error, and the next delivery is not lost with it", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const { once, sql, write } = yield* connect(database)
        let runs = 0
        const handler = Effect.zipRight(
          Effect.sync(() => runs++),
          sql`INSERT INTO shipments (order_id, carrier) VALUES ('order-1', 'nobody')`
        )
        const error = yield* Effect.flip(once("a", handler))
        assert.instanceOf(error, WebhookInbox.WebhookInboxError)
        assert.strictEqual(runs, 1)
        assert.include(error.message, "may or may not be committed")
        assert.notInclude(error.message, "did not run")
        assert.match(error.message, /\((23503|SQLITE_CONSTRAINT_FOREIGNKEY)\)/)
        yield* write("order-2")
        assert.deepStrictEqual(yield* committed(database), { keys: [], shipments: ["order-2"] })
        assert.strictEqual(yield* once("a", write("order-3")), "Handled")
      })
    )
  })

  describe(`${name}: in a transaction of the caller`, () => {
    it.scopedLive("a rollback of the caller's transaction rolls the event back", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const { once, sql, write } = yield* connect(database)
        const exit = yield* Effect.exit(
          sql.withTransaction(Effect.zipRight(once("a", write("order-1")), Effect.fail("changed my mind")))
        )
        assert.deepStrictEqual(exit, Exit.fail("changed my mind"))
        assert.deepStrictEqual(yield* committed(database), nothing)
      })
    )

    it.scopedLive("a failed handler rolls back only its own part of the caller's transaction", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const { once, sql, write } = yield* connect(database)
        const failing = once("a", Effect.zipRight(write("order-2"), Effect.fail("out of stock")))
        yield* sql.withTransaction(
          write("order-1").pipe(Effect.zipRight(Effect.flip(failing)), Effect.zipRight(once("b", write("order-3"))))
        )
        assert.deepStrictEqual(yield* committed(database), { keys: ["b"], shipments: ["order-1", "order-3"] })
      })
    )

    it.scopedLive("an inbox that fails leaves the caller's transaction to the caller", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        yield* Effect.provide(SqlWebhookInbox.migrate({ table: "gone" }), database.client)
        const { once, sql, write } = yield* connect(database, { table: "gone" })
        yield* sql`DROP TABLE gone`
        const error = yield* sql.withTransaction(
          Effect.zipLeft(Effect.zipRight(write("order-1"), Effect.flip(once("a", Effect.die("ran")))), write("order-2"))
        )
        assert.instanceOf(error, WebhookInbox.WebhookInboxError)
        assert.deepStrictEqual(yield* committed(database), { keys: [], shipments: ["order-1", "order-2"] })
      })
    )
  })

  describe(`${name}: keys`, () => {
    it.scopedLive("a key may have any length and any characters", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const { once } = yield* connect(database)
        const long = "k".repeat(100_000)
        const keys = [
          "a",
          "A",
          "a ",
          long,
          `${long}k`,
          "bestilling-æøå",
          "\u0000",
          "a\u0000",
          "é",
          "e\u0301",
          "' OR 1=1 --"
        ]
        for (const key of keys) assert.strictEqual(yield* once(key, Effect.void), "Handled")
        for (const key of keys) assert.strictEqual(yield* once(key, Effect.die("handled twice")), "Duplicate")
        const { keys: stored } = yield* committed(database)
        assert.include(stored, "' OR 1=1 --")
        assert.isTrue(stored.every((key) => key.length <= 255))
      })
    )

    it.scopedLive("an empty key is refused: all events without a key would be one", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const { once, write } = yield* connect(database)
        const error = yield* Effect.flip(once("", write("order-1")))
        assert.instanceOf(error, WebhookInbox.WebhookInboxError)
        assert.include(error.message, "the key is empty")
        assert.deepStrictEqual(yield* committed(database), nothing)
      })
    )

    it.scopedLive("a key appears in no error", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const { once, sql } = yield* connect(database)
        yield* sql`DROP TABLE vipps_webhook_inbox`
        const exit = yield* Effect.exit(once("psp-SECRET-1", Effect.die("the handler ran")))
        assert(Exit.isFailure(exit))
        const error = Cause.squash(exit.cause)
        assert.instanceOf(error, WebhookInbox.WebhookInboxError)
        assert.include(error.message, "the handler did not run")
        assert.notInclude(error.message, "committed")
        for (const printed of [inspect(error, { depth: 10 }), JSON.stringify(error), Cause.pretty(exit.cause)]) {
          assert.notInclude(printed, "psp-SECRET-1")
        }
      })
    )
  })

  describe(`${name}: the table`, () => {
    it.scopedLive("a missing table is reported at the start, and created once however often that is requested", () =>
      Effect.gen(function* () {
        const database = yield* fresh
        const error = yield* Effect.flip(connect(database))
        assert.instanceOf(error, WebhookInbox.WebhookInboxError)
        assert.include(error.message, "SqlWebhookInbox.migrate creates it")
        const migrate = Effect.provide(SqlWebhookInbox.migrate(), database.client)
        yield* Effect.all([migrate, migrate, migrate, migrate], { concurrency: "unbounded" })
        const { once } = yield* connect(database)
        yield* once("a", Effect.void)
        yield* migrate
        assert.strictEqual(yield* once("a", Effect.void), "Duplicate")
      })
    )

    it.scopedLive("the table may have another name, and two inboxes do not share events", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        yield* Effect.provide(SqlWebhookInbox.migrate({ table: "Other_Events" }), database.client)
        const one = yield* connect(database)
        const other = yield* connect(database, { table: "Other_Events" })
        assert.strictEqual(yield* one.once("a", Effect.void), "Handled")
        assert.strictEqual(yield* other.once("a", Effect.void), "Handled")
        assert.strictEqual(yield* other.once("a", Effect.void), "Duplicate")
      })
    )

    it.scopedLive("the table is found by a client that renames columns", () =>
      Effect.gen(function* () {
        const { renaming } = yield* fresh
        const database = { client: renaming, renaming }
        const options = { table: "WebhookInbox" }
        yield* Effect.provide(SqlWebhookInbox.migrate(options), renaming)
        const { once } = yield* connect(database, options)
        assert.strictEqual(yield* once("a", Effect.void), "Handled")
        assert.strictEqual(yield* once("a", Effect.void), "Duplicate")
        yield* Effect.provide(SqlWebhookInbox.prune("30 days", options), renaming)
        assert.strictEqual(yield* once("a", Effect.void), "Duplicate")
      })
    )

    it.scopedLive("an invalid table name is refused", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        for (const table of ["", "1st", "a b", 'a"; DROP TABLE shipments; --', "a.b.c", ".a", "æ", "t".repeat(64)]) {
          const layer = Effect.flip(connect(database, { table }))
          const migrate = Effect.flip(Effect.provide(SqlWebhookInbox.migrate({ table }), database.client))
          const prune = Effect.flip(Effect.provide(SqlWebhookInbox.prune("30 days", { table }), database.client))
          for (const error of yield* Effect.all([layer, migrate, prune])) {
            assert.instanceOf(error, WebhookInbox.WebhookInboxError)
            assert.include(error.message, "table must be a name")
          }
        }
      })
    )

    it.scopedLive("cleaning up deletes what is older than requested, and nothing else", () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const { once, sql } = yield* connect(database)
        const past = (days: number) =>
          sql.onDialectOrElse({ pg: () => true, orElse: () => false })
            ? sql`now() - make_interval(days => ${days})`
            : sql`strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ${`-${days} days`})`
        const age = (key: string, days: number) =>
          Effect.zipRight(
            once(key, Effect.void),
            sql`UPDATE vipps_webhook_inbox SET handled_at = ${past(days)} WHERE event_key = ${key}`
          )
        yield* age("6 days", 6)
        yield* age("8 days", 8)
        yield* age("29 days", 29)
        yield* age("31 days", 31)
        const prune = (olderThan: Parameters<typeof SqlWebhookInbox.prune>[0]) =>
          Effect.provideService(SqlWebhookInbox.prune(olderThan), SqlClient.SqlClient, sql)
        yield* prune("30 days")
        assert.deepStrictEqual((yield* committed(database)).keys, ["29 days", "6 days", "8 days"])
        const none = "a week" as "7 days"
        for (const short of [
          "0 millis",
          "6 days",
          "167 hours",
          none,
          Number.NaN,
          -1,
          Number.POSITIVE_INFINITY
        ] as const) {
          const error = yield* Effect.flip(prune(short))
          assert.instanceOf(error, WebhookInbox.WebhookInboxError)
          assert.include(error.message, "SqlWebhookInbox: prune requires at least 7 days")
        }
        yield* prune("7 days")
        assert.deepStrictEqual((yield* committed(database)).keys, ["6 days"])
      })
    )
  })
}
