import type { Signal } from "../options.js"

interface Shared {
  readonly listeners: Set<() => void>
  readonly stop: () => void
}

const signals = new WeakMap<Signal, Shared>()

const share = (signal: Signal): Shared => {
  const listeners = new Set<() => void>()
  const abort = () => {
    for (const listener of listeners) listener()
  }
  signal.addEventListener("abort", abort)
  const shared = { listeners, stop: () => signal.removeEventListener("abort", abort) }
  signals.set(signal, shared)
  return shared
}

/**
 * Calls `listener` when the signal aborts, until the function that it returns is called. The calls that share a signal
 * share one event listener, removed with the last of them: runtimes report a leak from the eleventh listener on.
 */
export const onAbort = (signal: Signal, listener: () => void): (() => void) => {
  const shared = signals.get(signal) ?? share(signal)
  shared.listeners.add(listener)
  return () => {
    shared.listeners.delete(listener)
    if (shared.listeners.size > 0 || signals.get(signal) !== shared) return
    signals.delete(signal)
    shared.stop()
  }
}
