import type { Command } from "../Command.js"
import { confirmDetails, confirmed, confirmOptions } from "../confirm.js"
import { exitCodes, UsageError } from "../exitCodes.js"

type Method = (...args: ReadonlyArray<unknown>) => Promise<unknown>

/** Text stays text; an object or an array is JSON. */
const argumentOf = (text: string): unknown => {
  if (!/^[[{]/.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError("An argument that starts with { or [ must be JSON")
  }
}

export const call: Command = {
  usage: "[<operation> [argument...]]",
  summary: "call any operation, as in Recurring.getAgreement agr_1; lists them without arguments",
  details: `An argument is a text, or JSON that starts with { or [. Reads run at once.
${confirmDetails}`,
  options: confirmOptions,
  arity: [0, 10],
  run: async (run) => {
    const { Vipps } = await import("@effect-vipps/client")
    const all = Object.entries(Vipps.operations).flatMap(([api, operations]) =>
      Object.entries(operations).map(([key, operation]) => ({
        api: api as keyof typeof Vipps.operations,
        key,
        operation
      }))
    )
    const [name, ...given] = run.args
    if (name === undefined) {
      const rows = all.map(({ operation: { arguments: names, kind, name } }) => ({ name, arguments: names, kind }))
      run.print.result(
        rows,
        rows.map((row) => `${row.name} ${row.arguments.map((one) => `<${one}>`).join(" ")}  ${row.kind}`).join("\n")
      )
      return exitCodes.done
    }
    const found = all.find((one) => one.operation.name.toLowerCase() === name.toLowerCase())
    if (found === undefined) throw new UsageError("Unknown operation: vipps call lists them")
    const { api, key: methodName, operation } = found
    if (operation.name === "Webhooks.register") {
      throw new UsageError("The response holds a secret: use vipps webhooks register; no request was sent")
    }
    const names = operation.arguments
    if (given.length > names.length) {
      throw new UsageError(`${operation.name} takes ${names.map((one) => `<${one}>`).join(" ")}`)
    }
    const args = names.map((_, index) => (given[index] === undefined ? undefined : argumentOf(given[index])))
    const hasKey = operation.kind !== "Read" && operation.idempotencyKey !== "None"
    const key = operation.kind === "Read" ? undefined : confirmed(run, operation.name)
    const { vipps } = await run.connect()
    const method: Method = Reflect.get(vipps[api], methodName)
    run.print.result(await method(...args, hasKey ? { idempotencyKey: key } : {}))
    return exitCodes.done
  }
}
