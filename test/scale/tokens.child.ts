/**
 * A process with a token store: `tokens.child.ts none|sqlite|postgres|redis [where] [database]`. Each line of its input
 * makes a call, with a new configuration or the last one; each line of its output is how it went.
 */
import { createInterface } from "node:readline"
import * as SqlClient from "@effect/sql/SqlClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import { EPayment, type TokenStore, VippsConfig } from "@effect-vipps/client"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import { RedisTokenStore } from "@effect-vipps/redis"
import { SqlTokenStore } from "@effect-vipps/sql"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import { Redis } from "ioredis"
import type { Client } from "../sql/databases.js"
import type { Command, Outcome } from "./protocol.js"

const [kind = "none", where = "", database = ""] = process.argv.slice(2)

const client: Client =
  kind === "postgres"
    ? PgClient.layer({ host: where, username: "postgres", database, maxConnections: 2 })
    : SqliteClient.layer({ filename: kind === "sqlite" ? where : ":memory:" })

const layers = ManagedRuntime.make(client)

// As the README advises where processes share a file: a write then waits for no disk.
if (kind === "sqlite") {
  await layers.runPromise(Effect.flatMap(SqlClient.SqlClient, (sql) => sql`PRAGMA synchronous = NORMAL`))
}

const store: Promise<TokenStore.TokenStore | undefined> =
  kind === "none"
    ? Promise.resolve(undefined)
    : kind === "redis"
      ? Promise.resolve(RedisTokenStore.make(new Redis(where, { maxRetriesPerRequest: 1 }).on("error", () => {})))
      : layers.runPromise(SqlTokenStore.make())

const make = async ({ baseUrl, clientId }: NonNullable<Command["start"]>) =>
  ManagedRuntime.make(
    Layer.mergeAll(
      NodeHttp.layer,
      VippsConfig.layer({
        baseUrl,
        clientId,
        clientSecret: Redacted.make("client-secret"),
        subscriptionKey: Redacted.make("subscription-key"),
        merchantSerialNumber: "123456",
        environment: "test",
        tokenStore: await store
      }),
      Logger.minimumLogLevel(LogLevel.None)
    )
  )

let running: Awaited<ReturnType<typeof make>> | undefined

const run = async ({ start }: Command): Promise<Outcome> => {
  if (start !== undefined) {
    await running?.dispose()
    running = await make(start)
  }
  const begun = performance.now()
  const exit = await running?.runPromiseExit(EPayment.getPaymentEventLog("order-12345"))
  const millis = Math.round(performance.now() - begun)
  return exit === undefined || Exit.isFailure(exit) ? { millis, error: String(exit?.cause) } : { millis }
}

process.stdout.write("ready\n")
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await run(JSON.parse(line) as Command))}\n`)
}
await running?.dispose()
process.exit(0)
