// @effect-diagnostics globalConsole:off
/** Mutated input for everything that reads some: `npm run fuzz`. Options: `--runs` (of each kind), `--seed`. */
import { randomInt } from "node:crypto"
import { parseArgs } from "node:util"
import { fuzz } from "./fuzz.js"

/** Milliseconds of CPU for one case, garbage collection included. */
const allowedMillis = 1_000

/** Megabytes that the process may hold after all cases. */
const allowedMegabytes = 400

const { values } = parseArgs({
  options: { runs: { type: "string", default: "20000" }, seed: { type: "string", default: String(randomInt(2 ** 31)) } }
})

const { findings, kinds } = await fuzz({ runs: Number(values.runs), seed: Number(values.seed) })
const megabytes = process.memoryUsage().heapUsed / 1e6
console.log(`seed ${values.seed}; allowed: ${allowedMillis} ms of CPU a case, ${allowedMegabytes} MB`)
console.log("| | cases | costliest, ms | ends |\n| --- | --- | --- | --- |")
for (const [name, { cases, costliest, ends }] of Object.entries(kinds)) {
  const counts = Object.entries(ends).sort(([, a], [, b]) => b - a)
  const all = counts.map(([end, count]) => `${end} ${count.toLocaleString("en")}`).join(", ")
  console.log(`| ${name} | ${cases.toLocaleString("en")} | ${costliest.toFixed(0)} | ${all} |`)
}
console.log(`${megabytes.toFixed(0)} MB of heap; ${findings.length} findings`)
for (const finding of findings.slice(0, 20)) console.error(finding)
const isSlow = Object.values(kinds).some(({ costliest }) => costliest > allowedMillis)
if (findings.length > 0 || isSlow || megabytes > allowedMegabytes) process.exitCode = 1
