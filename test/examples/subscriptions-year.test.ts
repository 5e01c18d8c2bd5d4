/** The membership service under faults, for some weeks; `npm run soak:subscriptions` does it for a year. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { billingYear } from "../support/billingYear.js"
import { interruptedJobs } from "../support/interruptedJobs.js"
import { killedJobs } from "../support/killedJobs.js"

const some = { agreements: 4, days: 62, seed: 7 }

describe("billing under faults", () => {
  it.effect(
    "every period is billed once, though requests fail and the job is killed",
    () =>
      Effect.gen(function* () {
        const figures = yield* billingYear(some, interruptedJobs)
        assert.deepStrictEqual([figures.missing, figures.repeated], [[], []])
        assert.strictEqual(figures.captures, figures.periods)
        assert.isAbove(figures.periods, some.agreements)
        assert.isAbove(figures.killed, 5)
        assert.isAbove(figures.faulted, figures.requests / 5)
      }),
    120_000
  )

  it.effect(
    "charges without an id of their own are billed twice, which is found out",
    () =>
      Effect.gen(function* () {
        const { missing, repeated } = yield* billingYear({ ...some, sabotage: "twice" }, interruptedJobs)
        assert.deepStrictEqual(missing, [])
        assert.isNotEmpty(repeated)
      }),
    120_000
  )

  it.effect(
    "a period that the job forgets is found out",
    () =>
      Effect.gen(function* () {
        const { missing, repeated } = yield* billingYear({ ...some, sabotage: "never" }, interruptedJobs)
        assert.lengthOf(missing, 1)
        assert.deepStrictEqual(repeated, [])
      }),
    120_000
  )

  it.live(
    "every period is billed once, though the processes of the job are killed by SIGKILL amid their requests",
    () =>
      Effect.gen(function* () {
        const figures = yield* billingYear({ agreements: 6, days: 40, every: 3, seed: 3 }, killedJobs)
        assert.deepStrictEqual([figures.missing, figures.repeated], [[], []])
        assert.strictEqual(figures.captures, figures.periods)
        assert.isAbove(figures.periods, 6)
        assert.isAbove(figures.killed, 2)
        assert.isAbove(figures.faulted, 5)
      }),
    120_000
  )
})
