/**
 * Runs 10,000 payments through workflows in one process, on SQLite or with `--postgres` on PostgreSQL, and prints
 * throughput, latency, rows for each payment, and what pruning takes: `npm run workflow:load`. Options: `--payments`,
 * `--concurrency`.
 */
// @effect-diagnostics globalConsole:off
import { join } from "node:path"
import { parseArgs } from "node:util"
import * as HttpClient from "@effect/platform/HttpClient"
import * as SqlClient from "@effect/sql/SqlClient"
import { VippsConfig } from "@effect-vipps/client"
import { VippsEmulator } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as App from "../../examples/workflow/app.js"
import { embedded, runner } from "../../examples/workflow/engine.js"
import { Orders } from "../../examples/workflow/Orders.js"
import * as Payment from "../../examples/workflow/Payment.js"
import { prune } from "../../examples/workflow/prune.js"
import { folder, postgres } from "../sql/databases.js"
import { start } from "../sql/postgres.server.js"
import { orderOf, waits } from "./job.js"

const { values } = parseArgs({
  options: {
    payments: { type: "string", default: "10000" },
    concurrency: { type: "string", default: "50" },
    postgres: { type: "boolean", default: false }
  }
})

const payments = Number(values.payments)
const references = Array.from({ length: payments }, (_, n) => `order-${String(n).padStart(6, "0")}`)
const { defaultCredentials: keys } = VippsEmulator

const engine = values.postgres
  ? Effect.gen(function* () {
      const { host } = yield* Effect.acquireRelease(Effect.promise(start), ({ stop }) => Effect.promise(stop))
      const { name: database } = yield* postgres(host)
      return runner({ host, database, username: "postgres" }, "127.0.0.1", 34_500)
    })
  : Effect.map(folder, (dir) => embedded(join(dir, "engine.db")))

const rows = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [messages] = yield* sql<{ readonly n: number }>`SELECT count(*) AS n FROM cluster_messages`
  const [replies] = yield* sql<{ readonly n: number }>`SELECT count(*) AS n FROM cluster_replies`
  return { messages: Number(messages?.n), replies: Number(replies?.n) }
})

/** Payments that took longer than two seconds, and were swept. */
let swept = 0

/** A line each tenth, so that a run of half an hour shows where it is. */
const counted = (what: string) => {
  const began = performance.now()
  let n = 0
  return Effect.sync(() => {
    if (++n % Math.ceil(payments / 10) === 0)
      console.error(`${what} ${n} after ${Math.round((performance.now() - began) / 1000)} s`)
  })
}

const program = Effect.gen(function* () {
  const emulator = yield* VippsEmulator.make({ rateLimits: false, paymentLifetime: "1 day" })
  const layer = App.layer(waits).pipe(
    Layer.provideMerge(yield* engine),
    Layer.provideMerge(
      Layer.mergeAll(
        Layer.succeed(Orders, { find: (reference) => Effect.succeed(orderOf(reference)) }),
        Layer.succeed(HttpClient.HttpClient, emulator.client),
        VippsConfig.layer({
          ...keys,
          clientSecret: Redacted.make(keys.clientSecret),
          subscriptionKey: Redacted.make(keys.subscriptionKey),
          baseUrl: "http://127.0.0.1:4242"
        })
      )
    )
  )
  yield* Effect.gen(function* () {
    const each = <A, E, R>(one: (reference: string) => Effect.Effect<A, E, R>) =>
      Effect.forEach(references, one, { concurrency: Number(values.concurrency) })
    const began = performance.now()
    const ended = counted("ended")
    const latencies = yield* each((reference) =>
      Effect.gen(function* () {
        const at = performance.now()
        yield* App.start(reference)
        yield* Effect.retry(emulator.approve(reference), { times: 3_000, schedule: Schedule.spaced("20 millis") })
        yield* App.decided(reference)
        yield* Payment.signal(reference, "Shipped")
        yield* Payment.signal(reference, "Returned", false)
        const { payment } = yield* Payment.executionsOf(reference)
        const isOver = Effect.map(Payment.Payment.poll(payment), (result) => result?._tag === "Complete")
        // Not by a timeout: the interruption of a statement may cancel another one, see `docs/scale.md`.
        const look = Effect.zipRight(
          Effect.repeat(isOver, { until: (over) => over, schedule: Schedule.spaced("50 millis"), times: 40 }),
          isOver
        )
        // What an application does each few minutes: without it a payment may wait for ever, see `App.sweep`.
        for (let sweeps = 0; !(yield* look); sweeps++) {
          if (sweeps === 100) return yield* Effect.dieMessage(`${reference} does not end`)
          if (sweeps === 0) swept++
          yield* App.sweep(reference)
        }
        yield* ended
        return performance.now() - at
      })
    )
    const seconds = (performance.now() - began) / 1000
    const sorted = latencies.sort((a, b) => a - b)
    const at = (share: number) => Math.round(sorted[Math.floor((payments - 1) * share)] ?? 0)
    const before = yield* rows
    const captured = (yield* emulator.ledger).filter(({ operation }) => operation === "CAPTURED").length
    console.log({
      engine: values.postgres ? "PostgreSQL" : "SQLite",
      payments,
      captured,
      perSecond: Math.round(payments / seconds),
      swept,
      latencyMillis: { median: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) },
      rowsPerPayment: { messages: before.messages / payments, replies: before.replies / payments },
      cpuMillisPerPayment: Math.round((process.cpuUsage().user + process.cpuUsage().system) / 1000 / payments)
    })
    const pruning = performance.now()
    const gone = counted("pruned")
    yield* each((reference) => Effect.zipLeft(prune(reference), gone))
    const pruned = (performance.now() - pruning) / 1000
    console.log({ prunedPerSecond: Math.round(payments / pruned), left: yield* rows })
    if (captured !== payments) process.exitCode = 1
  }).pipe(Effect.provide(layer))
}).pipe(Effect.scoped)

await Effect.runPromise(program)
