/** What the inbox is made of, by itself: names of tables, stored keys, and which errors say what. */
import { createHash } from "node:crypto"
import * as SqlClient from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import { assert, describe, it } from "@effect/vitest"
import { WebhookInbox } from "@effect-vipps/client"
import { SqlWebhookInbox } from "@effect-vipps/sql"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { inboxError, isContention, transactionFailed } from "../../packages/sql/src/internal/failure.js"
import { storedKey } from "../../packages/sql/src/internal/key.js"

const longest = "t".repeat(63)

/** A database in memory, with a schema whose name is the longest. */
const database = Effect.provide(SqliteClient.layer({ filename: ":memory:" }))

describe("names of tables", () => {
  it.scoped("a name has up to 63 letters, digits and underscores, after a schema or alone, and may be a keyword", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql.unsafe(`ATTACH ':memory:' AS ${longest}`)
      for (const table of [
        "t",
        "_",
        "Z",
        "a9_Z",
        "select",
        longest,
        "main.select_",
        `${longest}.a`,
        `main._${longest.slice(1)}`
      ]) {
        yield* SqlWebhookInbox.migrate({ table })
        const { once } = yield* SqlWebhookInbox.make({ table })
        assert.strictEqual(yield* once("a", Effect.void), "Handled", table)
        assert.strictEqual((yield* sql`SELECT event_key FROM ${sql(table)}`).length, 1, table)
      }
    }).pipe(database)
  )

  it.effect("any other name is refused before a statement runs", () =>
    Effect.gen(function* () {
      const wrong = ["", ".", "a.", ".a", "9", "a b", "a-b", "a.9", "9.a", "a.b.c", 'a"', '"a"', "é", "aé", "éa", "a\n"]
      for (const table of [...wrong, `${longest}t`, `${longest}t.a`, `a.${longest}t`]) {
        const error = yield* Effect.flip(SqlWebhookInbox.migrate({ table }))
        assert.instanceOf(error, WebhookInbox.WebhookInboxError, table)
        assert.match(
          error.message,
          /^SqlWebhookInbox: table must be a name of at most 63 letters, .* a schema and a dot\.$/
        )
      }
    }).pipe(database)
  )

  it("the statements for other migration tools name the default table", () => {
    for (const statement of Object.values(SqlWebhookInbox.ddl)) {
      assert.match(statement, /^CREATE TABLE IF NOT EXISTS "vipps_webhook_inbox" \(/)
    }
  })
})

describe("stored keys", () => {
  it.effect("a key of up to 255 printable ASCII characters is stored as it is, any other as its hash", () =>
    Effect.gen(function* () {
      for (const key of ["a", " ", "~", "' OR 1=1 --", "k".repeat(255)]) assert.strictEqual(yield* storedKey(key), key)
      for (const key of ["é", "éa", "aé", "\u0000", "a\u0000", "\u007f", "\u001f", "a\n", "k".repeat(256)]) {
        const hash = createHash("sha256").update(key).digest("hex")
        assert.strictEqual(yield* storedKey(key), `sha256:${hash}`)
      }
      const { message } = yield* Effect.flip(storedKey(""))
      assert.strictEqual(message, "WebhookInbox: the key is empty. Pass a unique key for every event.")
    })
  )
})

const failed = (code: unknown) => new SqlError({ cause: Object.assign(new Error("row of Ola"), { code }) })

describe("errors of the database", () => {
  it("only what another transaction blocks is worth another attempt", () => {
    const blocked = ["SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED", "SQLITE_LOCKED_SHAREDCACHE"]
    for (const code of [...blocked, "40001", "40P01", "55P03"]) assert.isTrue(isContention(failed(code)), code)
    const other = [
      "SQLITE_CONSTRAINT",
      "XSQLITE_BUSY",
      "400010",
      "140001",
      "40P010",
      "140P01",
      "55P030",
      "155P03",
      "23505"
    ]
    for (const code of [...other, 40001, undefined]) assert.isFalse(isContention(failed(code)), String(code))
    assert.isFalse(isContention(Object.assign(new Error(), { cause: { code: "40001" } })))
    for (const none of [undefined, null, "40001", new SqlError({}), new SqlError({ cause: "40001" })]) {
      assert.isFalse(isContention(none))
    }
  })

  it("an error has the code of the database, if it is one, and nothing else", () => {
    const messageOf = (error: unknown) => inboxError("no table")(error).message
    for (const code of ["42", "42P01", "SQLITE_CONSTRAINT_PRIMARYKEY", "ECONNREFUSED", "A".repeat(40)]) {
      assert.strictEqual(messageOf(failed(code)), `no table (${code}).`)
    }
    for (const none of ["4", "A".repeat(41), "42p01", "row of Ola", "42 01", " 42", "42P01\n", "", 42, undefined]) {
      assert.strictEqual(messageOf(failed(none)), "no table.")
    }
    for (const none of [undefined, "42P01", new SqlError({}), { cause: { code: "42P01" } }]) {
      assert.strictEqual(messageOf(none), "no table.")
    }
    const own = new WebhookInbox.WebhookInboxError({ message: "own" })
    assert.strictEqual(inboxError("no table")(own), own)
  })

  it.effect("a failed transaction says whether the handler ran, also if the driver dies of it", () =>
    Effect.gen(function* () {
      const notRun =
        "SqlWebhookInbox: the database failed and the handler did not run. Respond with 500; Vipps redelivers the event"
      const unknown =
        "SqlWebhookInbox: the database failed, and the handler's changes may or may not be committed. Respond with 500; Vipps redelivers the event"
      for (const cause of [Cause.fail(failed("40001")), Cause.die(failed("40001"))]) {
        assert.strictEqual((yield* Effect.flip(transactionFailed(cause, false))).message, `${notRun} (40001).`)
        assert.strictEqual((yield* Effect.flip(transactionFailed(cause, true))).message, `${unknown} (40001).`)
      }
      const bug = yield* Effect.exit(transactionFailed(Cause.die("a bug"), false))
      assert.deepStrictEqual(bug, Exit.die("a bug"))
    })
  )
})
