/** What is in the tarballs, and what the two linters of packages say about it. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { isDeepStrictEqual } from "node:util"
import { gzipSync } from "node:zlib"
import { names, root } from "../lib/consumers.mjs"
import { check, expect } from "../lib/report.mjs"
import { run } from "../lib/shell.mjs"

const common = ["LICENSE", "README.md", "package.json"]

/** Two folders of modules, the CommonJS one marked as such, and the sources that the maps lead to. */
const twoBuilds = {
  needs: [...common, "dist/cjs/index.js", "dist/cjs/package.json", "dist/esm/index.js", "src/index.ts"],
  allows: /^(dist\/(esm|cjs)\/.+\.(js|d\.ts)(\.map)?|src\/.+\.tsx?)$/
}

/** And the program, in one file with all that it needs. */
const withProgram = {
  needs: [...twoBuilds.needs, "THIRD-PARTY-NOTICES.txt", "dist/vipps-emulator.mjs"],
  allows: twoBuilds.allows
}

/** ES modules alone, run from a shell. */
const command = {
  needs: [...common, "dist/esm/bin.js", "src/bin.ts"],
  allows: /^(dist\/esm\/.+\.(js|d\.ts)(\.map)?|src\/.+\.ts)$/
}

const oneFile = {
  needs: [
    ...common,
    "THIRD-PARTY-NOTICES.txt",
    "dist/index.cjs",
    "dist/index.d.cts",
    "dist/index.d.ts",
    "dist/index.js",
    "dist/node.cjs",
    "dist/node.js",
    "dist/testing.cjs",
    "dist/testing.d.cts",
    "dist/testing.d.ts",
    "dist/testing.js"
  ],
  allows: /^$/
}

const rules = {
  client: twoBuilds,
  emulator: withProgram,
  promise: oneFile,
  testing: twoBuilds,
  sql: twoBuilds,
  redis: twoBuilds,
  login: twoBuilds,
  cli: command
}

const unwanted = /(^|\/)(tests?|__tests__)\/|\.(test|spec)\.|tsconfig|\.tsbuildinfo/

const files = (name, present) => {
  const { needs, allows } = rules[name]
  const missing = needs.filter((file) => !present.includes(file))
  const extra = present.filter((file) => unwanted.test(file) || !(needs.includes(file) || allows.test(file)))
  expect(missing.length === 0, `missing: ${missing.join(", ")}`)
  expect(extra.length === 0, `should not be there: ${extra.join(", ")}`)
}

/** The fields that the root's manifest states for all packages. */
const shared = ["author", "bugs", "homepage", "license"]

const manifest = (name) => {
  const read = (folder) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"))
  const [ours, all] = [read(`packages/${name}`), read(".")]
  for (const field of shared) {
    expect(isDeepStrictEqual(ours[field], all[field]), `${field} is not the one of the root's package.json`)
  }
  const repository = { ...all.repository, directory: `packages/${name}` }
  expect(isDeepStrictEqual(ours.repository, repository), `repository should be ${JSON.stringify(repository)}`)
  expect(ours.keywords?.length >= 3 && ours.description?.length > 20, "npm finds it by its keywords and description")
}

/** Without the cli, which nothing imports. With node10, a subpath cannot be found through `exports`; the one of promise has `typesVersions`. */
const profile = {
  client: "node16",
  emulator: "node16",
  promise: "strict",
  testing: "node16",
  sql: "node16",
  redis: "node16",
  login: "node16"
}

/** Bytes of one bundle of promise, gzipped: nine APIs, eight of them functions that run at their first use. */
const budget = 120 * 1024

const size = (file) => {
  const bytes = gzipSync(readFileSync(join(root, "packages/promise", file)), { level: 9 }).length
  expect(bytes <= budget, `${file} has ${bytes} bytes, gzipped; ${budget} are allowed`)
}

export const contents = async (tarballs) => {
  for (const name of names) {
    const { path, files: present } = tarballs[name]
    await check(`${name}: the manifest names its source`, () => manifest(name))
    await check(`${name}: the tarball holds what it should and no more`, () => files(name, present))
    await check(`${name}: publint --strict`, () => run("npx", ["publint", path, "--strict"], root))
    if (profile[name] === undefined) continue
    await check(`${name}: attw --profile ${profile[name]}`, () =>
      run("npx", ["attw", path, "--profile", profile[name], "--no-color", "--no-emoji"], root)
    )
  }
  for (const file of ["dist/index.js", "dist/index.cjs", "dist/node.js", "dist/node.cjs"]) {
    await check(`promise: ${file} is small`, () => size(file))
  }
}
