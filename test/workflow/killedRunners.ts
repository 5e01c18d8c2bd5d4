/** Runners of one cluster that are killed under payments, and what the emulator's ledger and the engine's tables hold. */
// @effect-diagnostics globalErrorInEffectFailure:off
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as ClusterWorkflowEngine from "@effect/cluster/ClusterWorkflowEngine"
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import * as SqlClient from "@effect/sql/SqlClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import { VippsConfig } from "@effect-vipps/client"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import { VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as esbuild from "esbuild"
import * as App from "../../examples/workflow/app.js"
import * as Payment from "../../examples/workflow/Payment.js"
import { postgres } from "../sql/databases.js"
import { type Job, orderOf } from "./job.js"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** How one of the two processes ends. */
export type Kind = "SIGKILL" | "SIGTERM"

const freePort = Effect.async<number>((resume) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address()
    server.close(() => resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0)))
  })
})

const started = (program: string, job: Job) =>
  Effect.acquireRelease(
    Effect.async<ChildProcess>((resume) => {
      const child = spawn(process.execPath, [program, JSON.stringify(job)], {
        cwd: root,
        stdio: ["ignore", "pipe", "pipe"],
        env: { NO_COLOR: "1" }
      })
      let errors = ""
      child.stderr.on("data", (text) => {
        errors += String(text)
      })
      child.stdout.once("data", () => resume(Effect.succeed(child)))
      child.once("close", (code, signal) =>
        resume(Effect.dieMessage(`the runner ended with ${code ?? signal}: ${errors}`))
      )
    }),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  )

const exited = (child: ChildProcess) =>
  Effect.async<void>((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
    child.once("close", () => resume(Effect.void))
  })

/** What a handler does that has answered 500: Vipps redelivers. */
const redelivered = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(Effect.sandbox, Effect.retry({ schedule: Schedule.spaced("500 millis"), times: 100 }))

export interface Options {
  readonly kind: Kind
  readonly payments: number
  /** The folder of PostgreSQL's socket. */
  readonly host: string
}

export const killedRunners = ({ host, kind, payments }: Options) =>
  Effect.gen(function* () {
    const { emulator, url } = yield* VippsEmulatorServer.make({ rateLimits: false, paymentLifetime: "1 day" })
    const keys = VippsEmulator.defaultCredentials
    const { name: database } = yield* postgres(host)
    const dir = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(root, "node_modules", ".runners-"))),
      (dir) => Effect.sync(() => rmSync(dir, { recursive: true }))
    )
    const program = join(dir, "runner.cjs")
    const entryPoints = [join(root, "test", "workflow", "runner.child.ts")]
    yield* Effect.promise(() =>
      esbuild.build({
        entryPoints,
        outfile: program,
        bundle: true,
        platform: "node",
        format: "cjs",
        external: ["pg-native"],
        logLevel: "error"
      })
    )
    const run = (dieAtCapture?: number) =>
      Effect.flatMap(freePort, (port) => started(program, { url, keys, host, database, port, dieAtCapture }))

    const references = Array.from(
      { length: payments },
      (_, n) => orderOf(`order-${String(n).padStart(6, "0")}`).reference
    )
    // One first: both would create the engine's tables at once.
    const first = yield* run(kind === "SIGKILL" ? Math.ceil(payments / 10) : undefined)
    yield* run()

    return yield* Effect.gen(function* () {
      const each = <A, E, R>(one: (reference: string) => Effect.Effect<A, E, R>) =>
        Effect.forEach(references, one, { concurrency: 10 })
      const began = performance.now()
      yield* each(App.start)
      yield* each((reference) =>
        Effect.retry(emulator.approve(reference), { schedule: Schedule.spaced("100 millis"), times: 2_000 })
      )
      yield* each(App.decided)
      yield* each((reference) => redelivered(Payment.signal(reference, "Shipped")))
      yield* each((reference) => redelivered(Payment.signal(reference, "Returned", false)))
      if (kind === "SIGTERM") first.kill("SIGTERM")
      yield* exited(first)
      const downAt = performance.now()
      const atDeath = (yield* emulator.ledger).filter(({ operation }) => operation === "CAPTURED").length
      // What an application does each few minutes for the orders that are open.
      const settled = yield* Effect.gen(function* () {
        yield* each((reference) => redelivered(App.sweep(reference)))
        const ends = yield* each((reference) =>
          Effect.flatMap(Payment.Payment.executionId({ reference }), Payment.Payment.poll)
        )
        return ends.filter((end) => end !== undefined && end._tag === "Complete").length
      }).pipe(
        Effect.repeat({ until: (count) => count === payments, schedule: Schedule.spaced("1 second") }),
        Effect.timeoutFail({ duration: "2 minutes", onTimeout: () => new Error("payments do not end") }),
        Effect.zipRight(
          each((reference) => Effect.flatMap(Payment.Payment.executionId({ reference }), Payment.Payment.poll))
        )
      )
      const doneAt = performance.now()
      const captures = (yield* emulator.ledger).filter(({ operation }) => operation === "CAPTURED")
      const sql = yield* SqlClient.SqlClient
      const tables = yield* sql<{ readonly name: string }>`
        SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`
      const counts = yield* Effect.forEach(tables, ({ name }) =>
        Effect.map(
          sql<{ readonly n: number }>`SELECT count(*)::int AS n FROM ${sql(name)}`,
          ([row]) => [name, row?.n ?? 0] as const
        )
      )
      return {
        kind,
        payments,
        ended: settled.filter(
          (end) => end?._tag === "Complete" && end.exit._tag === "Success" && end.exit.value === "Captured"
        ).length,
        captures: captures.length,
        captured: new Set(captures.map(({ reference }) => reference)).size,
        capturedAtDeath: atDeath,
        seconds: Math.round((doneAt - began) / 100) / 10,
        secondsAfterDeath: Math.round((doneAt - downAt) / 100) / 10,
        rows: Object.fromEntries(counts)
      }
    }).pipe(
      Effect.provide(
        ClusterWorkflowEngine.layer.pipe(
          Layer.provideMerge(
            NodeClusterSocket.layer({
              clientOnly: true,
              storage: "sql",
              shardingConfig: { runnerAddress: Option.none() }
            })
          ),
          Layer.provideMerge(PgClient.layer({ host, database, username: "postgres" })),
          Layer.provideMerge(
            Layer.merge(
              NodeHttp.layer,
              VippsConfig.layer({
                ...keys,
                clientSecret: Redacted.make(keys.clientSecret),
                subscriptionKey: Redacted.make(keys.subscriptionKey),
                baseUrl: url
              })
            )
          )
        )
      )
    )
  }).pipe(Effect.scoped)
