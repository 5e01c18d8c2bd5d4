import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import ts from "typescript"
import { exportsOf, root } from "./imports.js"

const src = join(root, "packages/client/src")

/** Each API is a folder with a table of operations: `epayment`. */
const folders = readdirSync(src, { recursive: true, encoding: "utf8" }).flatMap((path) => {
  const [folder, file, ...more] = path.split("/")
  return file === "operations.ts" && more.length === 0 && folder !== undefined ? [folder] : []
})

/** The name under which a table describes its operations, and a door exports them: `EPayment`. */
const nameOf = (folder: string): string =>
  /\bapi\(\s*"(\w+)"/.exec(readFileSync(join(src, folder, "operations.ts"), "utf8"))?.[1] ?? `none in ${folder}`

const names = folders.map(nameOf)

/** The words of a file without its comments. */
const wordsOf = (file: string): ReadonlyArray<string> => {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true)
  scanner.setText(readFileSync(file, "utf8"))
  const words: Array<string> = []
  while (scanner.scan() !== ts.SyntaxKind.EndOfFileToken) words.push(...(scanner.getTokenText().match(/\w+/g) ?? []))
  return words
}

describe("an API of the client", () => {
  it("each API has a folder in lower case and a door of its name", () => {
    assert.includeMembers(names, ["AccessToken", "Checkout", "EPayment", "Recurring", "Webhooks"])
    for (const [i, name] of names.entries()) assert.strictEqual(folders[i]?.toLowerCase(), name.toLowerCase())
    assert.includeMembers([...exportsOf("client")], names)
  })

  it("each API exports the table of its operations at its door, and its door calls each of them in one place", () => {
    for (const [i, name] of names.entries()) {
      const door = readFileSync(join(src, `${name}.ts`), "utf8")
      assert.match(door, new RegExp(`export \\* as operations from "\\./${folders[i]}/operations\\.js"`), name)
      for (const operation of door.match(/= call\(operations\.\w+\)/g) ?? []) {
        assert.strictEqual(door.split(operation).length, 2, `${name}: ${operation}`)
      }
    }
  })

  it("each operation is exported by the name that it is described with, and the table exports nothing else", () => {
    for (const folder of folders) {
      const table = readFileSync(join(src, folder, "operations.ts"), "utf8")
      const exported = Array.from(table.matchAll(/^export (.*)/gm), ([, line = ""]) => line)
      assert.isNotEmpty(exported, folder)
      for (const line of exported) assert.match(line, /^const (\w+) = operation\("\1", \{/, folder)
    }
  })

  it("each API is in the lists that the service, the facade and the index are made of", () => {
    const lines = (file: string) => readFileSync(join(root, "packages", file), "utf8").split("\n")
    // What fetches the token of all others is no part of the service.
    for (const [i, name] of names.entries()) {
      if (name === "AccessToken") continue
      const property = `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`
      const row = `export { ${property} } from "./${folders[i]}/methods.js"`
      assert.include(lines("client/src/apis.ts"), row)
      assert.include(lines("client/src/index.ts"), `export * as ${name} from "./${name}.js"`)
      assert.include(lines("promise/src/index.ts"), `export type * from "./${name}.js"`)
      assert.include(lines(`promise/src/${name}.ts`), `export type ${name}Api = Methods<"${property}">`)
    }
  })

  it("an API is named nowhere in the client's internals", () => {
    const apis = new Set([...names, ...folders].map((name) => name.toLowerCase()))
    const internals = readdirSync(join(src, "internal"), { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".ts")
    )
    assert.isAbove(internals.length, 40)
    const found = internals.flatMap((file) =>
      wordsOf(join(src, "internal", file)).flatMap((word) => (apis.has(word.toLowerCase()) ? [`${file}: ${word}`] : []))
    )
    assert.deepStrictEqual(found, [])
  })
})
