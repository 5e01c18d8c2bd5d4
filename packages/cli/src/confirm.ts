import type { ParseArgsConfig } from "node:util"
import type { Run } from "./Command.js"
import { isLive } from "./connect.js"
import { UsageError } from "./exitCodes.js"

export const confirmOptions = {
  yes: { type: "boolean" },
  live: { type: "boolean" },
  key: { type: "string" }
} as const satisfies ParseArgsConfig["options"]

export const confirmDetails = `      --yes         send the request; without it nothing is sent
      --live        allow it in production
      --key <key>   idempotency key; repeat it to retry a call whose outcome is unknown`

/** The idempotency key of a change that the user has confirmed. Prints it before anything is sent. */
export const confirmed = ({ env, flag, option, print }: Run, what: string): string => {
  if (isLive(env) && !flag("live")) throw new UsageError(`${what} in production needs --live; no request was sent`)
  if (!flag("yes")) throw new UsageError(`${what} needs --yes; no request was sent`)
  const key = option("key") ?? crypto.randomUUID()
  print.note(`Idempotency key: ${key}`)
  return key
}
