/** Money per day, summed up from the ledger. */
import * as Chunk from "effect/Chunk"
import type { Currency } from "../../core/Amount.js"
import { iso } from "../../core/format.js"
import type { LedgerEntry } from "../../core/World.js"

/** In minor units. */
export type Day = Record<LedgerEntry["operation"], number>

/** By currency, then by date in UTC. */
export type DailySums = ReadonlyMap<Currency, ReadonlyMap<string, Readonly<Day>>>

export const dateOf = (millis: number): string => iso(millis).slice(0, 10)

export const nothing: Day = { AUTHORIZED: 0, CAPTURED: 0, REFUNDED: 0, CANCELLED: 0 }

/** Remembers the sums of what it has read: the ledger only grows, until it is reset. */
export const make = (): ((ledger: Chunk.Chunk<LedgerEntry>) => DailySums) => {
  let sums = new Map<Currency, Map<string, Day>>()
  let read = 0
  let last: LedgerEntry | undefined
  return (ledger) => {
    const size = Chunk.size(ledger)
    if (read > size || (read > 0 && Chunk.unsafeGet(ledger, read - 1) !== last)) {
      sums = new Map()
      read = 0
    }
    for (; read < size; read++) {
      last = Chunk.unsafeGet(ledger, read)
      const { amount, operation, timestamp } = last
      const days = sums.get(amount.currency) ?? new Map<string, Day>()
      const date = dateOf(timestamp)
      const day = days.get(date) ?? { ...nothing }
      day[operation] += amount.value
      days.set(date, day)
      sums.set(amount.currency, days)
    }
    return sums
  }
}
