import * as SqlClient from "@effect/sql/SqlClient"
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import { assert, describe, it } from "@effect/vitest"
import { WebhookInbox } from "@effect-vipps/client"
import { SqlWebhookClaims } from "@effect-vipps/sql"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { vi } from "vitest"
import { claimsContract, connect, shop } from "./claims.js"
import { sqlite } from "./databases.js"

claimsContract("SQLite", sqlite)

const claimedUntil = (sql: SqlClient.SqlClient, year: number) =>
  sql`INSERT INTO vipps_webhook_claims (event_key, claim, claimed_until)
    VALUES ('a', 'of a process that died', ${`${year}-01-01T00:00:00.000Z`})`

describe("SQLite: the claim of a process that died", () => {
  it.scoped("while it lasts a delivery fails before Vipps gives up, and the handler does not run", () =>
    Effect.gen(function* () {
      const { once, sql } = yield* connect(yield* shop(sqlite))
      yield* claimedUntil(sql, 2999)
      const fiber = yield* Effect.fork(Effect.flip(once("a", Effect.die("the handler ran"))))
      yield* TestClock.adjust("4 seconds")
      assert.isTrue((yield* Fiber.poll(fiber))._tag === "None")
      yield* TestClock.adjust("2 seconds")
      const error = yield* Fiber.join(fiber)
      assert.instanceOf(error, WebhookInbox.WebhookInboxError)
      assert.include(error.message, "another delivery of this event is being handled")
    })
  )

  it.scoped("when it is over the next delivery is handled", () =>
    Effect.gen(function* () {
      const { keys, once, sql } = yield* connect(yield* shop(sqlite))
      yield* claimedUntil(sql, 2020)
      assert.strictEqual(yield* once("a", Effect.void), "Handled")
      assert.deepStrictEqual(yield* keys, ["a handled"])
    })
  )

  it.scoped("a failure to store the success says that the handler ran, and keeps the claim", () =>
    Effect.gen(function* () {
      const { once, sql } = yield* connect(yield* shop(sqlite))
      const handler = sql`ALTER TABLE vipps_webhook_claims RENAME COLUMN handled_at TO elsewhere`
      const fiber = yield* Effect.fork(Effect.flip(once("a", handler)))
      yield* TestClock.adjust("6 seconds")
      const error = yield* Fiber.join(fiber)
      assert.instanceOf(error, WebhookInbox.WebhookInboxError)
      assert.match(error.message, /the handler ran, .* Respond with 500; Vipps redelivers .* the handler runs again/)
      const rows = yield* sql<{ claim: string }>`SELECT claim FROM vipps_webhook_claims WHERE elsewhere IS NULL`
      assert.strictEqual(rows.length, 1)
    })
  )

  it.scoped("a success that a locked database did not store at first is stored later", () =>
    Effect.gen(function* () {
      const database = yield* shop(sqlite)
      const { keys, once } = yield* connect(database)
      const other = yield* connect(database)
      const fiber = yield* Effect.fork(once("a", other.sql`BEGIN IMMEDIATE`))
      yield* TestClock.adjust("3 seconds")
      assert.isTrue((yield* Fiber.poll(fiber))._tag === "None")
      yield* other.sql`COMMIT`
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Fiber.join(fiber), "Handled")
      assert.deepStrictEqual(yield* keys, ["a handled"])
    })
  )

  it.scoped("a claim is not lost while the database fails, and not before the other has taken it", () =>
    Effect.gen(function* () {
      const { once, sql } = yield* connect(yield* shop(sqlite))
      const handler = Effect.gen(function* () {
        yield* sql`ALTER TABLE vipps_webhook_claims RENAME TO elsewhere`
        yield* Effect.sleep("2 minutes")
        yield* sql`ALTER TABLE elsewhere RENAME TO vipps_webhook_claims`
      })
      const fiber = yield* Effect.fork(once("a", handler))
      yield* TestClock.adjust("3 minutes")
      assert.strictEqual(yield* Fiber.join(fiber), "Handled")
    })
  )
})

