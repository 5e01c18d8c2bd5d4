import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { parse } from "yaml"
import { manifest, packages, root } from "./imports.js"

const read = (file: string) => readFileSync(join(root, file), "utf8")

const lockFiles = [
  "package-lock.json",
  "docs/site/package-lock.json",
  "test/bench/package-lock.json",
  "test/conformance/package-lock.json",
  "test/mutation/package-lock.json",
  "test/sql/better-sqlite3/package-lock.json"
]

interface Locked {
  readonly link?: boolean
  readonly inBundle?: boolean
  readonly resolved?: string
  readonly integrity?: string
}

interface Manifest {
  readonly scripts?: { readonly [name: string]: string }
  readonly dependencies?: { readonly [name: string]: string }
}

describe("the supply chain", () => {
  it("every locked package has a hash, and comes from npm", () => {
    const wrong = lockFiles.flatMap((file) => {
      const locked = JSON.parse(read(file)) as { readonly packages: { readonly [path: string]: Locked } }
      return Object.entries(locked.packages)
        .filter(([path, one]) => /(^|\/)node_modules\//.test(path) && one.link !== true && one.inBundle !== true)
        .filter(
          ([, { integrity = "", resolved = "https://registry.npmjs.org/" }]) =>
            !integrity.startsWith("sha512-") || !resolved.startsWith("https://registry.npmjs.org/")
        )
        .map(([path]) => `${file}: ${path}`)
    })
    assert.deepStrictEqual(wrong, [])
  })

  it("no published package runs a script when it is installed", () => {
    for (const name of packages) {
      const { scripts = {} } = manifest(name) as Manifest
      const atInstall = Object.keys(scripts).filter((script) => /^(pre|post)?(install|prepare)$/.test(script))
      assert.deepStrictEqual(atInstall, [], name)
    }
  })

  it("published packages depend on npm's packages alone, by version", () => {
    for (const name of packages) {
      for (const [dependency, range] of Object.entries((manifest(name) as Manifest).dependencies ?? {}))
        assert.match(range, /^\^?\d+\.\d+\.\d+$/, `${name}: ${dependency}`)
    }
  })

  it("releases are published with provenance, by a workflow with no more rights than it needs", () => {
    const { jobs, on, permissions } = parse(read(".github/workflows/release.yml"))
    assert.deepStrictEqual(on, { push: { branches: ["main"] } })
    assert.deepStrictEqual(permissions, { contents: "read" })
    const { needs, permissions: rights, steps } = jobs.release
    assert.strictEqual(needs, "ci")
    assert.deepStrictEqual(rights, { contents: "write", "pull-requests": "write", "id-token": "write" })
    const publishing = steps.filter((step: { with?: { publish?: string } }) => step.with?.publish !== undefined)
    assert.lengthOf(publishing, 1)
    assert.strictEqual(publishing[0].env.NPM_CONFIG_PROVENANCE, "true")
    assert.deepStrictEqual(parse(read(".github/workflows/ci.yml")).permissions, { contents: "read" })
  })
})
