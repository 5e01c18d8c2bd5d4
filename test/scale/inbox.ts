// @effect-diagnostics globalConsole:off
/**
 * The webhook inbox in PostgreSQL with one to eight receivers, each a process with five connections; handlers that take
 * long, with transactions and with claims; then what its rows take and how long pruning does: `npm run scale:inbox`.
 */
import { rm } from "node:fs/promises"
import { join } from "node:path"
import * as SqlClient from "@effect/sql/SqlClient"
import { SqlWebhookClaims, SqlWebhookInbox } from "@effect-vipps/sql"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { postgres } from "../sql/databases.js"
import { start } from "../sql/postgres.server.js"
import { bundle, makeFolder, Processes } from "./processes.js"

/** From the first event to before the last one. */
export interface Deliveries {
  readonly from: number
  readonly to: number
  /** Twenty at a time whose handlers wait for 200 milliseconds, with a transaction or a claim. */
  readonly slow?: "transactions" | "claims"
}

export interface Handled {
  readonly handled: number
}

const perReceiver = 2_000
/** Of them, those that the next receiver gets too. */
const shared = 200
const perSlowReceiver = 300
const sharedSlow = 30
const aged = 1_000_000

const main = async (): Promise<void> => {
  const folder = await makeFolder()
  const file = join(folder, "child.mjs")
  await bundle("inbox.child.ts", file)
  const { host, stop } = await start()
  const database = await Effect.runPromise(postgres(host))
  const runtime = ManagedRuntime.make(database.client)
  const run = <A, E>(effect: Effect.Effect<A, E, SqlClient.SqlClient>) => runtime.runPromise(effect)
  const query = (statement: string) =>
    run(Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe<{ n: number }>(statement)))
  await run(SqlWebhookInbox.migrate())
  await run(SqlWebhookClaims.migrate())
  await query("CREATE TABLE captures (event INTEGER NOT NULL)")

  const receivers = await Processes.start<Deliveries, Handled>(8, file, [host, database.name])
  let next = 0
  let events = 0
  console.log("receivers  deliveries  events  duplicates  events/s")
  for (const n of [1, 2, 4, 8]) {
    const first = next
    next += n * perReceiver + shared
    const begun = performance.now()
    const results = await receivers.run(n, (i) => ({
      from: first + i * perReceiver,
      to: first + (i + 1) * perReceiver + shared
    }))
    const seconds = (performance.now() - begun) / 1000
    const deliveries = n * (perReceiver + shared)
    const handled = results.reduce((sum, one) => sum + one.handled, 0)
    events += n * perReceiver + shared
    const row = [n, deliveries, handled, deliveries - handled, Math.round(handled / seconds)]
    console.log(row.map((value, i) => String(value).padStart([9, 10, 6, 10, 8][i] ?? 8)).join("  "))
  }

  console.log("\nhandlers of 200 ms, eight receivers\nwith          deliveries  events  duplicates  events/s")
  for (const slow of ["transactions", "claims"] as const) {
    const first = next
    next += 8 * perSlowReceiver + sharedSlow
    const begun = performance.now()
    const results = await receivers.run(8, (i) => ({
      from: first + i * perSlowReceiver,
      to: first + (i + 1) * perSlowReceiver + sharedSlow,
      slow
    }))
    const seconds = (performance.now() - begun) / 1000
    const deliveries = 8 * (perSlowReceiver + sharedSlow)
    const handled = results.reduce((sum, one) => sum + one.handled, 0)
    events += 8 * perSlowReceiver + sharedSlow
    const row = [slow, deliveries, handled, deliveries - handled, Math.round(handled / seconds)]
    console.log(
      row
        .map((value, i) =>
          String(value)
            .padEnd(i === 0 ? 12 : 0)
            .padStart([12, 10, 6, 10, 8][i] ?? 8)
        )
        .join("  ")
    )
  }
  await receivers.stop()
  const [written] = await query("SELECT CAST(count(*) AS INTEGER) AS n FROM captures")
  if (written?.n !== events) throw new Error(`${written?.n} captures of ${events} events`)

  console.log("")
  await query(`INSERT INTO vipps_webhook_inbox
    SELECT 'old-' || i || '-' || repeat('x', 24) || ':CAPTURED', now() - interval '31 days' FROM generate_series(1, ${aged}) AS i`)
  const [size] = await query(
    "SELECT CAST(pg_total_relation_size('vipps_webhook_inbox') / (SELECT count(*) FROM vipps_webhook_inbox) AS INTEGER) AS n"
  )
  console.log(`${size?.n} bytes a key, with its index`)
  const [{ n: kept } = { n: 0 }] = await query(
    "SELECT CAST(count(*) AS INTEGER) AS n FROM vipps_webhook_inbox WHERE event_key NOT LIKE 'old-%'"
  )
  const begun = performance.now()
  await run(SqlWebhookInbox.prune("30 days"))
  const seconds = (performance.now() - begun) / 1000
  const [left] = await query("SELECT CAST(count(*) AS INTEGER) AS n FROM vipps_webhook_inbox")
  console.log(`pruned ${aged} keys in ${seconds.toFixed(1)} s; ${left?.n} left`)
  if (left?.n !== kept) throw new Error("pruning removed a key that is not old, or left one that is")
  await runtime.dispose()
  await stop()
  await rm(folder, { recursive: true, force: true })
}

await main()
