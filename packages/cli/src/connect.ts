import { readFileSync } from "node:fs"
import { parseEnv } from "node:util"
import type { VippsOptions } from "@effect-vipps/promise"
import type { Connection, Environment } from "./Command.js"
import { UsageError } from "./exitCodes.js"
import type { System } from "./System.js"

/** The variables of the process, and below them those of a file. */
export const environment = (system: System, file: string | undefined): System["env"] => {
  if (file === undefined) return system.env
  try {
    return { ...parseEnv(readFileSync(file, "utf8")), ...system.env }
  } catch (error) {
    throw new UsageError(`Cannot read ${file}: ${(error as NodeJS.ErrnoException).code ?? "invalid file"}`)
  }
}

export const keyNames = {
  clientId: "VIPPS_CLIENT_ID",
  clientSecret: "VIPPS_CLIENT_SECRET",
  subscriptionKey: "VIPPS_SUBSCRIPTION_KEY",
  merchantSerialNumber: "VIPPS_MERCHANT_SERIAL_NUMBER"
} as const

export const missingKeys = (env: System["env"]): ReadonlyArray<string> =>
  Object.values(keyNames).filter((name) => (env[name] ?? "") === "")

export const environmentOf = (env: System["env"]): Environment => {
  const name = env["VIPPS_ENVIRONMENT"] ?? "production"
  if (name !== "production" && name !== "test") {
    throw new UsageError("VIPPS_ENVIRONMENT must be production or test")
  }
  return (env["VIPPS_BASE_URL"] ?? "") === "" ? name : "server"
}

const hosts = { production: "https://api.vipps.no", test: "https://apitest.vipps.no" } as const

/** Where requests go. */
export const baseUrlOf = (env: System["env"]): string => {
  const where = environmentOf(env)
  return where === "server" ? (env["VIPPS_BASE_URL"] ?? "").replace(/\/+$/, "") : hosts[where]
}

/** A server on this machine: the emulator. Other servers may lead to production. */
export const isLocal = (env: System["env"]): boolean => {
  try {
    return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(baseUrlOf(env)).hostname)
  } catch {
    return false
  }
}

/** Whether requests may move real money. A server that is neither the test environment nor local may lead to Vipps. */
export const isLive = (env: System["env"]): boolean =>
  environmentOf(env) !== "test" && !isLocal(env) && baseUrlOf(env) !== hosts.test

export const optionsOf = (env: System["env"]): VippsOptions => {
  const missing = missingKeys(env)
  if (missing.length > 0) throw new UsageError(`Set ${missing.join(", ")} in the environment or in --env-file`)
  const value = (name: string) => env[name] ?? ""
  const where = environmentOf(env)
  return {
    clientId: value(keyNames.clientId),
    clientSecret: value(keyNames.clientSecret),
    subscriptionKey: value(keyNames.subscriptionKey),
    merchantSerialNumber: value(keyNames.merchantSerialNumber),
    systemName: "vipps-cli",
    ...(where === "server" ? { baseUrl: value("VIPPS_BASE_URL") } : { useTestMode: where === "test" })
  }
}

export const connection = async (
  env: System["env"],
  logger: NonNullable<VippsOptions["logger"]>,
  onEvent: NonNullable<VippsOptions["onEvent"]>
): Promise<Connection> => {
  const options = { ...optionsOf(env), logger, onEvent }
  const { Vipps } = await import("@effect-vipps/promise")
  return { environment: environmentOf(env), options, vipps: new Vipps(options) }
}
