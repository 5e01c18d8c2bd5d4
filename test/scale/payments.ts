// @effect-diagnostics globalConsole:off globalFetch:off globalTimers:off
/**
 * What payments, pods and webhooks cost: requests to Vipps, deliveries, rows and connections, with pods that are processes of
 * their own on one PostgreSQL, behind a balancer: `npm run scale:payments`. Fails where the ledger holds another number of
 * captures than there are payments.
 */
import { rm } from "node:fs/promises"
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import * as SqlClient from "@effect/sql/SqlClient"
import { FetchHttp, VippsConfig, Webhooks } from "@effect-vipps/client"
import { VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import { SqlWebhookInbox } from "@effect-vipps/sql"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import { postgres } from "../sql/databases.js"
import { start as startPostgres } from "../sql/postgres.server.js"
import type { Counts, Job } from "./payments.child.js"
import { bundle, makeFolder, Processes } from "./processes.js"

const { defaultCredentials: keys } = VippsEmulator
const events = ["authorized", "captured"].map((name) => `epayments.payment.${name}.v1` as const)

const folder = await makeFolder()
const file = join(folder, "child.mjs")
await bundle("payments.child.ts", file)
const database = await startPostgres()
const shop = await Effect.runPromise(postgres(database.host))

const runtime = ManagedRuntime.make(
  Layer.mergeAll(VippsEmulatorServer.layer({ rateLimits: false }), shop.client, FetchHttp.layer)
)
const { emulator, url } = await runtime.runPromise(VippsEmulatorServer.VippsEmulatorServer)
const count = (query: string) =>
  runtime.runPromise(
    Effect.flatMap(SqlClient.SqlClient, (sql) =>
      Effect.map(sql.unsafe<{ n: number }>(query), ([row]) => Number(row?.n ?? 0))
    )
  )
await runtime.runPromise(SqlWebhookInbox.migrate())

/** Gives each webhook to the next pod, as a load balancer does; without pods it accepts them all. */
let pods: ReadonlyArray<string> = []
let next = 0
const balancer = http.createServer((request, response) => {
  if (pods.length === 0) return void response.end()
  const socketPath = pods[next++ % pods.length] ?? ""
  const { headers, method, url: path } = request
  const onward = http.request({ socketPath, path, method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  onward.on("error", () => response.writeHead(502).end())
  request.pipe(onward)
})
await new Promise<void>((resolve) => balancer.listen(0, "127.0.0.1", resolve))
const webhooks = `http://127.0.0.1:${(balancer.address() as AddressInfo).port}/vipps/webhooks`

const config = VippsConfig.layer({
  ...keys,
  clientSecret: Redacted.make(keys.clientSecret),
  subscriptionKey: Redacted.make(keys.subscriptionKey),
  baseUrl: url
})
const { secret } = await runtime.runPromise(Effect.provide(Webhooks.register({ url: webhooks, events }), config))

interface Row extends Counts {
  readonly payments: number
  readonly pods: number
  readonly deliveries: number
  readonly rows: number
  readonly connections: number
}

let made = 0

const measure = async (payments: number, n: number, waking: Job["waking"]): Promise<Row> => {
  const sockets = Array.from({ length: n }, (_, i) => join(folder, `pod-${i}-${made}.sock`))
  const started = await Promise.all(
    sockets.map((socket) =>
      Processes.start<Job, Counts>(1, file, [
        JSON.stringify({
          url,
          keys,
          host: database.host,
          database: shop.name,
          socket,
          webhooks,
          secret: Redacted.value(secret)
        })
      ])
    )
  )
  pods = waking === "nothing" ? [] : sockets
  const deliveriesBefore = (await runtime.runPromise(emulator.deliveries)).length
  const rowsBefore = await count("SELECT count(*) AS n FROM vipps_webhook_inbox")
  const results = await Promise.all(
    started.map((pod, i) => {
      const from = made + (i * payments) / n
      return pod.run(1, () => ({ from, to: from + payments / n, waking }))
    })
  )
  made += payments
  const expected = waking === "nothing" ? 0 : 2 * payments
  let rows = 0
  // The last webhooks arrive after the last captures.
  for (let looks = 0; looks < 300 && rows < expected; looks++) {
    rows = (await count("SELECT count(*) AS n FROM vipps_webhook_inbox")) - rowsBefore
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const deliveries = (await runtime.runPromise(emulator.deliveries)).length - deliveriesBefore
  const connections = await count(
    `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = '${shop.name}' AND pid <> pg_backend_pid()`
  )
  await Promise.all(started.map((pod) => pod.stop()))
  const all = results.flat()
  const sum = (of: (one: Counts) => number) => all.reduce((total, one) => total + of(one), 0)
  return {
    payments,
    pods: n,
    tokens: sum(({ tokens }) => tokens),
    creations: sum(({ creations }) => creations),
    reads: sum(({ reads }) => reads),
    captures: sum(({ captures }) => captures),
    lag: sum(({ lag }) => lag) / payments,
    deliveries,
    rows,
    connections
  }
}

const columns = {
  payments: 8,
  pods: 4,
  waking: 9,
  tokens: 6,
  creations: 9,
  reads: 5,
  captures: 8,
  deliveries: 10,
  rows: 4,
  connections: 11,
  "lag ms": 6
}
const widths = Object.values(columns)
const print = (row: ReadonlyArray<string | number>) =>
  console.log(row.map((value, i) => String(value).padStart(widths[i] ?? 0)).join("  "))

print(Object.keys(columns))
const rows: Array<Row> = []
const plan = [
  [50, 1, "webhooks"],
  [100, 1, "webhooks"],
  [200, 1, "webhooks"],
  [200, 2, "webhooks"],
  [200, 4, "webhooks"],
  [200, 4, "broadcast"],
  [200, 1, "nothing"]
] as const
for (const [payments, n, waking] of plan) {
  const row = await measure(payments, n, waking)
  rows.push(row)
  const { captures, connections, creations, deliveries, lag, reads, rows: inbox, tokens } = row
  print([payments, n, waking, tokens, creations, reads, captures, deliveries, inbox, connections, Math.round(lag)])
}

const captured = (await runtime.runPromise(emulator.ledger)).filter(({ operation }) => operation === "CAPTURED")
const [least, , most] = rows as [Row, Row, Row]
const slope = (of: (row: Row) => number) => ((of(most) - of(least)) / (most.payments - least.payments)).toFixed(2)
console.log(`
for each payment, by the first and the third row:
  requests to Vipps  ${slope(({ captures, creations, reads }) => captures + creations + reads)}
  deliveries         ${slope(({ deliveries }) => deliveries)}
  rows of the inbox  ${slope(({ rows }) => rows)}`)

await runtime.dispose()
balancer.closeAllConnections()
balancer.close()
await database.stop()
await rm(folder, { recursive: true, force: true })
if (captured.length !== made || new Set(captured.map(({ reference }) => reference)).size !== made) {
  throw new Error(`${captured.length} captures of ${made} payments`)
}
