import type { Endpoint } from "@effect-vipps/client/Operation"
import type { Recurring } from "@effect-vipps/promise"
import type { Command, Run } from "../Command.js"
import type { Change } from "../changes.js"
import { checkConfirmed, confirmDetails, confirmed, confirmOptions, refuseKey } from "../confirm.js"
import { exitCodes, UsageError } from "../exitCodes.js"
import { hiddenIn } from "../personal.js"

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

/** A key is offered only where it makes a repeat safe. */
const changeOf = (run: Run, operation: Endpoint): Change<unknown> => {
  const { afterLoss = "Read it back before trying again", idempotencyKey, name, notRepeatable = false } = operation
  if (notRepeatable || idempotencyKey === "None") {
    const advice = notRepeatable ? sentence(afterLoss) : "Send the same request again, or read it back"
    checkConfirmed(run, name)
    refuseKey(run, name, advice)
    return { advice }
  }
  const key = confirmed(run, name)
  return { idempotencyKey: key, advice: `Retry the same request with --key ${key}, or read it back` }
}

/** `Recurring.createCharges` succeeds as a whole, whatever becomes of its charges. */
const refusedCharges = (result: unknown): string | undefined => {
  const { invalidCharges = [], validCharges = [] } = (result ?? {}) as Partial<Recurring.CreateChargesResponse>
  const [made, refused] = [validCharges.length, invalidCharges.length]
  if (refused === 0) return undefined
  return `${refused} of ${made + refused} charges were refused; ${made === 0 ? "none was accepted" : "the others were accepted"}`
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

const optionsOf = ({ idempotencyKey }: Change<unknown>) => (idempotencyKey === undefined ? {} : { idempotencyKey })

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
    const change = operation.kind === "Read" ? undefined : changeOf(run, operation)
    const { vipps } = await run.connect()
    const method: Method = Reflect.get(vipps[api], methodName)
    const result =
      change === undefined
        ? await method(...args, { signal: run.system.signal })
        : await run.send(change, () => method(...args, optionsOf(change)))
    run.print.result(result, undefined, hiddenIn(operation.name))
    const refused = refusedCharges(result)
    if (refused !== undefined) run.print.note(refused)
    return refused === undefined ? exitCodes.done : exitCodes.refused
  }
}
