/** Payments on a cluster to which something happens, and what the emulator's ledger and the engine's tables hold. */
import * as ClusterWorkflowEngine from "@effect/cluster/ClusterWorkflowEngine"
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import * as SqlClient from "@effect/sql/SqlClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import { VippsConfig } from "@effect-vipps/client"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import { VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as App from "../../examples/workflow/app.js"
import * as Payment from "../../examples/workflow/Payment.js"
import { postgres } from "../sql/databases.js"
import type { Server } from "../sql/postgres.server.js"
import { orderOf } from "./job.js"
import { exited, runners } from "./processes.js"

/**
 * One of two runners is killed after a capture that the engine has not stored, or is stopped; both are killed so; the
 * database crashes; no webhook arrives.
 */
export const kinds = ["SIGKILL", "SIGTERM", "both", "database", "webhooks"] as const

export type Kind = (typeof kinds)[number]

/** What a handler does that has answered 500: Vipps redelivers. */
const redelivered = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(Effect.sandbox, Effect.retry({ schedule: Schedule.spaced("250 millis"), times: 800 }))

export interface Options {
  readonly kind: Kind
  readonly payments: number
  readonly database: Pick<Server, "host" | "restart">
}

export const killedRunners = ({ database: { host, restart }, kind, payments }: Options) =>
  Effect.gen(function* () {
    const { emulator, url } = yield* VippsEmulatorServer.make({ rateLimits: false, paymentLifetime: "1 day" })
    const keys = VippsEmulator.defaultCredentials
    const { name: database } = yield* postgres(host)
    const start = yield* runners
    const run = (dieAtCapture?: number) => start({ url, keys, host, database, dieAtCapture })

    const references = Array.from(
      { length: payments },
      (_, n) => orderOf(`order-${String(n).padStart(6, "0")}`).reference
    )
    const dies = kind === "SIGKILL" || kind === "both"
    // One first: both would create the engine's tables at once.
    const first = yield* run(dies ? Math.ceil(payments / 10) : undefined)
    const second = yield* run(kind === "both" ? Math.ceil(payments / 10) : undefined)

    /** What goes wrong. Ends when it is over. */
    const happens = Effect.gen(function* () {
      if (kind === "SIGTERM") first.kill("SIGTERM")
      if (kind === "database") yield* Effect.promise(restart)
      if (dies || kind === "SIGTERM") yield* exited(first)
      if (kind === "both") {
        yield* exited(second)
        yield* run()
      }
    })

    return yield* Effect.gen(function* () {
      const each = <A, E, R>(one: (reference: string) => Effect.Effect<A, E, R>) =>
        Effect.forEach(references, (reference) => redelivered(one(reference)), { concurrency: 10 })
      const began = performance.now()
      yield* each(App.start)
      yield* each((reference) => emulator.approve(reference))
      if (kind !== "webhooks") yield* each(App.decided)
      yield* each((reference) => Payment.signal(reference, "Shipped"))
      const happened = yield* Effect.fork(happens)
      yield* each((reference) => Payment.signal(reference, "Returned", false))
      const results = each((reference) =>
        Effect.flatMap(Payment.Payment.executionId({ reference }), Payment.Payment.poll)
      )
      // What an application does each few minutes for the orders that are open.
      const isOver = Effect.zipRight(each(App.sweep), results).pipe(
        Effect.map((found) => found.every((result) => result?._tag === "Complete"))
      )
      const over = yield* isOver.pipe(
        Effect.repeat({ until: (over) => over, schedule: Schedule.spaced("1 second") }),
        Effect.timeoutOption("4 minutes"),
        Effect.fork
      )
      yield* Effect.timeoutOption(Fiber.join(happened), "4 minutes")
      const downAt = performance.now()
      const before = (yield* emulator.ledger).filter(({ operation }) => operation === "CAPTURED").length
      yield* Fiber.join(over)
      const ends = yield* results
      const doneAt = performance.now()
      const captures = (yield* emulator.ledger).filter(({ operation }) => operation === "CAPTURED")
      const sql = yield* SqlClient.SqlClient
      const [stored] = yield* sql<{ readonly messages: number; readonly replies: number }>`
        SELECT (SELECT count(*)::int FROM cluster_messages) AS messages,
               (SELECT count(*)::int FROM cluster_replies) AS replies`
      return {
        kind,
        payments,
        ended: ends.filter(
          (end) => end?._tag === "Complete" && end.exit._tag === "Success" && end.exit.value === "Captured"
        ).length,
        captures: captures.length,
        captured: new Set(captures.map(({ reference }) => reference)).size,
        capturedBefore: before,
        seconds: Math.round((doneAt - began) / 100) / 10,
        secondsAfter: Math.round((doneAt - downAt) / 100) / 10,
        ...stored
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
