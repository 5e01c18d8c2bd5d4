/** The short run for CI: ratios of the same run against budgets, so that it depends on no machine. */
import { interleaved } from "./interleaved.mjs"
import { runOnce } from "./processes.mjs"
import { digits, quantile } from "./statistics.mjs"

/** How many times the CPU of hand-written code a call may cost: up to twice what was measured, for noise. */
const budgets = [
  { row: "facade", base: "undici", operation: "getPayment", inFlight: 1, budget: 3 },
  { row: "facade", base: "undici", operation: "getPayment", inFlight: 64, budget: 3.5 },
  { row: "facade", base: "undici", operation: "createPayment", inFlight: 64, budget: 3.5 },
  { row: "Effect, NodeHttp", base: "undici", operation: "getPayment", inFlight: 64, budget: 5 },
  { row: "Effect, FetchHttp", base: "fetch", operation: "getPayment", inFlight: 64, budget: 2.5 },
  { row: "Effect, FetchHttpClient", base: "fetch", operation: "getPayment", inFlight: 64, budget: 2.5 }
]

/** From nothing to a first payment, by CPU time: 1.1 times; with the schemas of all APIs made at the start, 1.4 times. */
const cold = { row: "facade", base: "@vippsmobilepay/sdk 2.4.2", budget: 1.3 }

const isKept = (what, ratios, base, budget) => {
  const ratio = quantile(ratios, 0.25)
  const kept = ratio <= budget
  console.log(`${kept ? "ok  " : "FAIL"} ${what}: ${digits(ratio)} times ${base} (at most ${budget})`)
  return kept
}

const guardCalls = async ({ builds: [build], url }) => {
  const names = [...new Set(budgets.flatMap(({ base, row }) => [base, row]))]
  const cases = budgets.map(({ inFlight, operation }) => ({ operation, inFlight }))
  const unique = [...new Map(cases.map((one) => [JSON.stringify(one), one])).values()]
  const rows = names.map((name) => ({ label: name, caller: name, dir: build.dir }))
  const measured = await interleaved({ url, rows, cases: unique, rounds: 7, ms: 200 })
  return budgets.map(({ base, budget, inFlight, operation, row }) => {
    const at = unique.findIndex((one) => one.operation === operation && one.inFlight === inFlight)
    const of = (label) => measured.get(label)[at]
    const ratios = of(row).map((micros, round) => micros / of(base)[round])
    return isKept(`${row}, ${operation}, ${inFlight} in flight`, ratios, base, budget)
  })
}

const guardCold = async ({ builds: [build], url }) => {
  const { base, budget, row } = cold
  const ratios = []
  for (let round = 0; round < 9; round++) {
    const of = async (name) => (await runOnce("cold.mjs", [name, url, build.dir])).cpu
    ratios.push((await of(row)) / (await of(base)))
  }
  return isKept(`${row}, cold start`, ratios, base, budget)
}

/**
 * Whether every budget is kept. What disturbs a measurement makes it dearer and never cheaper, so the better quarter of
 * the rounds counts: a real regression is in those too.
 */
export const guard = async (setting) => [...(await guardCalls(setting)), await guardCold(setting)].every(Boolean)
