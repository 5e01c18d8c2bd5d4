import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { build, type Metafile } from "esbuild"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** The modules that are loaded with this one; those of an `import()` are loaded when it runs. */
const loadedWith = (file: string, inputs: Metafile["inputs"], seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const { external, kind, path } of inputs[file]?.imports ?? []) {
    if (!external && kind !== "dynamic-import") loadedWith(path, inputs, seen)
  }
  return seen
}

/** Every package that importing this brings along. */
const broughtAlongBy = (entry: string): Effect.Effect<ReadonlyArray<string>> =>
  Effect.map(
    Effect.promise(() =>
      build({
        absWorkingDir: root,
        entryPoints: [entry],
        bundle: true,
        write: false,
        metafile: true,
        platform: "node",
        format: "esm",
        tsconfig: "tsconfig.json",
        logLevel: "silent"
      })
    ),
    ({ metafile }) => {
      const names = [...loadedWith(entry, metafile.inputs)].map(
        (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? file.split("/").slice(0, 2).join("/")
      )
      return [...new Set(names)].sort()
    }
  )

describe("importing the layers", () => {
  it.effect("brings nothing of a server, of pages, of a store or of vitest", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* broughtAlongBy("packages/testing/src/index.ts"), [
        "@effect/platform",
        "effect",
        "fast-check",
        "multipasta",
        "packages/client",
        "packages/emulator",
        "packages/testing",
        "pure-rand"
      ])
    })
  )

  it.effect("while the server brings its pages along, and its store only when asked", () =>
    Effect.gen(function* () {
      const all = yield* broughtAlongBy("packages/emulator/src/VippsEmulatorServer.ts")
      assert.includeMembers([...all], ["@effect/platform-node", "preact", "qrcode"])
      assert.notInclude(all, "lmdb")
    })
  )
})
