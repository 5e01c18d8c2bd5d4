/** The fault rules and which request each applies to. Pure, and part of the world, so that each is counted exactly once. */
import { PCGRandom } from "effect/Utils"
import type { DeliveryRule } from "../DeliveryFault.js"
import type { Fault } from "./Fault.js"

interface AnyRule {
  readonly nth?: number | undefined
  readonly times?: number | undefined
  readonly fault: unknown
}

interface Entry<R> {
  readonly rule: R
  /** How many matched so far. */
  readonly seen: number
  /** How many of them got this fault. */
  readonly applied: number
}

interface ByChance<R extends AnyRule> {
  readonly seed: number
  readonly faults: ReadonlyArray<{ readonly rate: number; readonly fault: R["fault"] }>
}

export interface Rules<R extends AnyRule> {
  readonly entries: ReadonlyArray<Entry<R>>
  readonly chaos: ByChance<R> | undefined
  /** How many so far, which random faults are drawn by. */
  readonly requests: number
}

/** Of requests. */
export interface FaultRule extends Omit<AnyRule, "fault"> {
  readonly operation?: string | undefined
  readonly reference?: string | undefined
  readonly fault: Fault
}

export type FaultRules = Rules<FaultRule>

/** Of webhooks. */
export type DeliveryFaultRules = Rules<DeliveryRule>

export const empty: Rules<never> = { entries: [], chaos: undefined, requests: 0 }

export const add = <R extends AnyRule>(rules: Rules<R>, rule: R): Rules<R> => ({
  ...rules,
  entries: [...rules.entries, { rule, seen: 0, applied: 0 }]
})

/** Adds random faults; `requests` starts at 0, so that a seed has the same result again. */
export const withChaos = <R extends AnyRule>(rules: Rules<R>, chaos: ByChance<R>): Rules<R> => ({
  ...rules,
  chaos,
  requests: 0
})

const byChance = <R extends AnyRule>({ chaos, requests }: Rules<R>): R["fault"] | undefined => {
  if (chaos === undefined) return undefined
  let left = new PCGRandom(chaos.seed, requests).number()
  return chaos.faults.find(({ rate }) => {
    left -= rate
    return left < 0
  })?.fault
}

/** The fault of this request, if any, and the rules after it. Of several matching rules the oldest applies; others wait. */
export const next = <R extends AnyRule>(
  rules: Rules<R>,
  concerns: (rule: R) => boolean
): readonly [R["fault"] | undefined, Rules<R>] => {
  if (rules.entries.length === 0 && rules.chaos === undefined) return [undefined, rules]
  let fault: R["fault"] | undefined
  const entries = rules.entries.flatMap((entry) => {
    if (!concerns(entry.rule)) return [entry]
    const seen = entry.seen + 1
    const { nth = 1, times = 1 } = entry.rule
    if (seen < nth || fault !== undefined) return [{ ...entry, seen }]
    fault = entry.rule.fault
    return entry.applied + 1 >= times ? [] : [{ ...entry, seen, applied: entry.applied + 1 }]
  })
  return [fault ?? byChance(rules), { ...rules, entries, requests: rules.requests + 1 }]
}
