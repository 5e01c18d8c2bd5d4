/**
 * Bills 1,000 agreements for a year, with faults in 30 % of the requests and a job that is killed at random, and fails
 * unless the ledger holds one capture for each period: `npm run soak:subscriptions`. Options: `--agreements`, `--days`,
 * `--seed`, `--processes` for jobs that are processes, killed by SIGKILL, and `--sabotage twice` or `--sabotage never`,
 * with which it must fail.
 */
// @effect-diagnostics globalConsole:off globalDate:off
import { parseArgs } from "node:util"
import * as Effect from "effect/Effect"
import * as TestContext from "effect/TestContext"
import { billingYear, type Options } from "../support/billingYear.js"
import { interruptedJobs } from "../support/interruptedJobs.js"
import { killedJobs } from "../support/killedJobs.js"

const { values } = parseArgs({
  options: {
    agreements: { type: "string", default: "1000" },
    days: { type: "string", default: "365" },
    seed: { type: "string", default: "1" },
    processes: { type: "boolean", default: false },
    sabotage: { type: "string" }
  }
})

const { sabotage } = values
if (sabotage !== undefined && sabotage !== "twice" && sabotage !== "never") {
  throw new Error("--sabotage is twice or never")
}
if (values.processes && sabotage === "twice") throw new Error("--sabotage twice is for jobs within this process")

const began = performance.now()
const options: Options = {
  agreements: Number(values.agreements),
  days: Number(values.days),
  seed: Number(values.seed),
  sabotage
}
const year = values.processes
  ? billingYear(options, killedJobs)
  : billingYear(options, interruptedJobs).pipe(Effect.provide(TestContext.TestContext))
const { missing, repeated, ...figures } = await Effect.runPromise(year)

console.log({
  ...figures,
  faulted: `${figures.faulted} (${((100 * figures.faulted) / figures.requests).toFixed(1)} %)`,
  seconds: Math.round((performance.now() - began) / 1000)
})
console.log(
  `periods without a capture: ${missing.length}${missing.length > 0 ? `, ${missing.slice(0, 5).join(", ")}` : ""}`
)
console.log(
  `periods with several: ${repeated.length}${repeated.length > 0 ? `, ${repeated.slice(0, 5).join(", ")}` : ""}`
)
if (missing.length + repeated.length > 0 || figures.captures !== figures.periods) process.exitCode = 1
