/** What every part of a running emulator shares. */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { Control } from "./control.js"
import type { EmulatorError } from "./EmulatorError.js"
import type { Ids } from "./Ids.js"
import type { Memory } from "./Memory.js"
import type { RequestLog } from "./RequestLog.js"
import type { Settings } from "./Settings.js"

export interface Core {
  readonly settings: Settings
  readonly ids: Ids
  readonly memory: Memory
  readonly log: RequestLog
  /** The way to the merchant's own endpoints. */
  readonly outgoing: HttpClient.HttpClient
  /** From now on it is another. */
  readonly redirectOutgoing: (client: HttpClient.HttpClient) => Effect.Effect<void>
}

/** Carries out what happens outside the APIs, in one step. */
export const control = <A, E = EmulatorError>(
  { ids, memory, settings }: Core,
  run: Control<A, E>
): Effect.Effect<A, E> =>
  Effect.flatMap(
    memory.modify((now, world) => run({ now, ids, settings }, world)),
    Either.match({ onLeft: Effect.fail, onRight: Effect.succeed })
  )
