#!/usr/bin/env node
import { parseArgs } from "node:util"
/** Serves the emulator until it receives a signal to stop: `vipps-emulator --port 4242`. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { banner, variables } from "./startupMessage.js"
import type { Credentials } from "./VippsEmulator.js"
import { defaultCredentials, merchants } from "./VippsEmulator.js"
import * as VippsEmulatorServer from "./VippsEmulatorServer.js"

const variable = (name: keyof Credentials) =>
  Config.nonEmptyString(variables[name]).pipe(Config.withDefault(defaultCredentials[name]))

const credentials: Config.Config<Credentials> = Config.all({
  clientId: variable("clientId"),
  clientSecret: variable("clientSecret"),
  subscriptionKey: variable("subscriptionKey"),
  merchantSerialNumber: variable("merchantSerialNumber")
})

const usage = `Usage: vipps-emulator [options]

  -p, --port <0..65535>   where to listen on 127.0.0.1; 0 takes a free port (default 4242)
      --data <file>       keep payments, sessions, ledger, tokens, webhooks and clock in this file
      --no-rate-limits    answer as often as it is asked
  -h, --help              show this

The keys it lets in are those in ${Object.values(variables).slice(0, 2).join(", ")},
${Object.values(variables).slice(2).join(" and ")}, or made-up ones.`

const options = {
  port: { type: "string", short: "p", default: "4242" },
  data: { type: "string" },
  "no-rate-limits": { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false }
} as const

const Port = Schema.NumberFromString.pipe(Schema.int(), Schema.between(0, 65_535))

/** Fails with the usage for any argument it does not know. */
const given = Effect.try(() => parseArgs({ options }).values).pipe(
  Effect.flatMap((values) => Effect.map(Schema.decode(Port)(values.port), (port) => ({ ...values, port }))),
  Effect.mapError(() => usage)
)

const program = Effect.gen(function* () {
  const { data, help, "no-rate-limits": unlimited, port } = yield* given
  if (help) return yield* Console.log(usage)
  const first = { ...merchants.norway, credentials: yield* credentials }
  const others = [merchants.denmark, merchants.finland]
  const { url } = yield* VippsEmulatorServer.make({ port, data, merchants: [first, ...others], rateLimits: !unlimited })
  yield* Console.log(banner(url, first, others))
  return yield* Effect.never
}).pipe(Effect.scoped)

const explain = (error: Effect.Effect.Error<typeof program>): string => {
  if (typeof error === "string") return error
  if (error._tag === "ServeError") return `Cannot listen: ${String(error.cause)}`
  return error._tag === "DataFileError" ? error.message : String(error)
}

NodeRuntime.runMain(
  Effect.tapError(program, (error) => Console.error(explain(error))),
  { disableErrorReporting: true }
)