describe("SQLite: a claim while time passes", () => {
  it.scoped("a claim is renewed when a third of the lease is over, and no earlier", () =>
    Effect.gen(function* () {
      const { once, sql, until } = yield* connect(yield* shop(sqlite), { lease: "30 seconds" })
      const running = yield* Deferred.make<void>()
      const fiber = yield* Effect.fork(once("a", Effect.zipRight(Deferred.succeed(running, undefined), Effect.never)))
      yield* Deferred.await(running)
      const nearlyOver = "2020-01-01T00:00:00.000Z"
      yield* sql`UPDATE vipps_webhook_claims SET claimed_until = ${nearlyOver}`
      yield* TestClock.adjust("9999 millis")
      assert.strictEqual(yield* until, nearlyOver)
      for (let renewal = 0; renewal < 2; renewal++) {
        yield* TestClock.adjust(renewal === 0 ? "1 millis" : "10 seconds")
        assert.notStrictEqual(yield* until, nearlyOver)
        yield* sql`UPDATE vipps_webhook_claims SET claimed_until = ${nearlyOver}`
      }
      yield* Fiber.interrupt(fiber)
    })
  )

  it.scoped("what waiting does not change is an error at once", () =>
    Effect.gen(function* () {
      const { once, sql } = yield* connect(yield* shop(sqlite))
      yield* sql`DROP TABLE vipps_webhook_claims`
      // The test's clock stands still: this would not end if it waited.
      const error = yield* Effect.flip(once("a", Effect.die("the handler ran")))
      assert.instanceOf(error, WebhookInbox.WebhookInboxError)
      assert.include(error.message, "the handler did not run")
    })
  )

  it.scoped("a locked database is waited for, and a delivery that waits can be interrupted", () =>
    Effect.gen(function* () {
      const database = yield* shop(sqlite)
      const { keys, once } = yield* connect(database)
      const other = yield* connect(database)
      yield* other.sql`BEGIN IMMEDIATE`
      const waiting = yield* Effect.fork(once("a", Effect.die("the handler ran")))
      const patient = yield* Effect.fork(once("b", Effect.void))
      yield* TestClock.adjust("3 seconds")
      assert.isTrue((yield* Fiber.poll(patient))._tag === "None")
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(waiting)))
      yield* other.sql`COMMIT`
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Fiber.join(patient), "Handled")
      assert.deepStrictEqual(yield* keys, ["b handled"])
    })
  )
})

describe("SQLite: a delivery that is interrupted before its handler runs", () => {
  it.scoped("what its statement claimed is free again, because the statement may have been carried out", () =>
    Effect.gen(function* () {
      const database = yield* shop(sqlite)
      const { keys, once } = yield* connect(database)
      const other = yield* connect(database)
      yield* other.sql`BEGIN IMMEDIATE`
      const claim = "00000000-0000-4000-8000-000000000000"
      const random = vi.spyOn(crypto, "randomUUID").mockReturnValue(claim)
      const fiber = yield* Effect.fork(once("a", Effect.die("the handler ran")))
      yield* TestClock.adjust("1 second")
      random.mockRestore()
      yield* other.sql`INSERT INTO vipps_webhook_claims (event_key, claim, claimed_until)
        VALUES ('a', ${claim}, '2999-01-01T00:00:00.000Z'), ('b', 'of another', '2999-01-01T00:00:00.000Z')`
      yield* other.sql`COMMIT`
      const exit = yield* Fiber.interrupt(fiber)
      assert.isTrue(Exit.isFailure(exit) && Cause.isInterruptedOnly(exit.cause))
      assert.deepStrictEqual(yield* keys, ["b claimed"])
    })
  )
})

describe("the statements for other migration tools", () => {
  it.scoped("the statements create the table that the inbox uses", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql.unsafe(SqlWebhookClaims.ddl.sqlite)
      const { once } = yield* SqlWebhookClaims.make()
      assert.strictEqual(yield* once("a", Effect.void), "Handled")
    }).pipe(Effect.provide(SqliteClient.layer({ filename: ":memory:" })))
  )
})
