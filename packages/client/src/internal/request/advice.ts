import * as Effect from "effect/Effect"
import type { Call } from "./call.js"
import { isIntent } from "./intent.js"
import { annotationsOf } from "./telemetry.js"

/** What a call was about: the first words of whatever is said of it. */
export const titleOf = ({ operation, reference }: Call): string =>
  `${operation.name}${reference === undefined ? "" : ` of ${reference}`}`

/** What to do after a call that may have taken effect. */
export const adviceOf = ({ idempotencyKey, intent, operation }: Call): string => {
  const risk = operation.kind === "MoneyMovement" ? "Money may have moved" : "It may have taken effect"
  if (operation.notRepeatable === true) return `${risk}: ${operation.afterLoss ?? "read it back before trying again"}.`
  if (intent !== undefined) {
    return `${risk}. Retrying the same call with this client is safe: it reuses the idempotency key. After a restart, in another process or with another client, retry with idempotencyKey "${idempotencyKey}", or read it back; never retry with a new key.`
  }
  return isIntent(operation) && idempotencyKey !== undefined
    ? `${risk}: retry with idempotencyKey "${idempotencyKey}", or read it back; never retry with a new key.`
    : `${risk}: retry it, or read it back.`
}

/** A valid request in which something looks wrong. */
export const warnRequest = (call: Call, warnings: ReadonlyArray<string>): Effect.Effect<void> =>
  Effect.annotateLogs(
    Effect.logWarning(`${titleOf(call)} was sent unchanged. ${warnings.join("; ")}.`),
    annotationsOf(call)
  )

/** A call cut off after it was sent has nobody left to give an error to: its key is found in the log. */
export const warnCutOff = (call: Call, by: string): Effect.Effect<void> =>
  Effect.annotateLogs(
    Effect.logWarning(`${titleOf(call)}: ${by} after the request was sent. ${adviceOf(call)}`),
    annotationsOf(call)
  )
