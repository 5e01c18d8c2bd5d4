/**
 * Changes the code of one part at a time and reports the changes that no test notices: `npm run mutation -- redact`.
 * Without a name it does all parts, which takes hours on a small machine. `--again` keeps what an earlier run found out
 * and repeats only what changed tests or survivors require.
 *
 * It fails when a file is below 95 % and when a survivor is not in `survivors.json`, which has the reason for each.
 */
import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { report } from "./report.mjs"

/** What is changed, and the tests that must notice: few for each, so that a run takes minutes and not days. */
const parts = JSON.parse(readFileSync(new URL("parts.json", import.meta.url), "utf8"))

const root = fileURLToPath(new URL("../..", import.meta.url))
const folder = "test/mutation/.run"
const stryker = fileURLToPath(new URL("../../bin/stryker.js", import.meta.resolve("@stryker-mutator/core")))
const runner = fileURLToPath(import.meta.resolve("@stryker-mutator/vitest-runner"))

const again = process.argv.includes("--again")
const chosen = process.argv.slice(2).filter((argument) => argument !== "--again")
const unknown = chosen.filter((name) => !(name in parts))
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(", ")}; there are ${Object.keys(parts).join(", ")}`)
  process.exit(2)
}

/**
 * The runner takes the tests from vitest's configuration, and what starts a server for them. A change is done with when
 * the first test fails, so the fast tests stand first in a part.
 */
const vitest = (name, { globalSetup = [], tests }, isolate) => {
  const file = `${folder}/vitest.${name}.ts`
  const test = {
    name: "mutation",
    include: tests,
    globalSetup,
    isolate,
    poolOptions: { threads: { isolate, minThreads: 1, maxThreads: 1 } }
  }
  writeFileSync(
    `${root}${file}`,
    `import { BaseSequencer } from "vitest/node"
import base from "../../../vitest.config.js"
const order = ${JSON.stringify(tests)}
const placeOf = ({ moduleId }) => order.findIndex((test) => moduleId.endsWith(test))
class AsListed extends BaseSequencer {
  sort = async (files) => files.toSorted((a, b) => placeOf(a) - placeOf(b))
}
const { projects, ...test } = base.test ?? {}
export default { ...base, test: { ...test, ...${JSON.stringify(test)}, sequence: { sequencer: AsListed } } }
`
  )
  return file
}

/**
 * A change of what a module makes when it is loaded needs all modules loaded again, which takes ten times as long: the
 * first pass leaves those out, the second does only them, because it knows the results of the first.
 */
const pass = (name, part, isolate) => {
  const options = {
    mutate: part.mutate,
    testRunner: "vitest",
    plugins: [runner],
    vitest: { configFile: vitest(name, part, isolate), related: false },
    coverageAnalysis: "perTest",
    concurrency: 1,
    timeoutMS: 10_000,
    dryRunTimeoutMinutes: 20,
    ignoreStatic: !isolate,
    incremental: true,
    incrementalFile: `${folder}/${name}.known.json`,
    disableTypeChecks: false,
    symlinkNodeModules: true,
    ignorePatterns: [
      "**/dist",
      "docs",
      "examples",
      "test/browser",
      "test/mutation",
      "!test/mutation/.run/*.ts",
      ".stryker-tmp"
    ],
    tempDirName: ".stryker-tmp",
    reporters: ["json", "progress-append-only"],
    warnings: { slow: false },
    jsonReporter: { fileName: `${folder}/${name}.report.json` }
  }
  writeFileSync(`${root}${folder}/${name}.json`, JSON.stringify(options))
  const { status } = spawnSync(process.execPath, [stryker, "run", `${folder}/${name}.json`, "--logLevel", "warn"], {
    cwd: root,
    stdio: "inherit"
  })
  return status === 0
}

mkdirSync(`${root}${folder}`, { recursive: true })
for (const name of chosen.length > 0 ? chosen : Object.keys(parts)) {
  if (!again) rmSync(`${root}${folder}/${name}.known.json`, { force: true })
  const ran = pass(name, parts[name], false) && pass(name, parts[name], true)
  const found = ran && report(JSON.parse(readFileSync(`${root}${folder}/${name}.report.json`, "utf8")))
  if (!found) process.exitCode = 1
}
