/** Seeded random numbers: the same seed gives the same lives and the same sequence of faults. */
export interface Random {
  /** From 0 up to and not including 1. */
  readonly next: () => number
  /** A whole number from `low` to `high`. */
  readonly int: (low: number, high: number) => number
  readonly chance: (rate: number) => boolean
}

/** Mulberry32, seeded by all numbers. */
export const random = (...seeds: ReadonlyArray<number>): Random => {
  let state = seeds.reduce((hash, seed) => Math.imul(hash ^ seed, 0x9e3779b1) ^ (hash >>> 15), 0x2545f491)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (rate) => next() < rate
  }
}
