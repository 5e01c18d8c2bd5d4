import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { build, type Metafile } from "esbuild"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** The modules that this one needs; those of an `import()` only when it runs. */
const neededBy = (
  file: string,
  inputs: Metafile["inputs"],
  isNeeded: (kind: string) => boolean,
  seen = new Set<string>()
): ReadonlySet<string> => {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const { external, kind, path } of inputs[file]?.imports ?? []) {
    if (!external && isNeeded(kind)) neededBy(path, inputs, isNeeded, seen)
  }
  return seen
}

const packagesOf = (files: Iterable<string>): ReadonlyArray<string> => {
  const names = Array.from(
    files,
    (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? file.split("/").slice(0, 2).join("/")
  )
  return [...new Set(names)].sort()
}

/** The packages that importing this loads, and all that it may load when it is used. */
const packagesFor = (entry: string) =>
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
    ({ metafile: { inputs } }) => ({
      loaded: packagesOf(neededBy(entry, inputs, (kind) => kind !== "dynamic-import")),
      all: packagesOf(neededBy(entry, inputs, () => true))
    })
  )

const platform = ["@effect/platform", "effect", "fast-check", "multipasta"]

describe("importing the layers", () => {
  it.effect("importing the layers loads no server, pages, store or vitest", () =>
    Effect.gen(function* () {
      const { loaded } = yield* packagesFor("packages/testing/src/index.ts")
      const own = ["packages/client", "packages/emulator", "packages/testing"]
      assert.deepStrictEqual(loaded, [...platform, ...own, "pure-rand"])
    })
  )

  it.effect("importing the server loads its pages and its store when they are needed", () =>
    Effect.gen(function* () {
      const { all, loaded } = yield* packagesFor("packages/emulator/src/VippsEmulatorServer.ts")
      assert.deepStrictEqual(loaded, [...platform, "packages/emulator", "pure-rand"])
      assert.includeMembers([...all], ["@effect/platform-node", "lmdb", "preact", "qrcode"])
    })
  )
})
