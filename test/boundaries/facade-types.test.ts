import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { root } from "./imports.js"

describe("the types of the facade", () => {
  for (const [what, printer] of [
    ["of the facade", "printTypes"],
    ["of the facade's entry for tests", "printTestingTypes"]
  ] as const) {
    it(`the committed types ${what} are those printed from the sources`, { timeout: 120_000 }, async () => {
      const args = [join(root, `packages/${printer}.mjs`), "--check"]
      // Awaited, so that the worker can report that it is alive.
      const { stderr } = await promisify(execFile)(process.execPath, args)
      assert.strictEqual(stderr, "")
    })
  }
})
