/** One run of the billing job, in a process that may kill itself as `killedJobs.ts` says. */
import { writeSync } from "node:fs"
import * as HttpClient from "@effect/platform/HttpClient"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import { Billing } from "../../examples/subscriptions/Billing.js"
import { fastClock, speed } from "./fastClock.js"
import { type Job, service } from "./memberships.js"

const { filename, killAfter, now, url }: Job = JSON.parse(process.argv[2] ?? "")

/** Nothing of this process runs after it: no finalizer, no transaction's end. */
const die = Effect.sync(() => process.kill(process.pid, "SIGKILL"))

/** Written at once, so that it is there after a kill. */
const note = (exit: Exit.Exit<{ readonly status: number }, unknown>) =>
  Effect.sync(() => writeSync(1, Exit.isSuccess(exit) && exit.value.status < 429 ? "." : "x"))

let sent = 0

/** Every other kill happens before the response is there. */
const doomed = <A, E>(request: Effect.Effect<A, E>) =>
  sent % 2 === 0
    ? Effect.zipLeft(request, die)
    : Effect.zipRight(Effect.fork(request), Effect.zipRight(Effect.sleep(speed), Effect.zipRight(die, Effect.never)))

const program = Effect.gen(function* () {
  const http = yield* HttpClient.HttpClient
  const client = HttpClient.make((request) =>
    Effect.suspend(() => {
      const isDoomed = ++sent === killAfter
      const execute = Effect.onExit(http.execute(request), note)
      return isDoomed ? doomed(execute) : execute
    })
  )
  yield* Effect.flatMap(Billing, ({ job }) => job).pipe(Effect.provide(service(client, filename, url)))
})

program.pipe(
  Effect.provide(NodeHttp.layer),
  Effect.withClock(fastClock(now)),
  Logger.withMinimumLogLevel(LogLevel.None),
  Effect.runPromise
)
