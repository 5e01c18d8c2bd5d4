// @effect-diagnostics globalConsole:off globalTimers:off
/**
 * Token requests of real processes that start at once, with each store: `npm run scale:tokens`, or with fewer processes
 * `npm run scale:tokens -- --processes 5`. Fails where there are more than there should be, or a call fails.
 */
import { rm } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { parseArgs } from "node:util"
import * as SqlClient from "@effect/sql/SqlClient"
import { SqlTokenStore } from "@effect-vipps/sql"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { Redis } from "ioredis"
import { type Client, postgres, sqliteAt } from "../sql/databases.js"
import { start as startPostgres } from "../sql/postgres.server.js"
import { tokenResponse } from "../support/samples.js"
import { bundle, makeFolder, Processes } from "./processes.js"
import type { Command, Outcome } from "./protocol.js"
import { startRedis } from "./redis.js"

const { values } = parseArgs({ options: { processes: { type: "string", default: "20" } } })
const most = Number(values.processes)

/** A Vipps that takes 200 ms for a token, counts them, and revokes them. */
const valid = new Set<string>()
let requests = 0
const server = createServer((request, response) => {
  const answer = (status: number, body: unknown) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
  if (request.url === "/accesstoken/get") {
    const token = `token-${++requests}`
    valid.add(token)
    setTimeout(() => answer(200, tokenResponse(token)), 200)
  } else if (valid.has(String(request.headers.authorization).replace("Bearer ", ""))) answer(200, [])
  else answer(401, { responseInfo: { responseCode: 401, responseMessage: "no" } })
})
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const folder = await makeFolder()
const file = join(folder, "child.mjs")
await bundle("tokens.child.ts", file)

let failures = 0
let merchants = 0

/** One row: calls in `n` processes, with new configurations unless `again`. At most `expected` token requests. */
const measure = async (
  store: string,
  what: string,
  processes: Processes<Command, Outcome>,
  n: number,
  expected: number,
  again = false
) => {
  requests = 0
  const command = again ? {} : { start: { baseUrl, clientId: `client-${++merchants}` } }
  const outcomes = await processes.run(n, () => command)
  const failed = outcomes.filter(({ error }) => error !== undefined)
  const slowest = Math.max(...outcomes.map(({ millis }) => millis))
  const isWrong = failed.length > 0 || requests > expected
  if (isWrong) failures++
  const line = [
    store.padEnd(10),
    what.padEnd(24),
    String(n).padStart(9),
    String(requests).padStart(14),
    String(slowest).padStart(10)
  ]
  console.log(
    `${line.join("  ")}${isWrong ? `  WRONG: at most ${expected}; ${failed[0]?.error ?? "no failed call"}` : ""}`
  )
}

/** What breaks a store; `restore` is undefined where it stays broken. */
interface Breakage {
  readonly what: string
  readonly apply: () => Promise<unknown>
  readonly restore?: () => Promise<unknown>
}

const scenario = async (store: string, args: ReadonlyArray<string>, breakages: ReadonlyArray<Breakage>) => {
  const processes = await Processes.start<Command, Outcome>(most, file, [store, ...args])
  const shared = (n: number) => (store === "none" ? n : 1)
  for (const n of [1, 5, 20].filter((n) => n <= most)) {
    await measure(store, "start at once", processes, n, shared(n))
    valid.clear()
    await measure(store, "after a revocation", processes, n, shared(n), true)
  }
  for (const { apply, restore, what } of breakages) {
    await apply()
    await measure(store, what, processes, most, most)
    valid.clear()
    await measure(store, `${what}, revoked`, processes, most, most, true)
    await restore?.()
  }
  if (breakages.some(({ restore }) => restore !== undefined)) {
    const last = breakages.at(-1)?.restore === undefined
    if (!last) await measure(store, "works again", processes, most, 1)
  }
  await processes.stop()
}

