// @effect-diagnostics globalFetch:off
/**
 * A pod of a shop: it creates payments, waits for their customers, captures, and receives webhooks on a socket. Each line of its input
 * is a range of payments.
 */
import * as http from "node:http"
import { createInterface } from "node:readline"
import * as HttpApp from "@effect/platform/HttpApp"
import * as HttpClient from "@effect/platform/HttpClient"
import * as SqlClient from "@effect/sql/SqlClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import { EPayment, FetchHttp, VippsConfig, Webhooks } from "@effect-vipps/client"
import { SqlWebhookInbox } from "@effect-vipps/sql"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

/** From the first payment to before the last one. */
export interface Job {
  readonly from: number
  readonly to: number
  /** What ends a wait: webhooks of this pod, those of all pods by the database's notifications, or only reading. */
  readonly waking: "webhooks" | "broadcast" | "nothing"
}

/** Requests that were sent. */
export interface Counts {
  readonly tokens: number
  readonly creations: number
  readonly reads: number
  readonly captures: number
  /** Milliseconds from the approvals to the ends of the waits, in all. */
  readonly lag: number
}

interface Settings {
  readonly url: string
  readonly keys: {
    readonly clientId: string
    readonly clientSecret: string
    readonly subscriptionKey: string
    readonly merchantSerialNumber: string
  }
  readonly host: string
  readonly database: string
  readonly socket: string
  readonly webhooks: string
  readonly secret: string
}

const { database, host, keys, secret, socket, url, webhooks } = JSON.parse(process.argv[2] ?? "") as Settings

const zero = { tokens: 0, creations: 0, reads: 0, captures: 0, lag: 0 }
let counts = { ...zero }
let waking: Job["waking"] = "webhooks"

/** Which count a request is in: a token, a read, the creation, or a capture. */
const kindOf = (method: string, path: string) => {
  if (path.startsWith("/accesstoken")) return "tokens"
  if (method === "GET") return "reads"
  return path.endsWith("/capture") ? "captures" : "creations"
}

const counting = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(
    HttpClient.HttpClient,
    HttpClient.mapRequest((request) => {
      counts[kindOf(request.method, new URL(request.url).pathname)]++
      return request
    })
  )
).pipe(Layer.provide(FetchHttp.layer))

const config = VippsConfig.layer({
  ...keys,
  clientSecret: Redacted.make(keys.clientSecret),
  subscriptionKey: Redacted.make(keys.subscriptionKey),
  baseUrl: url
})

const runtime = ManagedRuntime.make(
  SqlWebhookInbox.layer().pipe(
    Layer.provideMerge(PgClient.layer({ host, username: "postgres", database, maxConnections: 5 })),
    Layer.merge(
      Layer.mergeAll(
        config,
        counting,
        Logger.replace(Logger.defaultLogger, Logger.withConsoleError(Logger.logfmtLogger))
      )
    )
  )
)

const Json = Schema.parseJson(Webhooks.WebhookEvent)

const receiver = HttpApp.toWebHandlerRuntime(await runtime.runtime())(
  Webhooks.receiver({
    secret: Redacted.make(secret),
    url: webhooks,
    // In the transaction of the inbox, so that it is sent when that is committed.
    handler: (event) =>
      waking === "broadcast"
        ? Effect.flatMap(SqlClient.SqlClient, (sql) =>
            Effect.flatMap(Schema.encode(Json)(event), (text) => sql`SELECT pg_notify('vipps', ${text})`)
          )
        : Effect.void
  })
)

http
  .createServer(async (request, response) => {
    const chunks: Array<Buffer> = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const { status } = await receiver(new Request(webhooks, { method: "POST", headers, body: Buffer.concat(chunks) }))
    response.writeHead(status).end()
  })
  .listen(socket)

// What any pod has received wakes the waits of this one.
runtime.runFork(
  Effect.flatMap(PgClient.PgClient, (pg) =>
    Stream.runForEach(pg.listen("vipps"), (text) => Effect.flatMap(Schema.decode(Json)(text), Webhooks.notify))
  )
)

/** From its creation to its capture; the customer takes 12 seconds. */
const pay = (n: number) =>
  Effect.gen(function* () {
    const reference = `order-${String(n).padStart(6, "0")}`
    const amount = { value: 1_000 + n, currency: "NOK" } as const
    yield* EPayment.createPayment({
      reference,
      amount,
      paymentMethod: { type: "WALLET" },
      userFlow: "WEB_REDIRECT",
      returnUrl: "https://shop.example/thanks"
    })
    let approved = 0
    const approve = Effect.promise(async () => {
      approved = performance.now()
      await fetch(`${url}/_emulator/payments/${reference}/approve`, { method: "POST" })
    })
    yield* Effect.fork(Effect.delay(approve, "12 seconds"))
    yield* EPayment.awaitOutcome(reference, waking === "nothing" ? {} : { firstReadAfter: "20 seconds" })
    counts.lag += performance.now() - approved
    yield* EPayment.capturePayment(reference, { modificationAmount: amount })
  })

const work = ({ from, to, ...job }: Job): Promise<Counts> => {
  counts = { ...zero }
  waking = job.waking
  const payments = Array.from({ length: to - from }, (_, i) => pay(from + i))
  return runtime.runPromise(Effect.as(Effect.all(payments, { concurrency: "unbounded", discard: true }), counts))
}

process.stdout.write("ready\n")
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await work(JSON.parse(line)))}\n`)
}
process.exit(0)
