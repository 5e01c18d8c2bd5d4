import { parseArgs } from "node:util"
import type { Command } from "./Command.js"
import { type Changes, changesOf } from "./changes.js"
import { runEmulator } from "./commands/emulator.js"
import { commands } from "./commands/index.js"
import { connection, environment } from "./connect.js"
import { type ExitCode, exitCodes, UsageError } from "./exitCodes.js"
import { explain } from "./explain.js"
import { type Printer, printer } from "./print.js"
import type { System } from "./System.js"

const shared = {
  json: { type: "boolean" },
  "env-file": { type: "string" },
  help: { type: "boolean", short: "h" }
} as const

const sharedDetails = `      --json             one JSON value per result, on standard output
      --env-file <file>  read variables from a file; those of the environment win
  -h, --help             show this`

const overview = `Usage: vipps <command> [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(10)}  ${summary}`)
  .join("\n")}

${sharedDetails}

Keys: VIPPS_CLIENT_ID, VIPPS_CLIENT_SECRET, VIPPS_SUBSCRIPTION_KEY and VIPPS_MERCHANT_SERIAL_NUMBER.
VIPPS_ENVIRONMENT is production (default) or test; VIPPS_BASE_URL is another server, such as the emulator.

Exit codes: 0 done, 1 refused, 2 wrong arguments or environment, 3 outcome unknown, 4 still pending.`

const usageOf = (name: string, { details, summary, usage }: Command): string =>
  [`Usage: vipps ${name} ${usage}`, summary, [details, sharedDetails].filter(Boolean).join("\n")].join("\n\n")

const parse = (command: Command, args: ReadonlyArray<string>) => {
  try {
    return parseArgs({ args: [...args], options: { ...shared, ...command.options }, allowPositionals: true })
  } catch (error) {
    // The message of `parseArgs` quotes the argument, which may be a secret given by mistake.
    const code = (error as NodeJS.ErrnoException).code
    const isUnknown = code === "ERR_PARSE_ARGS_UNKNOWN_OPTION"
    throw new UsageError(isUnknown ? "Unknown option" : "An option has a wrong or no value")
  }
}

const runCommand = async (
  [name, command, args]: readonly [string, Command, ReadonlyArray<string>],
  { changes, print, system }: { readonly changes: Changes; readonly print: Printer; readonly system: System }
) => {
  const { positionals, values } = parse(command, args)
  if (values.help === true) {
    system.out.write(`${usageOf(name, command)}\n`)
    return exitCodes.done
  }
  const [least, most] = command.arity
  if (positionals.length < least || positionals.length > most) {
    throw new UsageError(`Usage: vipps ${name} ${command.usage}`)
  }
  const given: { readonly [name: string]: unknown } = values
  const file = values["env-file"]
  const env = environment(system, typeof file === "string" ? file : undefined)
  return command.run({
    args: positionals,
    system,
    print,
    env,
    option: (name) => (typeof given[name] === "string" ? given[name] : undefined),
    flag: (name) => given[name] === true,
    connect: () => connection(env, { warn: print.note }, changes.observe),
    send: changes.send
  })
}

/** Runs one command and resolves to the exit code. Never rejects. */
export const main = async (args: ReadonlyArray<string>, system: System): Promise<ExitCode> => {
  const [name, ...rest] = args
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const { out } = name === undefined ? { out: system.err } : system
    out.write(`${overview}\n`)
    return name === undefined ? exitCodes.usage : exitCodes.done
  }
  const print = printer(system, rest.includes("--json"))
  const changes = changesOf(system, print, rest.includes("--yes"))
  try {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (command === undefined) throw new UsageError("Unknown command: vipps --help lists them")
    // The emulator has options of its own.
    const running =
      name === "emulator" ? runEmulator(rest, system) : runCommand([name, command, rest], { changes, print, system })
    return await Promise.race([running, changes.hurried])
  } catch (error) {
    const { code, ...shown } = explain(changes.failure(error))
    print.failure(shown)
    return code
  }
}
