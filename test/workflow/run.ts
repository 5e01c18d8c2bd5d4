/**
 * Runs payments on two runners of one PostgreSQL cluster and kills one of them, by SIGKILL and by SIGTERM, and fails unless every
 * payment ends with one capture: `npm run workflow:kill`. Options: `--payments`, `--kind`.
 */
// @effect-diagnostics globalConsole:off
import { parseArgs } from "node:util"
import * as Effect from "effect/Effect"
import { start } from "../sql/postgres.server.js"
import { type Kind, killedRunners } from "./killedRunners.js"

const { values } = parseArgs({ options: { payments: { type: "string", default: "100" }, kind: { type: "string" } } })

const kinds: ReadonlyArray<Kind> = ["SIGKILL", "SIGTERM"]
const payments = Number(values.payments)

for (const kind of kinds.filter((one) => values.kind === undefined || values.kind === one)) {
  const server = await start()
  try {
    const { rows, ...figures } = await Effect.runPromise(killedRunners({ kind, payments, host: server.host }))
    console.log(figures, rows)
    const { captured, captures, ended } = figures
    if (ended !== payments || captures !== payments || captured !== payments) process.exitCode = 1
  } finally {
    await server.stop()
  }
}
