import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { root } from "./imports.js"

/** The last cell of each row: a file of tests, and the title of one, as it is written there. */
const named = [...readFileSync(join(root, "docs/threat-model.md"), "utf8").matchAll(/\| `(test\/[^`]+)`: (.+) \|$/gm)]

const rows = [...readFileSync(join(root, "docs/threat-model.md"), "utf8").matchAll(/^\| (?!-|threat \|)/gm)]

describe("the threat model", () => {
  it("the threat model names a test for every threat", () => {
    assert.isAbove(rows.length, 30)
    assert.strictEqual(named.length, rows.length)
  })

  for (const [, file = "", title = ""] of named) {
    it(`a test of ${file} stops: ${title}`, () => {
      assert.isTrue(existsSync(join(root, file)), file)
      assert.include(readFileSync(join(root, file), "utf8"), title)
    })
  }
})
