// @effect-diagnostics globalConsole:off
/**
 * Runs whole lives of payments while requests fail and processes are killed, and fails unless the ledgers hold what callers
 * intended and what calls reported to them: `npm run soak`. Options: `--seed`, `--lives` of a round, `--kills` in a round, `--minutes` (rounds
 * with further seeds until the time is over), and `--sabotage`, with which it must fail.
 */
import { parseArgs } from "node:util"
import { kinds } from "./judge.js"
import { type Report, type Sabotage, soak } from "./soak.js"

const sabotages: ReadonlyArray<Sabotage> = [
  "fresh keys",
  "refusals that take effect",
  "books twice",
  "books nothing",
  "books unasked"
]

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    lives: { type: "string", default: "400" },
    kills: { type: "string", default: "3" },
    minutes: { type: "string", default: "0" },
    sabotage: { type: "string" }
  }
})

const sabotage = sabotages.find((one) => one === values.sabotage)
if (values.sabotage !== undefined && sabotage === undefined)
  throw new Error(`--sabotage is one of: ${sabotages.join(", ")}`)

const add = (sums: Map<string, number>, more: ReadonlyMap<string, number>) => {
  for (const [name, n] of more) sums.set(name, (sums.get(name) ?? 0) + n)
}

const row = (name: string, value: string | number) => console.log(`${name.padEnd(44)} ${value}`)

const print = (reports: ReadonlyArray<Report>, seeds: string): void => {
  const sum = (of: (report: Report) => number) => reports.reduce((total, report) => total + of(report), 0)
  const lives = new Map<string, number>()
  const faults = new Map<string, number>()
  for (const report of reports) {
    add(lives, report.lives)
    add(faults, report.faults)
  }
  const requests = sum(({ requests }) => requests)
  const faulted = sum(({ faulted }) => faulted)
  row("seeds", seeds)
  row("rounds", reports.length)
  row("seconds", Math.round(sum(({ seconds }) => seconds)))
  for (const [kind, n] of lives) row(`lives: ${kind}`, n)
  row("requests", requests)
  row("requests with a fault", `${faulted} (${((100 * faulted) / requests).toFixed(1)} %)`)
  for (const [name, n] of faults) row(`  ${name}`, n)
  row(
    "processes killed with SIGKILL",
    sum(({ killed }) => killed)
  )
  for (const reported of ["success", "refused", "unknown", "aborted", "killed"] as const) {
    row(
      `calls that move money: ${reported}`,
      sum(({ calls }) => calls[reported])
    )
  }
  for (const by of ["response", "refusal", "reading"] as const)
    row(
      `truth learned by ${by}`,
      sum(({ resolved }) => resolved[by])
    )
  row(
    "movements in the ledgers",
    sum(({ movements }) => movements)
  )
  for (const kind of kinds)
    row(
      kind,
      sum(({ findings }) => findings.filter((one) => one.kind === kind).length)
    )
}

const reports: Array<Report> = []
const first = Number(values.seed)
const end = performance.now() + Number(values.minutes) * 60_000
let seed = first
do {
  reports.push(
    await soak({
      seed,
      lives: Number(values.lives),
      kills: Number(values.kills),
      concurrency: Number(values.lives),
      sabotage,
      deadline: 600_000
    })
  )
  seed++
} while (performance.now() < end)

print(reports, seed - 1 === first ? `${first}` : `${first} to ${seed - 1}`)
const findings = reports.flatMap(({ findings }) => findings)
for (const { detail, kind } of findings.slice(0, 20)) console.log(`${kind}: ${detail}`)
if (findings.length > 0) process.exitCode = 1