/** Breaks a table in ways that each statement meets. */
const sqlBreakages = (client: Client, full: { readonly on: string; readonly off: string }): ReadonlyArray<Breakage> => {
  const admin = ManagedRuntime.make(client)
  const run = (statement: string) =>
    admin.runPromise(
      Effect.flatMap(SqlClient.SqlClient, (sql) => Effect.asVoid(Effect.retry(sql.unsafe(statement), { times: 1_000 })))
    )
  return [
    {
      what: "full",
      apply: async () => {
        for (const statement of full.on.split("\n")) await run(statement)
      },
      restore: () => run(full.off)
    },
    {
      what: "without its table",
      apply: () => run("ALTER TABLE vipps_access_tokens RENAME TO gone"),
      restore: async () => {
        await run("ALTER TABLE gone RENAME TO vipps_access_tokens")
        await admin.dispose()
      }
    }
  ]
}

const sqlite = async () => {
  const path = join(folder, "tokens.db")
  const { client } = sqliteAt(path)
  await Effect.runPromise(Effect.provide(SqlTokenStore.migrate(), client))
  const on = `CREATE TRIGGER full BEFORE INSERT ON vipps_access_tokens BEGIN SELECT RAISE(ABORT, 'full'); END`
  await scenario("sqlite", [path], sqlBreakages(client, { on, off: "DROP TRIGGER full" }))
}

const postgresql = async () => {
  const { host, stop } = await startPostgres()
  const { client, name } = await Effect.runPromise(postgres(host))
  await Effect.runPromise(Effect.provide(SqlTokenStore.migrate(), client))
  const on = [
    "CREATE FUNCTION full_disk() RETURNS trigger AS $$ BEGIN RAISE 'full' USING ERRCODE = '53100'; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER full_disk BEFORE INSERT ON vipps_access_tokens FOR EACH ROW EXECUTE FUNCTION full_disk()"
  ].join("\n")
  const slow = "CREATE OR REPLACE VIEW vipps_access_tokens AS SELECT id, value, expires_at FROM kept, pg_sleep(2)"
  const admin = ManagedRuntime.make(client)
  const run = (statement: string) =>
    admin.runPromise(
      Effect.flatMap(SqlClient.SqlClient, (sql) => Effect.asVoid(Effect.retry(sql.unsafe(statement), { times: 1_000 })))
    )
  await scenario(
    "postgres",
    [host, name],
    [
      ...sqlBreakages(client, { on, off: "DROP TRIGGER full_disk ON vipps_access_tokens" }),
      {
        what: "slow: 2 s for a read",
        apply: async () => {
          await run("ALTER TABLE vipps_access_tokens RENAME TO kept")
          await run(slow)
        },
        restore: async () => {
          await run("DROP VIEW vipps_access_tokens")
          await run("ALTER TABLE kept RENAME TO vipps_access_tokens")
          await admin.dispose()
        }
      },
      { what: "stopped", apply: stop }
    ]
  )
}

const redis = async () => {
  const server = await startRedis()
  const admin = new Redis(server.socket)
  await scenario(
    "redis",
    [server.socket],
    [
      {
        what: "full",
        apply: () => admin.config("SET", "maxmemory", "1"),
        restore: () => admin.config("SET", "maxmemory", "0")
      },
      {
        what: "hangs",
        apply: async () => server.signal("SIGSTOP"),
        restore: async () => server.signal("SIGCONT")
      },
      {
        what: "stopped",
        apply: async () => {
          admin.disconnect()
          await server.stop()
        }
      }
    ]
  )
}

console.log("store       what                      processes  token requests  slowest ms")
await scenario("none", [], [])
await sqlite()
await postgresql()
await redis()
server.close()
server.closeAllConnections()
await rm(folder, { recursive: true, force: true })
if (failures > 0) console.error(`${failures} rows are wrong.`)
process.exit(failures > 0 ? 1 : 0)
