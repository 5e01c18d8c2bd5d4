/** Runs the program against the emulator. */
import { VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import { variables as variablesOf } from "./run.js"

export { vipps } from "./run.js"

const keys = VippsEmulator.defaultCredentials

export const secrets = [keys.clientSecret, keys.subscriptionKey]

export const variables = (url: string) => variablesOf(url, keys)

/** A served emulator and the variables that lead to it. */
export const served = ({ rateLimits = false }: { readonly rateLimits?: boolean } = {}) =>
  Effect.map(VippsEmulatorServer.make({ rateLimits }), ({ emulator, url }) => ({ emulator, url, env: variables(url) }))
