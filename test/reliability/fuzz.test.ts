/** The short form of `npm run fuzz`. */
import { assert, describe, it } from "vitest"
import { fuzz } from "./fuzz/fuzz.js"

describe("mutated input", () => {
  it("mutated responses, requests, webhooks and emulator input end in a result, a VippsError or a 4xx", {
    timeout: 400_000
  }, async () => {
    const { findings, kinds } = await fuzz({ runs: 200, seed: 20_261_126 })
    assert.deepStrictEqual(findings, [])
    const { "emulator input": emulator, requests, responses, webhooks } = kinds
    // Mutations reach behind the first check of each.
    assert.includeMembers(Object.keys(responses?.ends ?? {}), ["success", "VippsDecodeError", "VippsRequestError"])
    assert.includeMembers(Object.keys(requests?.ends ?? {}), ["VippsInputError"])
    assert.includeMembers(Object.keys(webhooks?.ends ?? {}), ["200", "400", "401", "event", "Signature"])
    assert.includeMembers(Object.keys(emulator?.ends ?? {}), ["200", "400", "401", "404"])
  })
})
