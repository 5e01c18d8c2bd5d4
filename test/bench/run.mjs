/**
 * What a call costs, measured: `npm run build && npm run bench`. Everything is compared within one run, in processes that
 * take turns, as CPU time, since a busy machine changes that least.
 *
 *     npm run bench -- --against ../before     a second built checkout, beside this one in each table
 *     npm run bench -- --rounds 9              more rounds than 5
 *     npm run bench -- --only calls,cold       calls, elsewhere, cold, flight, merchants, webhooks, emulator
 *     npm run bench -- --quick                 a short run that fails where a ratio is above its budget
 */
import { execFileSync } from "node:child_process"
import { existsSync, readdirSync, rmSync } from "node:fs"
import { cpus } from "node:os"
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { guard } from "./guard.mjs"
import { startServer } from "./processes.mjs"
import { sections } from "./sections.mjs"

const here = fileURLToPath(new URL(".", import.meta.url))
const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "")

const { values } = parseArgs({
  options: {
    against: { type: "string" },
    rounds: { type: "string", default: "5" },
    only: { type: "string" },
    quick: { type: "boolean", default: false }
  }
})

// What is compared with belongs to this folder alone: `npm ci` at the root does not fetch it.
if (!existsSync(`${here}node_modules`)) {
  // The other runtimes are optional.
  const runtimes = values.quick ? ["--omit=optional"] : []
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", ...runtimes]
  execFileSync("npm", ["ci", ...options], { cwd: here, stdio: "inherit" })
}

const builds = [{ name: "", dir: root }]
if (values.against !== undefined) builds.push({ name: " (before)", dir: resolve(values.against) })
for (const { dir } of builds) {
  if (!existsSync(`${dir}/packages/promise/dist`)) throw new Error(`${dir} is not built: npm run build`)
}

const server = await startServer()
const setting = { url: server.url, builds, rounds: Number(values.rounds) }
try {
  if (values.quick) {
    process.exitCode = (await guard(setting)) ? 0 : 1
  } else {
    const [{ model }] = cpus()
    const day = new Date().toISOString().slice(0, 10)
    console.log(`${day}, Node ${process.versions.node}, ${cpus().length} CPUs (${model})\n`)
    const chosen = values.only?.split(",") ?? Object.keys(sections)
    for (const name of chosen) console.log(`${await sections[name](setting)}\n`)
  }
} finally {
  server.stop()
  const copies = readdirSync(`${here}node_modules`).filter((entry) => entry.startsWith(".bench-"))
  for (const copy of copies) rmSync(`${here}node_modules/${copy}`, { recursive: true, force: true })
}
