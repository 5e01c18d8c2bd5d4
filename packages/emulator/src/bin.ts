#!/usr/bin/env node
/** Serves the emulator until it receives a signal to stop: `vipps-emulator --port 4242`. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { read, usage } from "./options.js"
import { banner, variables } from "./startupMessage.js"
import type { Credentials } from "./VippsEmulator.js"
import { defaultCredentials, merchants } from "./VippsEmulator.js"
import * as VippsEmulatorServer from "./VippsEmulatorServer.js"
import { version } from "./version.js"

const variable = (name: keyof Credentials) =>
  Config.nonEmptyString(variables[name]).pipe(Config.withDefault(defaultCredentials[name]))

const credentials: Config.Config<Credentials> = Config.all({
  clientId: variable("clientId"),
  clientSecret: variable("clientSecret"),
  subscriptionKey: variable("subscriptionKey"),
  merchantSerialNumber: variable("merchantSerialNumber")
})

const program = Effect.gen(function* () {
  const given = yield* Effect.mapError(read(process.argv.slice(2)), (wrong) => `${usage}\n\n${wrong}`)
  if (given.help) return yield* Console.log(usage)
  if (given.version) return yield* Console.log(version)
  const print = yield* Console.consoleWith(({ unsafe }) => Effect.succeed(unsafe.log))
  const first = { ...merchants.norway, credentials: yield* credentials }
  const others = [merchants.denmark, merchants.finland]
  const { url } = yield* VippsEmulatorServer.make({
    ...given,
    merchants: [first, ...others],
    rateLimits: !given["no-rate-limits"],
    log: given.quiet ? undefined : print
  })
  yield* Console.log(banner({ url: given.publicUrl ?? url, listensOn: url }, first, others))
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
