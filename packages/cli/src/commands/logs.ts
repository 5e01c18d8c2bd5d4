// @effect-diagnostics globalDate:off
import type { Command } from "../Command.js"
import { control } from "../control.js"
import { exitCodes } from "../exitCodes.js"

interface Exchange {
  readonly sequence: number
  readonly timestamp: number
  readonly operation?: string
  readonly method: string
  readonly path: string
  readonly reference: string
  readonly fault?: string
  readonly status?: number
}

/** The line of a request. Headers and bodies stay out: they hold tokens and personal data. */
const line = ({ fault, method, operation, path, reference, sequence, status, timestamp }: Exchange): Exchange => ({
  sequence,
  timestamp,
  ...(operation === undefined ? {} : { operation }),
  method,
  path: path.split("?")[0] ?? "",
  reference,
  ...(fault === undefined ? {} : { fault }),
  ...(status === undefined ? {} : { status })
})

export const logs: Command = {
  usage: "[reference]",
  summary: "the requests that the emulator received",
  details: "      --follow  go on with new requests until interrupted",
  options: { follow: { type: "boolean" } },
  arity: [0, 1],
  run: async ({ args: [reference], env, flag, print, system }) => {
    const query = reference === undefined ? "" : `?reference=${encodeURIComponent(reference)}`
    let last = 0
    do {
      const all = (await control(env, "GET", `/requests${query}`)) as ReadonlyArray<Exchange>
      for (const one of all.filter(({ sequence }) => sequence > last).map(line)) {
        const { fault, method, path, status = 0, timestamp } = one
        const colour = status >= 200 && status < 300 ? "green" : "red"
        const shown = print.colour(colour, status === 0 ? "---" : String(status))
        const at = new Date(timestamp).toISOString()
        print.result(one, `${at}  ${shown}  ${method} ${path}  ${fault ?? ""}`.trimEnd())
        last = one.sequence
      }
    } while (flag("follow") && system.out.isClosed?.() !== true && (await system.sleep(500)))
    return exitCodes.done
  }
}
