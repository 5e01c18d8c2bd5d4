/** A shop's webhook receiver, as a process: `receiver.ts sqlite <file>` or `receiver.ts postgres <host> <database>`. */
import * as Http from "node:http"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as SqlClient from "@effect/sql/SqlClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import { WebhookInbox } from "@effect-vipps/client"
import { SqlWebhookInbox } from "@effect-vipps/sql"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Schema from "effect/Schema"
import type { Client } from "./databases.js"

/** What is delivered: a capture, and whether its handler fails this time. */
export class Delivery extends Schema.Class<Delivery>("Delivery")({
  key: Schema.String,
  reference: Schema.String,
  amount: Schema.Int,
  fails: Schema.Boolean
}) {}

/** Stands where `Webhooks.receiver` will: 200 for what is handled, now or before, and 500 for all else. */
const receiveOnce = <E, R>(handle: (delivery: Delivery) => Effect.Effect<void, E, R>) =>
  Effect.gen(function* () {
    const delivery = yield* HttpServerRequest.schemaBodyJson(Delivery)
    const inbox = yield* WebhookInbox.WebhookInbox
    yield* inbox.once(delivery.key, handle(delivery))
    return HttpServerResponse.empty({ status: 200 })
  }).pipe(Effect.catchAll(() => Effect.succeed(HttpServerResponse.empty({ status: 500 }))))

/** Two writes that belong together, and perhaps a failure after both. */
const ship = ({ amount, fails, key, reference }: Delivery) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    yield* sql`INSERT INTO captures (event_key, receiver) VALUES (${key}, ${process.pid})`
    yield* sql`UPDATE orders SET captured = captured + ${amount} WHERE reference = ${reference}`
    if (fails) yield* Effect.fail("out of stock")
  })

const database = ([kind, where = "", name = ""]: ReadonlyArray<string>): Client =>
  kind === "postgres"
    ? PgClient.layer({ host: where, username: "postgres", database: name })
    : SqliteClient.layer({ filename: where })

const main = Effect.gen(function* () {
  const node = Http.createServer()
  const server = yield* NodeHttpServer.make(() => node, { port: 0, host: "127.0.0.1" })
  yield* server.serve(receiveOnce(ship))
  if (server.address._tag === "TcpAddress") yield* Console.log(`http://127.0.0.1:${server.address.port}`)
  // Does not outlive the test that started it.
  yield* Effect.async<void>((resume) => {
    process.stdin.resume().on("end", () => resume(Effect.void))
  })
  yield* Effect.sync(() => node.closeAllConnections())
})

main.pipe(
  Effect.scoped,
  Effect.provide(SqlWebhookInbox.layer().pipe(Layer.provideMerge(database(process.argv.slice(2))))),
  Logger.withMinimumLogLevel(LogLevel.Warning),
  NodeRuntime.runMain
)
