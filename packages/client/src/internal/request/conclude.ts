import * as Effect from "effect/Effect"
import { warnCutOff } from "./advice.js"
import type { Call } from "./call.js"
import { type Ending, release, settle } from "./intent.js"
import type { CallObserver } from "./observer.js"
import { annotateSpan, type counterOf, type Labels } from "./telemetry.js"

/** How the end of a call is counted and logged, besides its {@link Ending}. */
export interface Aftermath {
  readonly count: ReturnType<typeof counterOf>
  /** The metric labels of the fiber. */
  readonly labels: Labels
  /** The operation has a span. */
  readonly traced: boolean
  readonly observer: CallObserver | undefined
}

/**
 * Ends a call: its key is settled or kept, metrics count it, and its span and a log identify it. The last two are done by
 * the returned effect; a success returns `undefined`.
 */
export const conclude = (
  call: Call,
  ending: Ending,
  now: number,
  { count, labels, observer, traced }: Aftermath
): Effect.Effect<void> | undefined => {
  const { idempotencyKey, intent, state } = call
  if (intent !== undefined) release(intent, ending, state.family.unsettled, now)
  else if (idempotencyKey !== undefined) settle(idempotencyKey, ending, state.family.unsettled)
  observer?.(call, ending, now - call.startedAt)
  if (ending === "Success") {
    count(undefined, now - call.startedAt, labels)
    return undefined
  }
  const error = ending._tag === "CutOff" ? ending.by : ending._tag
  count(error, now - call.startedAt, labels)
  const isLost = ending._tag === "CutOff" && ending.sent && call.operation.kind !== "Read"
  return Effect.zipRight(
    traced ? annotateSpan(call, error, "traceId" in ending ? ending.traceId : undefined) : Effect.void,
    isLost ? warnCutOff(call, error) : Effect.void
  )
}
