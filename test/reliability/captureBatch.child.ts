/** One run of a batch of captures, in a process that may kill itself amid or after one of its requests. */
import { readFileSync, renameSync, writeFileSync, writeSync } from "node:fs"
import * as HttpClient from "@effect/platform/HttpClient"
import { EPayment, VippsConfig } from "@effect-vipps/client"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { after, type Job, orderOf, type Sample } from "./captureJob.js"

const { concurrency, file, keys, killAt, orders, sampleEvery, url }: Job = JSON.parse(process.argv[2] ?? "")

const stored = (): EPayment.BatchReport | undefined => {
  const text = readFileSync(file, "utf8")
  return text === "" ? undefined : JSON.parse(text)
}

/** At once as a whole, as a database does. */
const store = (report: EPayment.BatchReport) => {
  writeFileSync(`${file}.new`, JSON.stringify(report))
  renameSync(`${file}.new`, file)
}

/** Nothing of this process runs after it. */
const die = Effect.sync(() => process.kill(process.pid, "SIGKILL"))

let sent = 0

/** Every other kill happens before the response is there. */
const doomed = <A, E>(request: Effect.Effect<A, E>) =>
  sent % 2 === 0
    ? Effect.zipLeft(request, die)
    : Effect.zipRight(
        Effect.fork(request),
        Effect.zipRight(Effect.sleep("5 millis"), Effect.zipRight(die, Effect.never))
      )

const sample = (settled: number) => {
  if (settled % sampleEvery !== 0) return
  globalThis.gc?.()
  const { heapUsed } = process.memoryUsage()
  writeSync(1, `${JSON.stringify({ settled, heapUsed, sent } satisfies Sample)}\n`)
}

const program = Effect.gen(function* () {
  const http = yield* HttpClient.HttpClient
  const client = HttpClient.make((request) =>
    Effect.suspend(() => (++sent === killAt ? doomed(http.execute(request)) : http.execute(request)))
  )
  const from = stored()
  const rest = Stream.range(after(from?.last), orders - 1).pipe(Stream.map(orderOf))
  yield* EPayment.captureAll(rest, { from, concurrency }).pipe(
    Stream.tap(({ report }) => Effect.sync(() => sample(report.settled))),
    // Odd: reports end between the shipments of a payment, too.
    Stream.grouped(25),
    Stream.runForEach((results) => Effect.sync(() => store(Chunk.unsafeLast(results).report))),
    Effect.provideService(HttpClient.HttpClient, client),
    Effect.provide(
      VippsConfig.layer({
        ...keys,
        clientSecret: Redacted.make(keys.clientSecret),
        subscriptionKey: Redacted.make(keys.subscriptionKey),
        baseUrl: url
      })
    )
  )
})

program.pipe(Effect.provide(NodeHttp.layer), Logger.withMinimumLogLevel(LogLevel.None), Effect.runPromise)
