/** A receiver with an inbox: `inbox.child.ts <host> <database>`. Each line of its input is a range of events. */
import { createInterface } from "node:readline"
import * as SqlClient from "@effect/sql/SqlClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import { SqlWebhookClaims, SqlWebhookInbox } from "@effect-vipps/sql"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import type { Deliveries, Handled } from "./inbox.js"

const [host = "", database = ""] = process.argv.slice(2)

const inboxes = Effect.all({ transactions: SqlWebhookInbox.make(), claims: SqlWebhookClaims.make() })

const runtime = ManagedRuntime.make(PgClient.layer({ host, username: "postgres", database, maxConnections: 5 }))

const handle = ({ from, slow, to }: Deliveries): Promise<Handled> =>
  runtime.runPromise(
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const { once } = (yield* inboxes)[slow ?? "transactions"]
      const pause = slow === undefined ? Effect.void : Effect.sleep("200 millis")
      const results = yield* Effect.forEach(
        Array.from({ length: to - from }, (_, i) => from + i),
        (i) =>
          once(`psp-${i}-${"x".repeat(24)}:CAPTURED`, Effect.zipRight(pause, sql`INSERT INTO captures VALUES (${i})`)),
        { concurrency: slow === undefined ? 5 : 20 }
      )
      return { handled: results.filter((result) => result === "Handled").length }
    })
  )

await runtime.runPromise(Effect.void)
process.stdout.write("ready\n")
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await handle(JSON.parse(line)))}\n`)
}
process.exit(0)
