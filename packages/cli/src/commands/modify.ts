import { amountText, minorUnits } from "../amount.js"
import type { Command } from "../Command.js"
import { confirmDetails, confirmed, confirmOptions } from "../confirm.js"
import { exitCodes, RefusedError, UsageError } from "../exitCodes.js"

/** Captures or refunds a part of a payment, or all that can be. */
const movement = (verb: "capture" | "refund"): Command => ({
  usage: "<reference> [minor units]",
  summary: `${verb} an amount of a payment, or all that is left`,
  details: confirmDetails,
  options: confirmOptions,
  arity: [1, 2],
  run: async (run) => {
    const [reference = "", given] = run.args
    const value = given === undefined ? undefined : minorUnits(given)
    if (value === undefined && run.option("key") !== undefined) {
      throw new UsageError("With --key, give the amount that the first run printed: what is left may have changed")
    }
    const idempotencyKey = confirmed(run, verb)
    const { vipps } = await run.connect()
    const { refundable, remaining } = await import("@effect-vipps/promise")
    const payment = await vipps.ePayment.getPayment(reference, { signal: run.system.signal })
    const left = verb === "capture" ? remaining(payment) : refundable(payment)
    const modificationAmount = value === undefined ? left : { ...left, value }
    if (modificationAmount.value === 0) throw new RefusedError(`Nothing is left to ${verb}; no request was sent`)
    // A retry with the same key needs the same amount, which is no longer what is left.
    run.print.note(`Amount: ${modificationAmount.value}`)
    const call = verb === "capture" ? vipps.ePayment.capturePayment : vipps.ePayment.refundPayment
    const response = await run.send(
      {
        idempotencyKey,
        reference,
        advice: `Retry with the amount ${modificationAmount.value} and --key ${idempotencyKey}, or read it: vipps events ${reference}`
      },
      () => call(reference, { modificationAmount }, { idempotencyKey })
    )
    run.print.result({ ...response, idempotencyKey }, `${verb} of ${amountText(modificationAmount)}: done`)
    return exitCodes.done
  }
})

export const capture = movement("capture")

export const refund = movement("refund")

export const cancel: Command = {
  usage: "<reference>",
  summary: "cancel a payment, or release what is not captured",
  details: confirmDetails,
  options: confirmOptions,
  arity: [1, 1],
  run: async (run) => {
    const [reference = ""] = run.args
    const idempotencyKey = confirmed(run, "cancel")
    const { vipps } = await run.connect()
    const response = await run.send(
      {
        idempotencyKey,
        reference,
        advice: `Retry with --key ${idempotencyKey}, or read it: vipps events ${reference}`
      },
      () => vipps.ePayment.cancelPayment(reference, undefined, { idempotencyKey })
    )
    run.print.result({ ...response, idempotencyKey }, "cancel: done")
    return exitCodes.done
  }
}
