import * as FiberRef from "effect/FiberRef"
import type { Call } from "./call.js"
import type { Ending } from "./intent.js"

/** How calls end, for code that observes them without a tracer. Called once for each call that had valid input. */
export type CallObserver = (call: Call, ending: Ending, millis: number) => void

export const callObserver: FiberRef.FiberRef<CallObserver | undefined> = FiberRef.unsafeMake<CallObserver | undefined>(
  undefined
)
