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
      --key <key>   idempotency key; repeat it to retry a call whose outcome is unknown, where Vipps recognises it`

/** Throws unless the user has confirmed a change, and in production that it is meant. */
export const checkConfirmed = ({ env, flag }: Run, what: string): void => {
  if (isLive(env) && !flag("live")) throw new UsageError(`${what} in production needs --live; no request was sent`)
  if (!flag("yes")) throw new UsageError(`${what} needs --yes; no request was sent`)
}

/** Throws on a `--key` that would not make a repeat safe. */
export const refuseKey = ({ option }: Run, what: string, advice: string): void => {
  if (option("key") === undefined) return
  throw new UsageError(
    `${what} takes no --key: Vipps does not recognise a repeat by it; no request was sent. ${advice}`
  )
}

/** The idempotency key of a change that the user has confirmed. Prints it before anything is sent. */
export const confirmed = (run: Run, what: string): string => {
  checkConfirmed(run, what)
  const { option, print } = run
  const key = option("key") ?? crypto.randomUUID()
  print.note(`Idempotency key: ${key}`)
  return key
}
