import * as Effect from "effect/Effect"
import { globalValue } from "effect/GlobalValue"
import type * as Scope from "effect/Scope"

/** Which payment or session: a reference belongs to one sales unit. */
export interface Subject {
  readonly merchantSerialNumber: string | undefined
  readonly reference: string
}

interface Listener {
  readonly merchantSerialNumber: string | undefined
  readonly wake: () => void
}

/**
 * Who waits in this process, by reference. A receiver of webhooks and a waiting call share only the process, perhaps
 * even as two copies of this module (ESM and CommonJS): hence the global value.
 */
const listeners = globalValue(Symbol.for("@effect-vipps/client/signals"), () => new Map<string, Set<Listener>>())

/**
 * Something happened to this payment or session: whoever waits for it reads it now. Only a hint, which may be wrong,
 * doubled or lost. Without a merchant serial number it is for every sales unit.
 */
export const signal = ({ merchantSerialNumber, reference }: Subject): void => {
  for (const listener of listeners.get(reference) ?? []) {
    if (merchantSerialNumber === undefined || merchantSerialNumber === listener.merchantSerialNumber) listener.wake()
  }
}

/**
 * Listens until the scope is closed. The latch is opened by a signal, and closed by the listener before it reads: a
 * signal during the reading is not lost.
 */
export const listen = ({ merchantSerialNumber, reference }: Subject): Effect.Effect<Effect.Latch, never, Scope.Scope> =>
  Effect.gen(function* () {
    const latch = yield* Effect.makeLatch()
    const listener: Listener = { merchantSerialNumber, wake: () => latch.unsafeOpen() }
    yield* Effect.acquireRelease(
      Effect.sync(() => {
        const others = listeners.get(reference)
        if (others === undefined) listeners.set(reference, new Set([listener]))
        else others.add(listener)
      }),
      () =>
        Effect.sync(() => {
          const left = listeners.get(reference)
          left?.delete(listener)
          if (left?.size === 0) listeners.delete(reference)
        })
    )
    return latch
  })
