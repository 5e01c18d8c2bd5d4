/** A ledger that pages, and programs that are killed while they read it. */

import type * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type { Reaction } from "./support.js"

/** The entry at an index: balances follow from one to the next, and every thousandth type is new. */
export const entryAt = (index: number) => ({
  pspReference: `psp-${index}`,
  time: "2026-10-01T14:33:00.824993Z",
  ledgerDate: `2026-10-${String(1 + (Math.floor(index / 5000) % 28)).padStart(2, "0")}`,
  entryType: index % 1000 === 999 ? "of-the-future" : "capture",
  reference: `order-${index}`,
  currency: "NOK",
  amount: 100,
  balanceBefore: index * 100,
  balanceAfter: index * 100 + 100,
  recipientHandle: "api:123456"
})

/** Responds as the feed of a ledger with `size` entries does; some pages are empty. */
export const feedOf = (size: () => number, pageSize: number) => {
  let requests = 0
  return (cursor: string | null): Reaction => {
    requests++
    const from = cursor === null ? 0 : Number(atob(cursor))
    // An empty page whose cursor moves, now and then: half an entry further.
    if (requests % 17 === 0 && Number.isInteger(from) && from < size()) {
      return { status: 200, body: { items: [], cursor: btoa(String(from + 0.5)), tryLater: false } }
    }
    const start = Math.floor(from)
    const end = Math.min(size(), start + pageSize)
    const items = Array.from({ length: end - start }, (_, i) => entryAt(start + i))
    return { status: 200, body: { items, cursor: btoa(String(end)), tryLater: end === size() } }
  }
}

/** A number from 1 to `most`. */
export const upTo = (most: number): Effect.Effect<number> => Random.nextIntBetween(1, most + 1)
