import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { root } from "./imports.js"

describe("the types of the facade", () => {
  it("the committed types of the facade are those printed from the sources", { timeout: 60_000 }, () => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, "packages/printTypes.mjs"), "--check"], {
      encoding: "utf8"
    })
    assert.strictEqual(status, 0, stderr)
  })
})
