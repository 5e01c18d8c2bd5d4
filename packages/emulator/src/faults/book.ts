/** Which request meets which fault. Pure, and part of the world, so that a request is counted exactly once. */
import { PCGRandom } from "effect/Utils"
import type { Chaos, Fault, Operation, Rule } from "../Fault.js"

interface Entry {
  readonly rule: Rule
  /** Matching requests so far. */
  readonly seen: number
  /** Those of them that met this fault. */
  readonly struck: number
}

export interface FaultBook {
  readonly entries: ReadonlyArray<Entry>
  readonly chaos: Chaos | undefined
  /** Requests so far, which chance is drawn by. */
  readonly requests: number
}

export const empty: FaultBook = { entries: [], chaos: undefined, requests: 0 }

export const add = (book: FaultBook, rule: Rule): FaultBook => ({
  ...book,
  entries: [...book.entries, { rule, seen: 0, struck: 0 }]
})

/** From here on, faults come by chance as well; `requests` starts anew so that a seed means the same again. */
export const withChaos = (book: FaultBook, chaos: Chaos): FaultBook => ({ ...book, chaos, requests: 0 })

const concerns = (rule: Rule, operation: Operation, reference: string): boolean =>
  (rule.operation === undefined || rule.operation === operation) &&
  (rule.reference === undefined || rule.reference === reference)

const byChance = ({ chaos, requests }: FaultBook): Fault | undefined => {
  if (chaos === undefined) return undefined
  let left = new PCGRandom(chaos.seed, requests).number()
  return chaos.faults.find(({ rate }) => {
    left -= rate
    return left < 0
  })?.fault
}

/** The fault that this request meets, if any, and the book after it. Of several that are due, the oldest; others wait. */
export const meet = (
  book: FaultBook,
  operation: Operation,
  reference: string
): readonly [Fault | undefined, FaultBook] => {
  let fault: Fault | undefined
  const entries = book.entries.flatMap((entry) => {
    if (!concerns(entry.rule, operation, reference)) return [entry]
    const seen = entry.seen + 1
    const { nth = 1, times = 1 } = entry.rule
    if (seen < nth || fault !== undefined) return [{ ...entry, seen }]
    fault = entry.rule.fault
    return entry.struck + 1 >= times ? [] : [{ ...entry, seen, struck: entry.struck + 1 }]
  })
  return [fault ?? byChance(book), { ...book, entries, requests: book.requests + 1 }]
}
