/** What every part of a running emulator shares. */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Effect from "effect/Effect"
import type { Ids } from "./Ids.js"
import type { RequestLog } from "./RequestLog.js"
import type { Settings } from "./Settings.js"
import type { StateStore } from "./StateStore.js"

export interface EmulatorContext {
  readonly settings: Settings
  readonly ids: Ids
  readonly store: StateStore
  readonly log: RequestLog
  /** The way to the merchant's own endpoints. */
  readonly outgoing: HttpClient.HttpClient
  /** From now on it is another. */
  readonly redirectOutgoing: (client: HttpClient.HttpClient) => Effect.Effect<void>
}
