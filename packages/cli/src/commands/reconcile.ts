import { amountText } from "../amount.js"
import type { Command } from "../Command.js"
import { exitCodes } from "../exitCodes.js"

export const reconcile: Command = {
  usage: "<reference>",
  summary: "cross-check a payment with its event log; exits with 1 where they disagree",
  arity: [1, 1],
  run: async ({ args: [reference = ""], connect, print, system }) => {
    const { vipps } = await connect()
    const found = await vipps.ePayment.reconcile(reference, { signal: system.signal })
    const lines = [
      `${found.reference}  ${found.state}  ${found.consistent ? "consistent" : print.colour("red", "inconsistent")}`,
      `  captured    ${amountText(found.captured)}`,
      `  refunded    ${amountText(found.refunded)}`,
      `  cancelled   ${amountText(found.cancelled)}`,
      `  remaining   ${amountText(found.remaining)}`,
      `  refundable  ${amountText(found.refundable)}`
    ]
    print.result(found, lines.join("\n"))
    return found.consistent ? exitCodes.done : exitCodes.refused
  }
}
