import type { EPayment } from "@effect-vipps/promise"
import { currencyOf, minorUnits } from "../amount.js"
import type { Command } from "../Command.js"
import { confirmDetails, confirmed, confirmOptions } from "../confirm.js"
import { exitCodes, UsageError } from "../exitCodes.js"

const seconds = (text: string | undefined): number => {
  const value = Number(text ?? 630)
  if (!Number.isInteger(value) || value < 1 || value > 86_400) throw new UsageError("--wait is 1 to 86400 seconds")
  return value
}

export const pay: Command = {
  usage: "<minor units>",
  summary: "create a payment, show its QR code and wait for the outcome",
  details: `      --currency <code>     defaults to NOK
      --reference <text>    defaults to a generated one
      --description <text>  what the customer sees; defaults to the reference
      --return-url <url>    where the customer lands; defaults to https://example.com
      --wait <seconds>      how long to wait; defaults to 630
${confirmDetails}`,
  options: {
    ...confirmOptions,
    currency: { type: "string" },
    reference: { type: "string" },
    description: { type: "string" },
    "return-url": { type: "string" },
    wait: { type: "string" }
  },
  arity: [1, 1],
  run: async (run) => {
    const { option, print, system } = run
    const value = minorUnits(run.args[0] ?? "")
    const currency = currencyOf(option("currency") ?? "NOK")
    const reference = option("reference") ?? `cli-${crypto.randomUUID()}`
    if (option("key") !== undefined && option("reference") === undefined) {
      throw new UsageError("With --key, give the --reference that the first run printed")
    }
    const windowMs = seconds(option("wait")) * 1000
    const idempotencyKey = confirmed(run, "pay")
    print.note(`Reference: ${reference}`)
    const { vipps } = await run.connect()
    const request: EPayment.CreatePaymentRequest = {
      reference,
      amount: { value, currency },
      paymentMethod: { type: "WALLET" },
      userFlow: "WEB_REDIRECT",
      returnUrl: option("return-url") ?? "https://example.com",
      paymentDescription: option("description") ?? reference
    }
    const { redirectUrl } = await run.send(
      {
        idempotencyKey,
        reference,
        advice: `Retry with --reference ${reference} and --key ${idempotencyKey}, or read it: vipps get ${reference}`,
        made: () => ({
          code: exitCodes.pending,
          message: `The payment ${reference} was created, and its outcome is not known: vipps get ${reference}`,
          reference
        })
      },
      () => vipps.ePayment.createPayment(request, { idempotencyKey })
    )
    if (redirectUrl !== undefined) {
      if (system.err.isTTY && !print.json) {
        const { default: qrcode } = await import("qrcode")
        system.err.write(`${await qrcode.toString(redirectUrl, { type: "utf8" })}\n`)
      }
      print.note(`Pay at ${redirectUrl}`)
    }
    print.progress("Waiting for the customer ...")
    const outcome = await vipps.ePayment.awaitOutcome(reference, {
      windowMs,
      firstReadAfterMs: Math.min(5000, windowMs),
      signal: system.signal
    })
    const colour = outcome._tag === "Authorized" ? "green" : "yellow"
    print.result({ outcome: outcome._tag, ...outcome.payment }, `${reference}  ${print.colour(colour, outcome._tag)}`)
    if (outcome._tag === "Authorized") return exitCodes.done
    return outcome._tag === "Pending" || outcome._tag === "Unknown" ? exitCodes.pending : exitCodes.refused
  }
}
