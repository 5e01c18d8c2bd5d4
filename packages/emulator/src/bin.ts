#!/usr/bin/env node
import { parseArgs } from "node:util"
/** Serves the emulator until it is told to stop: `vipps-emulator --port 4242`. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Credentials } from "./VippsEmulator.js"
import { defaultCredentials, merchants } from "./VippsEmulator.js"
import * as VippsEmulatorServer from "./VippsEmulatorServer.js"

const variables = {
  clientId: "VIPPS_CLIENT_ID",
  clientSecret: "VIPPS_CLIENT_SECRET",
  subscriptionKey: "VIPPS_SUBSCRIPTION_KEY",
  merchantSerialNumber: "VIPPS_MERCHANT_SERIAL_NUMBER"
} as const satisfies Record<keyof Credentials, string>

const variable = (name: keyof Credentials) =>
  Config.nonEmptyString(variables[name]).pipe(Config.withDefault(defaultCredentials[name]))

const credentials: Config.Config<Credentials> = Config.all({
  clientId: variable("clientId"),
  clientSecret: variable("clientSecret"),
  subscriptionKey: variable("subscriptionKey"),
  merchantSerialNumber: variable("merchantSerialNumber")
})

const Port = Schema.NumberFromString.pipe(Schema.int(), Schema.between(0, 65_535))

/** Fails with a line of usage for any argument it does not know. */
const settings = Effect.try(
  () =>
    parseArgs({ options: { port: { type: "string", short: "p", default: "4242" }, data: { type: "string" } } }).values
).pipe(
  Effect.flatMap(({ data, port }) => Effect.map(Schema.decode(Port)(port), (number) => ({ port: number, data }))),
  Effect.mapError(() => "Usage: vipps-emulator [--port <0..65535>] [--data <file>]   (port 0 takes a free one)")
)

const program = Effect.gen(function* () {
  const keys = yield* credentials
  const { data, port } = yield* settings
  const own = [{ ...merchants.norway, credentials: keys }, merchants.denmark, merchants.finland]
  const { url } = yield* VippsEmulatorServer.make({ port, data, merchants: own })
  yield* Console.log(`Vipps emulator: ${url}`)
  yield* Console.log(`VIPPS_BASE_URL=${url}`)
  for (const [name, environment] of Object.entries(variables)) {
    yield* Console.log(`${environment}=${keys[name as keyof Credentials]}`)
  }
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
