import * as SqlClient from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import { assert, describe, it } from "@effect/vitest"
import { WebhookInbox } from "@effect-vipps/client"
import { SqlWebhookInbox } from "@effect-vipps/sql"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { inject } from "vitest"
import { clockOf } from "../../packages/sql/src/internal/clock.js"
import { committed, connect, inboxContract, shop } from "./contract.js"
import { postgres } from "./databases.js"

const fresh = postgres(inject("postgres"))

inboxContract("PostgreSQL", fresh)

describe("PostgreSQL: aborted transactions", () => {
  it.scopedLive("a transaction aborted by a statement whose failure the handler ignored is not taken for handled", () =>
    Effect.gen(function* () {
      const database = yield* shop(fresh)
      const { once, sql, write } = yield* connect(database)
      // Here PostgreSQL answers a COMMIT with success, and rolls back.
      const handler = Effect.zipRight(write("order-1"), Effect.ignore(sql`SELECT * FROM not_there`))
      const error = yield* Effect.flip(once("a", handler))
      assert.instanceOf(error, WebhookInbox.WebhookInboxError)
      assert.include(error.message, "(25P02)")
      assert.deepStrictEqual(yield* committed(database), { keys: [], shipments: [] })
      assert.strictEqual(yield* once("a", write("order-1")), "Handled")
    })
  )

  it.scopedLive(
    "a transaction that ends with its connection passes the handler's error on, and the next delivery is handled",
    () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const { once, sql, write } = yield* connect(database)
        const lost = sql`SELECT pg_terminate_backend(pg_backend_pid())`
        assert.instanceOf(yield* Effect.flip(once("a", Effect.zipRight(write("order-1"), lost))), SqlError)
        const passedOver = once("a", Effect.zipRight(write("order-1"), Effect.ignore(lost)))
        assert.instanceOf(yield* Effect.flip(passedOver), WebhookInbox.WebhookInboxError)
        assert.deepStrictEqual(yield* committed(database), { keys: [], shipments: [] })
        assert.strictEqual(yield* once("a", write("order-1")), "Handled")
      })
  )

  it.scopedLive("a transaction that the caller has aborted before the inbox is an error", () =>
    Effect.gen(function* () {
      const database = yield* shop(fresh)
      const { once, sql } = yield* connect(database)
      const exit = yield* Effect.exit(
        sql.withTransaction(
          Effect.zipRight(Effect.ignore(sql`SELECT * FROM not_there`), once("a", Effect.die("the handler ran")))
        )
      )
      assert.isTrue(Exit.isFailure(exit))
      assert.deepStrictEqual(yield* committed(database), { keys: [], shipments: [] })
    })
  )
})

describe("PostgreSQL: conflicts between transactions", () => {
  it.scopedLive("a conflict found at the commit leaves the commit unknown, and the handler does not run again", () =>
    Effect.gen(function* () {
      const database = yield* shop(fresh)
      const admin = yield* connect(database)
      yield* admin.sql`ALTER DATABASE ${admin.sql(database.name)} SET default_transaction_isolation = serializable`
      const { once, sql, write } = yield* connect(database)
      const other = yield* connect(database)
      let runs = 0
      // Each reads what the other writes: no order of the two explains both, so one of them must fail.
      const handler = Effect.gen(function* () {
        runs++
        yield* sql`SELECT * FROM shipments`
        yield* write("order-1")
        const elsewhere = other.sql.withTransaction(
          Effect.zipRight(other.sql`SELECT * FROM shipments`, other.write("order-2"))
        )
        yield* Effect.mapInputContext(elsewhere, (context: Context.Context<never>) =>
          Context.omit(SqlClient.TransactionConnection)(context)
        )
      })
      const error = yield* Effect.flip(once("a", handler))
      assert.instanceOf(error, WebhookInbox.WebhookInboxError)
      assert.include(error.message, "the handler's changes may or may not be committed")
      assert.include(error.message, "(40001)")
      assert.strictEqual(runs, 1)
      assert.deepStrictEqual(yield* committed(database), { keys: [], shipments: ["order-2"] })
    })
  )

  it.scopedLive("a conflict found before the handler runs is retried", () =>
    Effect.gen(function* () {
      const database = yield* shop(fresh)
      const admin = yield* connect(database)
      yield* admin.sql`ALTER DATABASE ${admin.sql(database.name)} SET lock_timeout = '20ms'`
      const first = yield* connect(database)
      const second = yield* connect(database)
      const running = yield* Deferred.make<void>()
      const released = yield* Deferred.make<void>()
      const slow = Effect.zipRight(Deferred.succeed(running, undefined), Deferred.await(released))
      const one = yield* Effect.fork(first.once("a", Effect.zipRight(first.write("order-1"), slow)))
      yield* Deferred.await(running)
      const two = yield* Effect.fork(second.once("a", Effect.die("the handler ran")))
      yield* Effect.sleep("200 millis")
      yield* Deferred.succeed(released, undefined)
      assert.strictEqual(yield* Fiber.join(one), "Handled")
      assert.strictEqual(yield* Fiber.join(two), "Duplicate")
    })
  )
})

