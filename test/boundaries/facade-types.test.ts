import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { root } from "./imports.js"

describe("the types of the facade", () => {
  for (const [what, printer] of [
    ["of the facade", "printTypes"],
    ["of the facade's entry for tests", "printTestingTypes"]
  ] as const) {
    it(`the committed types ${what} are those printed from the sources`, { timeout: 120_000 }, () => {
      const args = [join(root, `packages/${printer}.mjs`), "--check"]
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" })
      assert.strictEqual(status, 0, stderr)
    })
  }
})
