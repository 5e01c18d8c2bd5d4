/** Jobs in processes of their own, over HTTP and on a database file. A kill is a SIGKILL amid their requests. */
import { mkdtemp, rm } from "node:fs/promises"
import { join } from "node:path"
import { VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as esbuild from "esbuild"
import { folder } from "../sql/databases.js"
import { firstDay, type Setting } from "./billingYear.js"
import { ended, root } from "./child.js"
import { fastClock } from "./fastClock.js"
import { type Job, service, signUpAll } from "./memberships.js"

/** Far more than a job takes. */
const limit = "20 minutes"

const systemClock = Clock.make()

interface Ran {
  /** One character for each request: `.` for a response, `x` for none or a refusal. */
  readonly requests: string
  readonly signal: NodeJS.Signals | null
}

/** The program of a job, in one file: it starts in a fifth of the time. Within the repository, whose packages it needs. */
const bundle = Effect.acquireRelease(
  Effect.promise(async () => {
    const dir = await mkdtemp(join(root, "node_modules", ".billing-job-"))
    const outfile = join(dir, "job.cjs")
    const entryPoints = [join(root, "test", "support", "billingJob.child.ts")]
    await esbuild.build({ entryPoints, outfile, bundle: true, platform: "node", format: "cjs", logLevel: "error" })
    return { dir, outfile }
  }),
  ({ dir }) => Effect.promise(() => rm(dir, { recursive: true }))
)

/** A job that could not open the database: another one, or what a kill has left, held it for longer than SQLite waits. */
class Locked {}

const run = (program: string, job: Job): Effect.Effect<Ran, Locked> =>
  Effect.flatMap(ended(program, JSON.stringify(job)), ({ code, errors, output: requests, signal }) =>
    code === 0 || signal === "SIGKILL"
      ? Effect.succeed({ requests, signal })
      : requests === "" && errors.includes("database is locked")
        ? Effect.fail(new Locked())
        : Effect.dieMessage(`the job ended with ${code ?? signal}: ${errors}`)
  )

export const killedJobs = () => {
  const clock = fastClock(firstDay.epochMillis)
  let moved = 0
  const now = Effect.map(clock.currentTimeMillis, (millis) => millis + moved)
  const count = { requests: 0, faulted: 0, jobs: 0, killed: 0 }

  return Effect.gen(function* () {
    const { emulator, url } = yield* VippsEmulatorServer.make()
    const filename = join(yield* folder, "club.db")
    const { outfile } = yield* bundle

    const runJob = (killAfter?: number) =>
      Effect.gen(function* () {
        count.jobs++
        const { requests, signal } = yield* Effect.retry(run(outfile, { url, filename, now: yield* now, killAfter }), {
          times: 20
        })
        count.requests += requests.length
        count.faulted += requests.replaceAll(".", "").length
        if (signal !== null) count.killed++
      }).pipe(
        Effect.timeoutFail({ duration: limit, onTimeout: () => new Error("the job does not end") }),
        // By the clock of the jobs it would end them after seconds.
        Effect.withClock(systemClock),
        Effect.orDie
      )

    return {
      emulator,
      filename,
      count,
      setTime: (millis) =>
        Effect.flatMap(now, (at) => {
          moved += millis - at
          return emulator.moveClock(millis - at)
        }),
      signUp: (ids, price) =>
        signUpAll(emulator, ids, price).pipe(
          Effect.provide(service(emulator.client, filename)),
          Effect.withClock(clock),
          Effect.orDie
        ),
      runJobs: (jobs, killAfter) =>
        Effect.all(Array<Effect.Effect<void>>(jobs).fill(runJob(killAfter)), { concurrency: jobs, discard: true })
    } satisfies Setting
  }).pipe(Effect.withClock(clock), Effect.orDie)
}
