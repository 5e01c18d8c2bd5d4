/** The short form of `npm run leaks`, and the proof that it can fail. */
import { assert, describe, it } from "vitest"
import { findingsIn, leaks } from "./leaks/leaks.js"

describe("what repeated work leaves behind", () => {
  it("thousands of calls and webhooks, and hundreds of payments, leave no heap, socket, timer, listener or fiber", {
    timeout: 400_000
  }, async () => {
    const all = await leaks([
      { name: "NodeHttp.layer", times: 2_000 },
      { name: "@effect-vipps/promise", times: 2_000 },
      { name: "emulator payments", times: 200 },
      { name: "webhooks", times: 2_000 },
      { name: "webhooks", times: 2_000, keep: true }
    ])
    const kept = all.at(-1)
    assert.deepStrictEqual(all.slice(0, -1).flatMap(findingsIn), [])
    // The last leaves a kilobyte behind each time, on purpose.
    assert.isAbove(kept?.slope ?? 0, 900)
    assert.match(kept === undefined ? "" : findingsIn(kept).join(), /^the heap grows by/)
  })

  it("what is left open is found", () => {
    const figures = { times: 100_000, slope: 0, heap: [0, 0] as const, held: {}, listeners: 0, fibers: 0 }
    assert.deepStrictEqual(findingsIn(figures), [])
    assert.deepStrictEqual(findingsIn({ ...figures, held: { Timeout: 2 }, listeners: 1, fibers: 3 }), [
      "2 Timeout left open",
      "1 listeners left",
      "3 fibers left"
    ])
  })
})
