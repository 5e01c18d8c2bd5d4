/** What every part of a running emulator shares. */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { Control } from "./control.js"
import type { EmulatorError } from "./EmulatorError.js"
import * as Ids from "./Ids.js"
import type { Memory } from "./Memory.js"
import type { RequestLog } from "./RequestLog.js"
import type { Settings } from "./Settings.js"

export interface Core {
  readonly settings: Settings
  readonly memory: Memory
  readonly log: RequestLog
  /** The way to the merchant's own endpoints. */
  readonly outgoing: HttpClient.HttpClient
  /** From now on it is another. */
  readonly redirectOutgoing: (client: HttpClient.HttpClient) => Effect.Effect<void>
}

/** Carries out what happens outside the APIs, in one step. */
export const control = <A, E = EmulatorError>({ memory, settings }: Core, run: Control<A, E>): Effect.Effect<A, E> =>
  Ids.draw.pipe(
    Effect.flatMap((ids) => memory.modify((now, world) => run({ now, ids, settings }, world))),
    Effect.flatMap(Either.match({ onLeft: Effect.fail, onRight: Effect.succeed }))
  )
