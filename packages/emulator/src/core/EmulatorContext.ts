/** The context that all parts of a running emulator share. */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Effect from "effect/Effect"
import type { Activity } from "./activity.js"
import type { Ids } from "./Ids.js"
import type { RequestLog } from "./RequestLog.js"
import type { Settings } from "./Settings.js"
import type { StateStore } from "./StateStore.js"

export interface EmulatorContext {
  readonly settings: Settings
  readonly ids: Ids
  readonly store: StateStore
  readonly log: RequestLog
  /** Reports what arrives and what is sent, as it happens. */
  readonly trace: (activity: Omit<Activity, "at">) => Effect.Effect<void>
  /** The client for the merchant's endpoints. */
  readonly outgoing: HttpClient.HttpClient
  /** Replaces it. */
  readonly redirectOutgoing: (client: HttpClient.HttpClient) => Effect.Effect<void>
}
