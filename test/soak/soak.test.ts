/** The short form of `npm run soak`, and the proof that its judge can fail. */
import { assert, describe, it } from "vitest"
import type { Finding } from "./judge.js"
import { type Sabotage, soak } from "./soak.js"

const short = { seed: 7, lives: 48, kills: 1, concurrency: 48, deadline: 240_000 }

describe.concurrent("the soak", { timeout: 300_000 }, () => {
  it("no money is doubled, lost or moved unasked while requests fail, callers abort and their process is killed", async () => {
    const report = await soak(short)
    assert.deepStrictEqual(report.findings, [])
    assert.strictEqual(report.killed, 1)
    assert.strictEqual(report.lives.size, 4)
    assert.isAbove(report.faulted / report.requests, 0.2)
    assert.isAbove(report.calls.success, short.lives)
    assert.isAbove(report.calls.unknown + report.calls.aborted + report.calls.killed, 0)
  })

  const sabotages: ReadonlyArray<readonly [Sabotage, Finding["kind"], string]> = [
    ["fresh keys", "doubled", "a client that sends a new key with each retry"],
    ["books twice", "doubled", "a server that captures twice"],
    ["books nothing", "success, and did not", "a server that forgets a capture"],
    ["books unasked", "unintended", "a server that captures what was not asked for"],
    ["refusals that take effect", "refused, and took effect", "a server that refuses and carries out"]
  ]
  for (const [sabotage, kind, what] of sabotages) {
    it(`the judge finds ${what}`, async () => {
      const { findings } = await soak({ ...short, lives: 24, kills: 0, sabotage })
      assert.include(
        findings.map((one) => one.kind),
        kind
      )
    })
  }
})
