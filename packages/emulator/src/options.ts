/** The options of the program `vipps-emulator`, read from its arguments. */
import { parseArgs } from "node:util"
import * as Either from "effect/Either"
import { variables } from "./startupMessage.js"

export const usage = `Usage: vipps-emulator [options]

  -p, --port <0..65535>    the port to listen on; 0 takes a free port (default 4242)
      --host <address>     the address to listen on, such as 0.0.0.0 (default 127.0.0.1)
      --public-url <url>   the address that customers open (default: the address it listens on)
      --allow-host <name>  accept requests for this host name as well; repeat it for several
      --allow-http <name>  accept http return, callback and webhook URLs of this host; repeat it for several
      --allow-origin <url> let pages of this origin call the control endpoints; repeat it for several
      --data <file>        keep payments, sessions, ledger, tokens, webhooks and clock in this file
      --no-rate-limits     respond to any number of requests
  -q, --quiet              print no line for each request and webhook
  -v, --version            print the version
  -h, --help               print this

It accepts the keys in ${Object.values(variables).slice(0, 2).join(", ")},
${Object.values(variables).slice(2).join(" and ")}, or made-up ones.`

const options = {
  port: { type: "string", short: "p", default: "4242" },
  host: { type: "string", default: "127.0.0.1" },
  "public-url": { type: "string" },
  "allow-host": { type: "string", multiple: true },
  "allow-http": { type: "string", multiple: true },
  "allow-origin": { type: "string", multiple: true },
  data: { type: "string" },
  "no-rate-limits": { type: "boolean", default: false },
  quiet: { type: "boolean", short: "q", default: false },
  version: { type: "boolean", short: "v", default: false },
  help: { type: "boolean", short: "h", default: false }
} as const

const parsed = (args: ReadonlyArray<string>) => {
  const { values } = parseArgs({ args: [...args], options })
  return {
    ...values,
    allowHosts: values["allow-host"] ?? [],
    allowHttp: values["allow-http"] ?? [],
    allowOrigins: values["allow-origin"] ?? [],
    publicUrl: values["public-url"]?.replace(/\/$/, "")
  }
}

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) <= 65_535

/** A name or an address without scheme, port or path. */
const isHost = (text: string): boolean => /^[a-z0-9.-]+$|^\[[0-9a-f:]+\]$/i.test(text)

const urlOf = (text: string): URL | undefined =>
  URL.canParse(text) && /^https?:/.test(text) ? new URL(text) : undefined

/** The host names that an option lists are not URLs, which they are easily taken for. */
const wrongHosts = (option: string, names: ReadonlyArray<string>): ReadonlyArray<string> =>
  names
    .filter((name) => !isHost(name))
    .map((name) => `${option} takes a host name without scheme and port, such as shop, not ${name}.`)

const isBare = (url: URL | undefined): boolean => url !== undefined && url.href === `${url.origin}/`

const wrongIn = (values: ReturnType<typeof parsed>): ReadonlyArray<string> => {
  const { allowOrigins, publicUrl, port } = values
  return [
    ...(isPort(port) ? [] : [`--port takes a number from 0 to 65535, not ${port}.`]),
    ...wrongHosts("--allow-host", values.allowHosts),
    ...wrongHosts("--allow-http", values.allowHttp),
    ...allowOrigins
      .filter((origin) => urlOf(origin)?.origin !== origin)
      .map((origin) => `--allow-origin takes an origin, such as http://localhost:5173, not ${origin}.`),
    ...(publicUrl === undefined || isBare(urlOf(publicUrl))
      ? []
      : [
          `--public-url takes an http or https URL without a path, query or credentials, such as http://localhost:4242, not ${publicUrl}.`
        ])
  ]
}

/** The options, or what is wrong with the arguments. */
export const read = (args: ReadonlyArray<string>) =>
  Either.flatMap(
    Either.try({
      try: () => parsed(args),
      // Node's message continues with advice on positional arguments, which this program does not take.
      catch: (error) => (error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error))
    }),
    (values) => {
      const [wrong] = wrongIn(values)
      if (wrong !== undefined) return Either.left(wrong)
      return Either.right({ ...values, port: Number(values.port) })
    }
  )
