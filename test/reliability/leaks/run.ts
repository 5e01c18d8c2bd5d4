// @effect-diagnostics globalConsole:off
/**
 * Repeats calls, webhooks and payments, and fails if anything is left behind: `npm run leaks`. Options: `--calls`,
 * `--webhooks`, `--payments`, `--only`, `--sabotage`.
 */
import { parseArgs } from "node:util"
import { allowedGrowth, allowedSlope, findingsIn, leaks } from "./leaks.js"
import type { SubjectName } from "./subjects.js"

const { values } = parseArgs({
  options: {
    calls: { type: "string", default: "100000" },
    webhooks: { type: "string", default: "100000" },
    payments: { type: "string", default: "20000" },
    only: { type: "string" },
    /** Each piece of work keeps a kilobyte: the run must fail. */
    sabotage: { type: "boolean", default: false }
  }
})

const calls = Number(values.calls)
const times: Record<SubjectName, number> = {
  "FetchHttpClient.layer": calls,
  "FetchHttp.layer": calls,
  "NodeHttp.layer": calls,
  "@effect-vipps/promise": calls,
  webhooks: Number(values.webhooks),
  "emulator payments": Number(values.payments)
}

const chosen = (Object.keys(times) as ReadonlyArray<SubjectName>).filter(
  (name) => values.only === undefined || name.includes(values.only)
)

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)

console.log(`Allowed: ${allowedSlope} bytes each time, or ${allowedGrowth / 1e6} MB in all; nothing left open.`)
console.log("| | times | bytes each time | heap, MB | left open | listeners | fibers |")
console.log("| --- | --- | --- | --- | --- | --- | --- |")
const findings: Array<string> = []
await leaks(
  chosen.map((name) => ({ name, times: times[name], keep: values.sabotage })),
  ({ name }, figures) => {
    const { fibers, heap, held, listeners, slope } = figures
    const open = Object.entries(held).map(([kind, count]) => `${count} ${kind}`)
    const row = [
      name,
      figures.times.toLocaleString("en"),
      slope.toFixed(1),
      heap.map(megabytes).join(" -> "),
      open.join(", ") || "0",
      listeners,
      fibers
    ]
    console.log(`| ${row.join(" | ")} |`)
    findings.push(...findingsIn(figures).map((finding) => `${name}: ${finding}`))
  }
)
for (const finding of findings) console.error(finding)
if (findings.length > 0) process.exitCode = 1
