import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { exportsOf, packages, root } from "./imports.js"

/** The names that the committed snapshot lists for each module at run time. */
const listed = new Map(
  [...readFileSync(join(root, "packages/exports.txt"), "utf8").matchAll(/^## (@\S+)\nvalues:(.*)$/gm)].map(
    ([, module = "", names = ""]) => [module, names.split(" ").slice(1)] as const
  )
)

const modules = packages.flatMap((name) =>
  exportsOf(name)
    .filter((module) => module !== "package.json")
    .map((module) => ({
      file: join(root, "packages", name, "src", `${module}.ts`),
      specifier: `@effect-vipps/${name}${module === "index" ? "" : `/${module}`}`
    }))
)

describe("what the packages export", () => {
  it("the committed types are those printed from the sources", { timeout: 180_000 }, async () => {
    const { FORCE_COLOR: _, ...inherited } = process.env
    const env = { ...inherited, NO_COLOR: "1" }
    // Awaited, so that the worker can report that it is alive.
    const args = [join(root, "packages/print.mjs"), "--check"]
    const printed = await promisify(execFile)(process.execPath, args, { env }).catch((error) => error)
    assert.strictEqual(printed.stderr, "")
  })

  it("the committed list has every public module of every package", () => {
    assert.sameMembers(
      [...listed.keys()],
      modules.map(({ specifier }) => specifier)
    )
  })

  for (const { file, specifier } of modules) {
    it(`${specifier} exports the committed names at run time`, async () => {
      assert.deepStrictEqual(Object.keys(await import(file)).sort(), listed.get(specifier))
    })
  }
})
