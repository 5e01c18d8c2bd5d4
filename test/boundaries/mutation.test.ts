/** What `npm run mutation` reads stays true between two runs of it, which take too long for CI. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { root } from "./imports.js"

const read = (file: string) => readFileSync(join(root, file), "utf8")

interface Part {
  readonly mutate: ReadonlyArray<string>
  readonly tests: ReadonlyArray<string>
  /** What starts a server for the tests. */
  readonly globalSetup?: ReadonlyArray<string>
}

interface Survivor {
  readonly file: string
  readonly line: string
  readonly change: string
  readonly reason: string
}

const parts = JSON.parse(read("test/mutation/parts.json")) as { readonly [name: string]: Part }
const survivors = JSON.parse(read("test/mutation/survivors.json")) as ReadonlyArray<Survivor>

describe("mutations", () => {
  it("the files that are changed and the tests that must notice exist", () => {
    const files = Object.values(parts).flatMap(({ globalSetup = [], mutate, tests }) => [
      ...mutate,
      ...tests,
      ...globalSetup
    ])
    assert.deepStrictEqual(
      files.filter((file) => !existsSync(join(root, file))),
      []
    )
  })

  it("each change that no test notices has a reason, and is of a line that is there", () => {
    const mutated = new Set(Object.values(parts).flatMap(({ mutate }) => mutate))
    for (const { change, file, line, reason } of survivors) {
      assert.isTrue(mutated.has(file), file)
      assert.isTrue(
        read(file)
          .split("\n")
          .some((one) => one.trim() === line),
        `${file}: ${line}`
      )
      assert.include(change, " -> ")
      assert.isNotEmpty(reason)
    }
  })
})
