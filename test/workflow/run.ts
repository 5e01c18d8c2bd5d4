/**
 * Runs payments on two runners of one PostgreSQL cluster while something goes wrong, and fails unless every payment ends
 * with one capture: `npm run workflow:kill`. Options: `--payments`, `--kind SIGKILL|SIGTERM|both|database|webhooks`.
 */
// @effect-diagnostics globalConsole:off
import { parseArgs } from "node:util"
import * as Effect from "effect/Effect"
import { start } from "../sql/postgres.server.js"
import { killedRunners, kinds } from "./killedRunners.js"

const { values } = parseArgs({ options: { payments: { type: "string", default: "100" }, kind: { type: "string" } } })

const payments = Number(values.payments)
const chosen = kinds.filter((kind) => values.kind === undefined || values.kind === kind)
if (chosen.length === 0) throw new Error(`--kind is one of ${kinds.join(", ")}`)

const table = []
for (const kind of chosen) {
  const database = await start()
  try {
    const figures = await Effect.runPromise(killedRunners({ kind, payments, database }))
    table.push(figures)
    console.log(figures)
    const { captured, captures, ended } = figures
    if (ended !== payments || captures !== payments || captured !== payments) process.exitCode = 1
  } finally {
    await database.stop()
  }
}
console.table(table)
