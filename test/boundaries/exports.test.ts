import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import ts from "typescript"
import { doorsOf, exportsOf, filesIn, manifest, moduleOf, packages, root } from "./imports.js"

/** The facade is one bundled file with declarations of its own. */
const bundled = new Set(["promise"])

/** Run, and never imported. */
const programs = new Set(["cli"])

/** Modules that have an entry and are not in `index`, and why. */
const onlyByName: Readonly<Record<string, ReadonlyArray<string>>> = {
  // For Node alone: `index` loads everywhere without it.
  client: ["NodeHttp"],
  // For programs without Effect, which import it and nothing else.
  login: ["promise"],
  // For programs on the facade, which import it and nothing else.
  redis: ["promise"],
  // For tests: a program that runs needs no emulator.
  promise: ["testing"]
}

/** Modules that `index` re-exports as its own names, so that they need no entry. */
const inIndex: Readonly<Record<string, ReadonlyArray<string>>> = {
  // `startVipps` is for tests without Effect, which import the package and nothing else.
  testing: ["startVipps", "deliver"]
}

/** `X` of each `export ... from "./X.js"` in a package's index. */
const reexported = (name: string): ReadonlyArray<string> => {
  const file = join(root, "packages", name, "src/index.ts")
  return ts
    .createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest)
    .statements.flatMap((statement) =>
      ts.isExportDeclaration(statement) &&
      statement.moduleSpecifier !== undefined &&
      ts.isStringLiteral(statement.moduleSpecifier)
        ? [statement.moduleSpecifier.text.replace(/^\.\//, "").replace(/\.js$/, "")]
        : []
    )
}

/** Modules directly in `src` that a pattern must not open. */
const closed: Readonly<Record<string, ReadonlyArray<string>>> = {
  client: ["apis", "ErrorCode", "index"]
}

/** The folder that `packages/doors.mjs` writes: it says which Effect is needed. */
const doors = "needs-effect-3.22"

/** What the build makes of a module, as an entry of the export map; `*` for all that a pattern stands for. */
const entryOf = (module: string) => {
  const built = (format: string) => ({
    types: `./dist/${format}/${module}.d.ts`,
    default: `./dist/${format}/${doors}/${module}.js`
  })
  return { import: built("esm"), require: built("cjs") }
}

/** Node has a bundle of its own. Other runtimes match its condition, too, so theirs come first. */
const bundleOf = (types: string, extension: string) => {
  const web = `./dist/index.${extension}`
  const node = `./dist/node.${extension}`
  return { types: `./dist/index.${types}`, bun: web, deno: web, workerd: web, node, default: web }
}

/** The entry of a bundled module, by its name. */
const bundles: Readonly<Record<string, object>> = {
  index: { import: bundleOf("d.ts", "js"), require: bundleOf("d.cts", "cjs") },
  testing: {
    import: { types: "./dist/testing.d.ts", default: "./dist/testing.js" },
    require: { types: "./dist/testing.d.cts", default: "./dist/testing.cjs" }
  }
}

describe("export maps", () => {
  it("a package that is a program exports only its manifest", () => {
    for (const name of programs) assert.deepStrictEqual(manifest(name).exports, { "./package.json": "./package.json" })
  })

  for (const name of packages.filter((one) => !programs.has(one))) {
    const { exports } = manifest(name)
    const modules = exportsOf(name).filter((module) => module !== "package.json")
    const entries = Object.keys(exports)
      .filter((entry) => exports[entry] !== null && entry !== "./package.json")
      .map(moduleOf)

    it(`the export map of ${name} has an entry for each public module, and a module for each entry`, () => {
      const open = bundled.has(name)
        ? []
        : reexported(name).filter((module) => inIndex[name]?.includes(module) !== true)
      assert.sameMembers(modules, ["index", ...open, ...(onlyByName[name] ?? [])])
      for (const module of modules)
        assert.isTrue(existsSync(join(root, "packages", name, "src", `${module}.ts`)), module)
    })

    it(`the export map of ${name} leads to what the build makes of each module`, () => {
      for (const module of entries) {
        const entry = exports[module === "index" ? "." : `./${module}`]
        // As text, for the order of conditions counts.
        assert.strictEqual(
          JSON.stringify(entry),
          JSON.stringify(bundled.has(name) ? bundles[module] : entryOf(module)),
          module
        )
      }
      assert.strictEqual(exports["./package.json"], "./package.json")
    })

    if (entries.includes("*")) {
      it(`the export map of ${name} opens the modules directly in src, and closes every folder`, () => {
        const src = readdirSync(join(root, "packages", name, "src"), { withFileTypes: true })
        const folders = src.flatMap((entry) => (entry.isDirectory() ? [`./${entry.name}/*`] : []))
        const nulls = Object.keys(exports).filter((entry) => exports[entry] === null)
        const builtFolders = ["./dist/*", `./${doors}/*`]
        assert.sameMembers(nulls, [...folders, ...builtFolders, ...(closed[name] ?? []).map((module) => `./${module}`)])
        assert.sameMembers(modules, [
          ...doorsOf(name).filter((module) => closed[name]?.includes(module) !== true),
          "index"
        ])
      })
    }
  }
})

const wordsIn = (file: string): ReadonlySet<string> =>
  new Set(readFileSync(join(root, file), "utf8").match(/\w+/g) ?? [])

/** The values that a file exports by name. */
const valuesOf = (file: string): ReadonlyArray<string> =>
  ts
    .createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest, true)
    .statements.flatMap((statement) => {
      const isExported =
        ts.canHaveModifiers(statement) &&
        ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
      if (!isExported) return []
      if (ts.isVariableStatement(statement))
        return statement.declarationList.declarations.map(({ name }) => name.getText())
      const isValue = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)
      return isValue && statement.name !== undefined ? [statement.name.text] : []
    })

describe("exports between the files of the emulator", () => {
  it("what a file exports has a reader in another file", () => {
    const source = "packages/emulator/src/"
    const entries = exportsOf("emulator").flatMap((module) => [`${source}${module}.ts`, `${source}${module}.tsx`])
    const readers = new Map(
      [source.slice(0, -1), "test/emulator", "test/spec"].flatMap(filesIn).map((file) => [file, wordsIn(file)] as const)
    )
    const unread = filesIn(source.slice(0, -1))
      .filter((file) => !entries.includes(file))
      .flatMap((file) => {
        const others = [...readers].flatMap(([reader, words]) => (reader === file ? [] : [words]))
        return valuesOf(file)
          .filter((name) => !others.some((words) => words.has(name)))
          .map((name) => `${file}: ${name}`)
      })
    assert.deepStrictEqual(unread, [])
  })
})
