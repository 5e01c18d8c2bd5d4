/** The short form of `npm run outage`. */
import { assert, describe, it } from "vitest"
import { type Kind, outage } from "./outage.js"

/** Of one configuration; a call in progress when the outage begins may have taken some of a success before it. */
const retriesOfAConfiguration = 100

const kinds: ReadonlyArray<readonly [Kind, string]> = [
  ["down", "no connection is accepted"],
  ["503", "every response is a 503"],
  ["hang", "no response arrives"]
]

describe("an outage", { timeout: 120_000 }, () => {
  for (const [kind, what] of kinds) {
    it(`while ${what}, 30 callers send one request for each call, and 100 retries in all; then each of them succeeds`, async () => {
      const callers = 30
      const figures = await outage({ kind, millis: 2_000, callers, timeout: 1_200 })
      assert.isAbove(figures.calls, callers)
      // Each caller may have had a call in progress as the outage began.
      assert.isAtMost(figures.requests, figures.calls + callers + retriesOfAConfiguration)
      assert.strictEqual(figures.succeededAfter, callers)
      assert.strictEqual(figures.strange, 0)
    })
  }
})
