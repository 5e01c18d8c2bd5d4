/**
 * Captures 100,000 orders in processes that are killed at random, and fails unless the ledger holds each capture once and
 * the heap stays flat: `npm run soak:batch`. Options: `--orders`, `--kills`, `--seed`, `--concurrency`.
 */
// @effect-diagnostics globalConsole:off
import { parseArgs } from "node:util"
import * as Effect from "effect/Effect"
import { captureBatch } from "./captureBatch.js"

const { values } = parseArgs({
  options: {
    orders: { type: "string", default: "100000" },
    kills: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    concurrency: { type: "string", default: "20" }
  }
})

const orders = Number(values.orders)
const { heap, ...figures } = await Effect.runPromise(
  captureBatch({
    orders,
    kills: Number(values.kills),
    seed: Number(values.seed),
    concurrency: Number(values.concurrency)
  })
)
const megabytes = heap.map((bytes) => Math.round(bytes / 100_000) / 10)
console.log({ ...figures, megabytes: megabytes.join(" ") })

/** The first sample follows the compilation of the hot code. */
const [, first = 0] = megabytes
const last = megabytes.at(-1) ?? 0
const isFlat = last <= first * 1.1 + 1
if (!isFlat) console.log(`the heap grows: ${first} MB to ${last} MB`)
const isRight = figures.missing + figures.twice + figures.wrong === 0 && figures.captures === orders
if (!isRight || !isFlat) process.exitCode = 1
