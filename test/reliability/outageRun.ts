// @effect-diagnostics globalConsole:off
/**
 * A minute without Vipps, three times, under 200 callers that call again and again: `npm run outage`. Options: `--seconds`,
 * `--callers`.
 */
import { parseArgs } from "node:util"
import { outage } from "./outage.js"

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "60" }, callers: { type: "string", default: "200" } }
})

for (const kind of ["down", "503", "hang"] as const) {
  const figures = await outage({
    kind,
    millis: Number(values.seconds) * 1_000,
    callers: Number(values.callers),
    timeout: 30_000
  })
  const { calls, requests, heap, ...others } = figures
  console.log(kind, {
    calls,
    requests,
    requestsPerCall: Number((requests / calls).toFixed(2)),
    heapMegabytes: heap.map((megabytes) => Number(megabytes.toFixed(1))).join(" -> "),
    ...others,
    recovery: `${Math.round(others.recovery)} ms`
  })
  if (figures.strange > 0 || requests > calls + figures.succeededAfter + 500) process.exitCode = 1
}
