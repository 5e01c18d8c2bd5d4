/** Thousands of deliveries to two receivers that share a database; one of them is killed in the middle. */
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert } from "@effect/vitest"
import { SqlWebhookInbox } from "@effect-vipps/sql"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { signed } from "../support/signing.js"
import type { Database } from "./databases.js"
import { failing, url as registeredUrl, secret } from "./receiver.js"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** How long each step may take: far more than it does, and never for ever. */
const limits = { start: "30 seconds", all: "4 minutes" } as const

/** A receiver that listens, and ends with the scope if it has not been killed. */
const startReceiver = (args: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const child = spawn(process.execPath, ["--import", "tsx", "test/sql/receiver.ts", ...args], {
        cwd: root,
        stdio: ["pipe", "pipe", "pipe"]
      })
      let errors = ""
      child.stderr.on("data", (text) => {
        errors += String(text)
      })
      const closed = new Promise<void>((resolve) => child.on("close", () => resolve()))
      const url = new Promise<string>((resolve, reject) => {
        createInterface(child.stdout).once("line", resolve)
        closed.then(() => reject(new Error(`The receiver ended: ${errors}`)))
      })
      url.catch(() => undefined)
      return { child, closed, url }
    }),
    ({ child, closed }) =>
      Effect.zipRight(
        Effect.sync(() => child.kill("SIGKILL")),
        Effect.promise(() => closed)
      )
  ).pipe(
    Effect.flatMap(({ child, closed, url }) =>
      Effect.map(
        Effect.timeout(
          Effect.promise(() => url),
          limits.start
        ),
        (url) => ({
          url,
          kill: Effect.zipRight(
            Effect.sync(() => child.kill("SIGKILL")),
            Effect.promise(() => closed)
          )
        })
      )
    )
  )

/** The event of a capture. */
const event = (i: number) => ({
  msn: "123456",
  reference: `order-${String(i % 100).padStart(4, "0")}`,
  pspReference: `psp-${i}`,
  name: "CAPTURED",
  amount: { currency: "NOK", value: 1 + (i % 500) },
  timestamp: "2026-11-22T12:00:00.000Z",
  idempotencyKey: `shipment-${i}`,
  success: true
})

type Event = ReturnType<typeof event>

/** Every ninth event comes twice: by turns both at once, or the second one long after the first. */
const twice = (events: ReadonlyArray<Event>) => [
  ...events.flatMap((event, i) => (i % 18 === 0 ? [event, event] : [event])),
  ...events.filter((_, i) => i % 18 === 9)
]

/**
 * Makes this many deliveries, 9 events for every 10 of them, each again until it is accepted, and then looks at what is
 * in the database. The receivers are started with `args`.
 */
export const deliver = (count: number, database: Database, args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const events = Array.from({ length: count * 0.9 }, (_, i) => event(i))
    const deliveries = twice(events)
    assert.strictEqual(deliveries.length, count)
    const sql = yield* SqlClient.SqlClient
    const http = yield* HttpClient.HttpClient
    yield* SqlWebhookInbox.migrate()
    yield* sql`CREATE TABLE captures (event_key TEXT NOT NULL, receiver INTEGER NOT NULL)`
    yield* sql`CREATE TABLE orders (reference TEXT PRIMARY KEY, captured INTEGER NOT NULL)`
    for (let i = 0; i < 100; i++) yield* sql`INSERT INTO orders VALUES (${event(i).reference}, 0)`

    const receivers = yield* Effect.all([startReceiver(args), startReceiver(args)], { concurrency: 2 })
    const seen = { accepted: 0, refused: 0, lost: 0 }

    const send = (url: string, delivery: Event) => {
      const body = JSON.stringify(delivery)
      return HttpClientRequest.post(url, { headers: signed({ secret, url: registeredUrl, body }) }).pipe(
        HttpClientRequest.bodyText(body, "application/json"),
        http.execute,
        Effect.tap(({ stream }) => Stream.runDrain(stream)),
        Effect.map(({ status }) => (status === 200 ? ("accepted" as const) : ("refused" as const))),
        Effect.catchAll(() => Effect.succeed("lost" as const)),
        Effect.tap((result) => Effect.sync(() => seen[result]++))
      )
    }

    /** Every twentieth delivery fails in its handler, the first time that it gets there. */
    const deliverOne = (event: Event, i: number) =>
      Effect.gen(function* () {
        let fails = i % 20 === 0
        for (let attempt = 0; ; attempt++) {
          const result = yield* send(
            receivers[(i + attempt) % 2 === 0 ? 0 : 1].url,
            fails ? { ...event, idempotencyKey: failing } : event
          )
          if (result === "accepted") return
          if (result === "refused") fails = false
          yield* Effect.sleep("20 millis")
        }
      })

    const restart = Effect.gen(function* () {
      yield* Effect.repeat(Effect.sleep("5 millis"), { until: () => seen.accepted >= count * 0.4 })
      yield* receivers[0].kill
      receivers[0] = yield* startReceiver(args)
    })

    yield* Effect.all([Effect.forEach(deliveries, deliverOne, { concurrency: 16, discard: true }), restart], {
      concurrency: 2
    })

    const [captures] = yield* sql<{ n: number; keys: number; receivers: number }>`
      SELECT CAST(count(*) AS INTEGER) AS n, CAST(count(DISTINCT event_key) AS INTEGER) AS keys,
        CAST(count(DISTINCT receiver) AS INTEGER) AS receivers FROM captures`
    const [inbox] = yield* sql<{ n: number }>`SELECT CAST(count(*) AS INTEGER) AS n FROM vipps_webhook_inbox`
    const [captured] = yield* sql<{ sum: number }>`SELECT CAST(sum(captured) AS INTEGER) AS sum FROM orders`
    assert.strictEqual(seen.accepted, count)
    // A duplicate's handler does not run, so that it does not fail either.
    assert.isAtLeast(seen.refused, count * 0.04)
    assert.isAtLeast(seen.lost, 1)
    assert.deepStrictEqual(captures, { n: events.length, keys: events.length, receivers: 3 })
    assert.strictEqual(inbox?.n, events.length)
    assert.strictEqual(
      captured?.sum,
      events.reduce((sum, { amount }) => sum + amount.value, 0)
    )
  }).pipe(
    Effect.timeout(limits.all),
    Effect.provide(database.client),
    Effect.provide(NodeHttpClient.layerUndici),
    Effect.scoped
  )
