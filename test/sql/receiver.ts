/** A shop's webhook receiver, as a process: `receiver.ts sqlite <file>` or `receiver.ts postgres <host> <database>`. */
import * as Http from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as SqlClient from "@effect/sql/SqlClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import { Webhooks } from "@effect-vipps/client"
import { SqlWebhookInbox } from "@effect-vipps/sql"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Redacted from "effect/Redacted"
import type { Client } from "./databases.js"

/** As registered; where the process listens is another matter, as it is behind a proxy. */
export const url = "https://shop.example/vipps/webhooks"
export const secret = "A0+AeKBRG2KRGvnNwJpQlb6IJFk48CKXCIcrLoHncVJKDILsQSxS6NWCccwWm6r6FhGKhiHTBsG2wo/xU6FY/A=="

/** What makes the handler fail after it has written. */
export const failing = "the handler fails"

/** Two writes that belong together, and perhaps a failure after both. */
const ship = (event: Webhooks.WebhookEvent) =>
  Effect.gen(function* () {
    if (event._tag !== "EPayment") return yield* Effect.fail("not a capture")
    const sql = yield* SqlClient.SqlClient
    yield* sql`INSERT INTO captures (event_key, receiver) VALUES (${event.dedupeKey}, ${process.pid})`
    yield* sql`UPDATE orders SET captured = captured + ${event.amount.value} WHERE reference = ${event.reference}`
    if (event.idempotencyKey === failing) yield* Effect.fail("out of stock")
  })

const database = ([kind, where = "", name = ""]: ReadonlyArray<string>): Client =>
  kind === "postgres"
    ? PgClient.layer({ host: where, username: "postgres", database: name })
    : SqliteClient.layer({ filename: where })

const main = Effect.gen(function* () {
  const node = Http.createServer()
  const server = yield* NodeHttpServer.make(() => node, { port: 0, host: "127.0.0.1" })
  yield* server.serve(Webhooks.receiver({ secret: Redacted.make(secret), url, handler: ship }))
  if (server.address._tag === "TcpAddress") yield* Console.log(`http://127.0.0.1:${server.address.port}`)
  // Does not outlive the test that started it.
  yield* Effect.async<void>((resume) => {
    process.stdin.resume().on("end", () => resume(Effect.void))
  })
  yield* Effect.sync(() => node.closeAllConnections())
})

if (process.argv[1]?.endsWith("receiver.ts") === true) {
  main.pipe(
    Effect.scoped,
    Effect.provide(SqlWebhookInbox.layer().pipe(Layer.provideMerge(database(process.argv.slice(2))))),
    Logger.withMinimumLogLevel(LogLevel.None),
    NodeRuntime.runMain
  )
}
