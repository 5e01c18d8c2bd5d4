import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { filesIn, root } from "./imports.js"

describe("test files share the modules that are loaded", () => {
  it("no test replaces a module, which the files after it would get as well", () => {
    const mocking = filesIn("test").filter((file) =>
      /\bvi\.(?:do)?mock\(/i.test(readFileSync(join(root, file), "utf8"))
    )
    assert.deepStrictEqual(mocking, [])
  })
})
