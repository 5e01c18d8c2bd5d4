/** The commands that the guides run. */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { commands } from "../../packages/cli/src/commands/index.js"
import { commandLines, root } from "../examples/snippets.js"

describe("the commands in the guides", () => {
  it("every npm script and every command of vipps that a guide runs exists", () => {
    const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8"))
    const named = (pattern: RegExp) =>
      commandLines().flatMap(({ at, line }) => Array.from(line.matchAll(pattern), ([, name = ""]) => ({ at, name })))
    const ofVipps = named(/(?:^|[;|]|\bif|\s{2})\s*vipps (\w+)/g)
    assert.isAbove(ofVipps.length, 5)
    const unknown = [
      ...named(/\bnpm run ([\w:]+)/g).filter(({ name }) => !Object.hasOwn(scripts, name)),
      ...ofVipps.filter(({ name }) => !Object.hasOwn(commands, name))
    ]
    assert.deepStrictEqual(unknown, [])
  })
})
