import { amountText } from "../amount.js"
import type { Command } from "../Command.js"
import { exitCodes } from "../exitCodes.js"

export const events: Command = {
  usage: "<reference>",
  summary: "read the event log of a payment",
  arity: [1, 1],
  run: async ({ args: [reference = ""], connect, print, system }) => {
    const { vipps } = await connect()
    const log = await vipps.ePayment.getPaymentEventLog(reference, { signal: system.signal })
    const lines = log.map(({ amount, idempotencyKey = "", name, success, timestamp }) =>
      `${timestamp}  ${name}${success ? "" : " (failed)"}  ${amountText(amount)}  ${idempotencyKey}`.trimEnd()
    )
    print.result(log, lines.join("\n"))
    return exitCodes.done
  }
}
