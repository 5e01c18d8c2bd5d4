// @effect-diagnostics globalDate:off
import type { VippsInputError } from "@effect-vipps/promise"
import type { Command, Run } from "../Command.js"
import { baseUrlOf, environmentOf, optionsOf } from "../connect.js"
import { type Check, clockCheck, salesUnitCheck, tokenCheck, webhooksCheck } from "../diagnosis.js"
import { exitCodes } from "../exitCodes.js"

const marks = { ok: ["green", "ok     "], wrong: ["red", "wrong  "], unknown: ["yellow", "unknown"] } as const

/**
 * The keys go only where the client would send them: its rules for them and for the URL hold here, too. A malformed
 * serial number is left to the checks.
 */
const validate = async ({ connect }: Run): Promise<void> => {
  try {
    await connect()
  } catch (error) {
    const issues: ReadonlyArray<{ readonly path: string }> = (error as Partial<VippsInputError>).issues ?? []
    if (issues.length === 0 || issues.some(({ path }) => path !== "merchantSerialNumber")) throw error
  }
}

export const doctor: Command = {
  usage: "",
  summary: "check keys, sales unit, clock and webhooks; reads only",
  arity: [0, 0],
  run: async (run) => {
    const { connect, env, print, system } = run
    const checks: Array<Check> = []
    const options = optionsOf(env)
    await validate(run)
    const server = { url: baseUrlOf(env), environment: environmentOf(env), signal: system.signal }
    print.progress(`Checking ${server.url} ...`)
    const { checks: found, date, token } = await tokenCheck(server, options)
    checks.push(...found, clockCheck(date, Date.now()))
    if (token !== undefined) {
      checks.push(await salesUnitCheck(server, options, token))
      checks.push(await webhooksCheck(server, connect))
    }
    const text = checks.map(({ message, name, result }) => {
      const [colour, mark] = marks[result]
      return `${print.colour(colour, mark)}  ${name}: ${message}`
    })
    print.result(checks, text.join("\n"))
    return checks.some(({ result }) => result !== "ok") ? exitCodes.refused : exitCodes.done
  }
}
