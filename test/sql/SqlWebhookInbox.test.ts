import * as SqlClient from "@effect/sql/SqlClient"
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import { assert, describe, it } from "@effect/vitest"
import { WebhookInbox } from "@effect-vipps/client"
import { SqlWebhookInbox } from "@effect-vipps/sql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import { committed, connect, inboxContract, shop } from "./contract.js"
import { sqlite } from "./databases.js"

inboxContract("SQLite", sqlite)

describe("SQLite with another process that writes", () => {
  it.scoped("the inbox waits for another process that writes to SQLite", () =>
    Effect.gen(function* () {
      const database = yield* shop(sqlite)
      const { once, write } = yield* connect(database)
      const other = yield* connect(database)
      yield* other.sql`BEGIN IMMEDIATE`
      const fiber = yield* Effect.fork(once("a", write("order-1")))
      yield* TestClock.adjust("4 seconds")
      assert.isTrue((yield* Fiber.poll(fiber))._tag === "None")
      yield* other.sql`COMMIT`
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Fiber.join(fiber), "Handled")
      assert.deepStrictEqual(yield* committed(database), { keys: ["a"], shipments: ["order-1"] })
    })
  )

  it.scoped("waiting too long for SQLite is an error before Vipps gives up, and the handler has not run", () =>
    Effect.gen(function* () {
      const database = yield* shop(sqlite)
      const { once } = yield* connect(database)
      const other = yield* connect(database)
      yield* other.sql`BEGIN IMMEDIATE`
      const fiber = yield* Effect.fork(Effect.flip(once("a", Effect.die("the handler ran"))))
      yield* TestClock.adjust("6 seconds")
      const error = yield* Fiber.join(fiber)
      assert.instanceOf(error, WebhookInbox.WebhookInboxError)
      assert.include(error.message, "SQLITE_BUSY")
      assert.include(error.message, "the handler did not run")
      yield* other.sql`COMMIT`
      assert.strictEqual(yield* once("a", Effect.void), "Handled")
    })
  )

  it.scoped("what waiting does not change is an error at once", () =>
    Effect.gen(function* () {
      const database = yield* shop(sqlite)
      const { once, sql } = yield* connect(database)
      yield* sql`DROP TABLE vipps_webhook_inbox`
      // The test's clock stands still: this would not end if it waited.
      const error = yield* Effect.flip(once("a", Effect.die("the handler ran")))
      assert.instanceOf(error, WebhookInbox.WebhookInboxError)
      assert.include(error.message, "the handler did not run")
    })
  )

  it.scopedLive("a busy database of the handler's own is the handler's error, and the handler runs once", () =>
    Effect.gen(function* () {
      const { once } = yield* connect(yield* shop(sqlite))
      const warehouse = yield* shop(sqlite)
      const own = yield* connect(warehouse)
      const other = yield* connect(warehouse)
      yield* other.sql`BEGIN IMMEDIATE`
      let runs = 0
      // A client uses the connection of the transaction it finds itself in, so the handler leaves it.
      const handler = Effect.mapInputContext(
        Effect.zipRight(
          Effect.sync(() => runs++),
          own.write("order-1")
        ),
        (context: Context.Context<never>) => Context.omit(SqlClient.TransactionConnection)(context)
      )
      const error = yield* Effect.flip(once("a", handler))
      assert.strictEqual(error._tag, "SqlError")
      assert.strictEqual(runs, 1)
      yield* other.sql`COMMIT`
      assert.strictEqual(yield* once("a", handler), "Handled")
      assert.deepStrictEqual((yield* committed(warehouse)).shipments, ["order-1"])
    })
  )

  it.scoped("the inbox does not wait in a transaction that cannot continue", () =>
    Effect.gen(function* () {
      const database = yield* shop(sqlite)
      const { once, sql } = yield* connect(database)
      const other = yield* connect(database)
      // Having read before the other wrote, this transaction may write no more: no waiting changes that.
      // A client of any database uses the connection of the transaction it finds itself in, so the other is out of it.
      const elsewhere = Effect.mapInputContext(other.write("order-1"), (context: Context.Context<never>) =>
        Context.omit(SqlClient.TransactionConnection)(context)
      )
      const stale = Effect.zipRight(sql`SELECT * FROM shipments`, elsewhere).pipe(
        Effect.zipRight(once("a", Effect.void)),
        sql.withTransaction
      )
      const error = yield* Effect.flip(stale)
      assert.instanceOf(error, WebhookInbox.WebhookInboxError)
      assert.include(error.message, "SQLITE_BUSY")
    })
  )
})

describe("the statements for other migration tools", () => {
  it.scoped("the statements create the table that the inbox uses", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql.unsafe(SqlWebhookInbox.ddl.sqlite)
      const { once } = yield* SqlWebhookInbox.make()
      assert.strictEqual(yield* once("a", Effect.void), "Handled")
    }).pipe(Effect.provide(SqliteClient.layer({ filename: ":memory:" })))
  )
})

/** A client that says it speaks neither of the two. */
const mysql = Layer.effect(
  SqlClient.SqlClient,
  Effect.map(SqlClient.SqlClient, (sql) =>
    Object.assign(sql, { onDialectOrElse: <A>(options: { readonly orElse: () => A }) => options.orElse() })
  )
).pipe(Layer.provide(SqliteClient.layer({ filename: ":memory:" })))

describe("other databases", () => {
  it.effect("another database is refused", () =>
    Effect.gen(function* () {
      for (const effect of [SqlWebhookInbox.make(), SqlWebhookInbox.migrate(), SqlWebhookInbox.prune("30 days")]) {
        const error = yield* Effect.flip(Effect.asVoid(effect))
        assert.instanceOf(error, WebhookInbox.WebhookInboxError)
        assert.include(error.message, "only PostgreSQL and SQLite")
      }
    }).pipe(Effect.provide(mysql))
  )
})
