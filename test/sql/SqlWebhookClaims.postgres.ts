import { spawn } from "node:child_process"
import { once as event } from "node:events"
import { fileURLToPath } from "node:url"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import { WebhookInbox } from "@effect-vipps/client"
import { SqlWebhookClaims } from "@effect-vipps/sql"
import * as Effect from "effect/Effect"
import { inject } from "vitest"
import { claimsContract, connect, shop } from "./claims.js"
import { postgres } from "./databases.js"

const host = inject("postgres")

claimsContract("PostgreSQL", postgres(host))

/** A process that has claimed the event, and runs its handler. */
const claimant = (database: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const child = spawn(process.execPath, ["--import", "tsx", "test/sql/claims.child.ts", host, database], {
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
        stdio: ["pipe", "pipe", "inherit"]
      })
      await Promise.race([event(child.stdout, "data"), event(child, "close")])
      return child
    }),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  )

describe("PostgreSQL: the statements for other migration tools", () => {
  it.scopedLive("the statement creates the table that the inbox uses", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql.unsafe(SqlWebhookClaims.ddl.pg)
      const { once } = yield* SqlWebhookClaims.make()
      assert.strictEqual(yield* once("a", Effect.void), "Handled")
    }).pipe((effect) => Effect.flatMap(postgres(host), ({ client }) => Effect.provide(effect, client)))
  )
})

describe("PostgreSQL: a process that is killed while its handler runs", () => {
  it.scopedLive(
    "its event stays claimed while it lives, and is handled by another process when the claim is over",
    () =>
      Effect.gen(function* () {
        const database = yield* shop(postgres(host))
        const { keys, once } = yield* connect(database)
        const child = yield* claimant(database.name)
        assert.deepStrictEqual(yield* keys, ["a claimed"])
        // Longer than its lease, which it renews.
        const error = yield* Effect.flip(once("a", Effect.die("the handler ran")))
        assert.instanceOf(error, WebhookInbox.WebhookInboxError)
        child.kill("SIGKILL")
        yield* Effect.promise(() => event(child, "close"))
        assert.strictEqual(yield* once("a", Effect.void), "Handled")
        assert.deepStrictEqual(yield* keys, ["a handled"])
      })
  )
})
