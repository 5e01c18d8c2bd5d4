/**
 * [U] How long Vipps remembers a key is not documented. A key kept too long repeats a response; one dropped too early may
 * move money twice. In milliseconds.
 */
const longest = 24 * 60 * 60 * 1000

/** Enough for a night's batch during an outage; about 5 MB at half a kilobyte each. */
const most = 10_000

interface Kept {
  readonly what: string
  /** All keys of such a request, this one among them. */
  readonly keys: Set<string>
  readonly at: number
}

/**
 * The generated keys of calls that ended without saying whether they took effect, one memory per configuration. The
 * next equal call takes the key instead of a new one, so that an outer retry repeats a request instead of making a new one.
 *
 * A key is here only while no call carries it. `what` names a request in every respect that matters to Vipps. Times are
 * epoch milliseconds. Nothing here prints: a body may hold personal data.
 */
export class Unsettled {
  /** Least recently kept first. */
  readonly #kept = new Map<string, Kept>()
  readonly #keysOf = new Map<string, Set<string>>()

  get isEmpty(): boolean {
    return this.#kept.size === 0
  }

  /** Takes out the key that an equal call left here, the oldest one first. */
  take(what: string, now: number): string | undefined {
    this.#prune(now)
    for (const key of this.#keysOf.get(what) ?? []) {
      this.remove(key)
      return key
    }
    return undefined
  }

  /** Keeps a key for the next equal call; the oldest one makes room. */
  keep(what: string, key: string, now: number): void {
    this.remove(key)
    const keys = this.#keysOf.get(what) ?? new Set()
    this.#keysOf.set(what, keys.add(key))
    this.#kept.set(key, { what, keys, at: now })
    this.#prune(now)
  }

  remove(key: string): void {
    const kept = this.#kept.get(key)
    if (kept === undefined) return
    const { keys, what } = kept
    this.#kept.delete(key)
    keys.delete(key)
    if (keys.size === 0) this.#keysOf.delete(what)
  }

  #prune(now: number): void {
    for (const [key, { at }] of this.#kept) {
      if (now - at <= longest && this.#kept.size <= most) return
      this.remove(key)
    }
  }
}