describe("PostgreSQL: settings of the database", () => {
  for (const isolation of ["repeatable read", "serializable"]) {
    it.scopedLive(`of two concurrent deliveries one is handled in ${isolation}`, () =>
      Effect.gen(function* () {
        const database = yield* shop(fresh)
        const admin = yield* connect(database)
        const [{ name } = { name: "" }] = yield* admin.sql<{ name: string }>`SELECT current_database() AS name`
        yield* admin.sql`ALTER DATABASE ${admin.sql(name)} SET default_transaction_isolation = ${admin.sql.literal(`'${isolation}'`)}`
        const processes = [yield* connect(database), yield* connect(database)]
        for (let i = 0; i < 10; i++) {
          const results = yield* Effect.all(
            processes.map(({ once, write }) =>
              once(`event-${i}`, Effect.zipRight(Effect.sleep("10 millis"), write(`${i}`)))
            ),
            { concurrency: "unbounded" }
          )
          assert.deepStrictEqual([...results].sort(), ["Duplicate", "Handled"])
        }
        assert.strictEqual((yield* committed(database)).shipments.length, 10)
      })
    )
  }

  it.scopedLive("the inbox works with a schema of its own, and as a user who may not create tables", () =>
    Effect.gen(function* () {
      const database = yield* shop(fresh)
      const sql = (yield* connect(database)).sql
      yield* sql`CREATE SCHEMA shop`
      yield* Effect.provideService(SqlWebhookInbox.migrate({ table: "shop.inbox" }), SqlClient.SqlClient, sql)
      const receiver = `receiver_${crypto.randomUUID().replaceAll("-", "")}`
      yield* sql`CREATE ROLE ${sql(receiver)} LOGIN`
      yield* sql`GRANT USAGE ON SCHEMA shop TO ${sql(receiver)}`
      yield* sql`GRANT SELECT, INSERT ON shop.inbox TO ${sql(receiver)}`
      const { once } = yield* connect({ ...database, client: database.clientAs(receiver) }, { table: "shop.inbox" })
      assert.strictEqual(yield* once("a", Effect.void), "Handled")
      assert.strictEqual(yield* once("a", Effect.void), "Duplicate")
    })
  )

  it.scopedLive("the statement for other migration tools creates the table that the inbox uses", () =>
    Effect.gen(function* () {
      const database = yield* fresh
      yield* Effect.provide(
        Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe(SqlWebhookInbox.ddl.pg)),
        database.client
      )
      const { once } = yield* connect(database)
      assert.strictEqual(yield* once("a", Effect.void), "Handled")
    })
  )

  it.scopedLive("pruning uses an index of the times, where a table has one", () =>
    Effect.gen(function* () {
      const { sql } = yield* connect(yield* shop(fresh))
      yield* sql`CREATE INDEX handled_idx ON vipps_webhook_inbox (handled_at)`
      // A small table is read from end to end unless that is forbidden.
      const plan = yield* sql.withTransaction(
        Effect.zipRight(
          sql`SET LOCAL enable_seqscan = off`,
          sql`EXPLAIN DELETE FROM vipps_webhook_inbox WHERE handled_at < ${clockOf(sql, "pg").after(-604_800)}`
        )
      )
      assert.match(JSON.stringify(plan), /handled_idx/)
    })
  )
})
