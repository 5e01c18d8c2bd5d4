import { amountText } from "../amount.js"
import type { Command } from "../Command.js"
import { exitCodes } from "../exitCodes.js"

export const get: Command = {
  usage: "<reference>",
  summary: "read a payment",
  arity: [1, 1],
  run: async ({ args: [reference = ""], connect, print, system }) => {
    const { vipps } = await connect()
    const payment = await vipps.ePayment.getPayment(reference, { signal: system.signal })
    const { aggregate, amount, state } = payment
    const lines = [
      `${payment.reference}  ${state}  ${amountText(amount)}`,
      `  authorized  ${amountText(aggregate.authorizedAmount)}`,
      `  captured    ${amountText(aggregate.capturedAmount)}`,
      `  refunded    ${amountText(aggregate.refundedAmount)}`,
      `  cancelled   ${amountText(aggregate.cancelledAmount)}`
    ]
    print.result(payment, lines.join("\n"))
    return exitCodes.done
  }
}
