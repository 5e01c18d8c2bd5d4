// @effect-diagnostics globalFetch:off
import { baseUrlOf, isLocal } from "./connect.js"
import { RefusedError, UsageError } from "./exitCodes.js"
import type { System } from "./System.js"

/** Calls the emulator's control API, which no other server has. */
export const control = async (env: System["env"], method: "GET" | "POST", path: string): Promise<unknown> => {
  if (!isLocal(env)) throw new UsageError("Set VIPPS_BASE_URL to a running emulator, as in http://127.0.0.1:4242")
  const url = `${baseUrlOf(env)}/_emulator${path}`
  const response = await fetch(url, { method, redirect: "error" }).catch(() => {
    throw new RefusedError(`No emulator answers at ${baseUrlOf(env)}`)
  })
  const text = await response.text()
  if (!response.ok) {
    const message = /"message":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? `status ${response.status}`
    throw new RefusedError(`The emulator refused: ${message}`)
  }
  return text === "" ? undefined : JSON.parse(text)
}
