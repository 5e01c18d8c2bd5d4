import * as SqlClient from "@effect/sql/SqlClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import { assert, describe, it } from "@effect/vitest"
import { SqlWebhookInbox } from "@effect-vipps/sql"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { inject } from "vitest"
import { postgres } from "./databases.js"
import { effectsOf, type Kind, once, plans, prepared } from "./inbox.model.js"

const host = inject("postgres")

/** With a client that looks at and ends the connections of others. */
const kindBy = (admin: SqlClient.SqlClient): Kind => ({
  compiler: PgClient.makeCompiler(),
  connectionOf: (sql) =>
    Effect.orDie(Effect.map(sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`, ([row]) => row?.pid ?? 0)),
  isBlocked: (pid) =>
    Effect.orDie(
      Effect.map(
        admin`SELECT 1 FROM pg_stat_activity WHERE pid = ${pid} AND wait_event_type = 'Lock'`,
        (rows) => rows.length > 0
      )
    ),
  // Waits until the server has undone its transaction.
  kill: (pid) => Effect.orDie(admin`SELECT pg_terminate_backend(${pid}, 10000)`)
})

describe("the inbox against a model, on PostgreSQL", () => {
  it.scopedLive("two processes, interleaved and killed before each statement, handle every event once", () =>
    Effect.gen(function* () {
      const { name, ...database } = yield* prepared(postgres(host))
      const admin = yield* Effect.map(Layer.build(database.client), (context) =>
        Effect.provide(SqlClient.SqlClient, context)
      ).pipe(Effect.flatten)
      // One connection each, so that it is known which one to end.
      const client = Layer.fresh(PgClient.layer({ host, username: "postgres", database: name, maxConnections: 1 }))
      for (const plan of plans(2)) {
        const { steps, ...left } = yield* effectsOf(
          { ...database, client },
          kindBy(admin),
          SqlWebhookInbox.make(),
          plan
        )
        assert.deepStrictEqual(left, once, JSON.stringify({ plan, steps }))
      }
    })
  )
})
