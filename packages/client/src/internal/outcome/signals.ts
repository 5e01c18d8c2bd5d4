/** Which payment or session: a reference belongs to one sales unit. */
export interface Subject {
  readonly merchantSerialNumber: string | undefined
  readonly reference: string
}

interface Listener {
  readonly merchantSerialNumber: string | undefined
  readonly wake: () => void
}

type Listeners = Map<string, Set<Listener>>

const key = Symbol.for("@effect-vipps/client/signals")
const shared = globalThis as { [key]?: Listeners }
shared[key] ??= new Map()

/**
 * The waiters of this process, by reference. A webhook receiver and a waiting call share only the process, and may
 * even use two copies of this module: ESM and CommonJS, or one with its own Effect. Hence no `globalValue`, which
 * belongs to one version of Effect.
 */
const listeners: Listeners = shared[key]

/**
 * Makes the waiters of a payment or session read it now. Only a hint, which may be wrong, duplicated or
 * lost. Without a merchant serial number it is for every sales unit.
 */
export const signal = ({ merchantSerialNumber, reference }: Subject): void => {
  for (const listener of listeners.get(reference) ?? []) {
    if (merchantSerialNumber === undefined || merchantSerialNumber === listener.merchantSerialNumber) listener.wake()
  }
}

/** Listens to what happens to a subject until the returned function is called. */
export const onSignal = ({ merchantSerialNumber, reference }: Subject, wake: () => void): (() => void) => {
  const listener: Listener = { merchantSerialNumber, wake }
  const others = listeners.get(reference)
  if (others === undefined) listeners.set(reference, new Set([listener]))
  else others.add(listener)
  return () => {
    const left = listeners.get(reference)
    left?.delete(listener)
    if (left?.size === 0) listeners.delete(reference)
  }
}
