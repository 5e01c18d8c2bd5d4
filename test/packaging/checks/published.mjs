/** What users install holds nothing of the machine that built it, and nothing known to be vulnerable. */
import { readdir, readFile } from "node:fs/promises"
import { homedir, hostname } from "node:os"
import { join } from "node:path"
import { names, root } from "../lib/consumers.mjs"
import { check, expect } from "../lib/report.mjs"
import { attempt } from "../lib/shell.mjs"

/** Keys as their issuers write them. A test's own keys, such as those in examples, have other forms. */
const keys = {
  "a private key": /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  "a token of npm": /\bnpm_[A-Za-z0-9]{36}\b/,
  "a token of GitHub": /\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})/,
  "a key of AWS": /\bAKIA[0-9A-Z]{16}\b/,
  "a signed token": /\beyJ[\w-]{16,}\.eyJ[\w-]{16,}\.[\w-]{16,}/
}

/** Secrets of the environment of the build. Short values may be words. */
const ofEnvironment = Object.entries(process.env)
  .filter(([name, value = ""]) => /TOKEN|SECRET|PASSWORD|_KEY$/.test(name) && value.length >= 12)
  .map(([name, value]) => [`the value of ${name}`, value])

/** Paths and names of this machine. One letter of a home would be found everywhere. */
const machine = [root.replace(/\/$/, ""), homedir(), hostname()].filter((one) => one.length >= 6)

/** Why a text must not be published; undefined if it may. */
export const foundIn = (text) => {
  for (const [what, pattern] of Object.entries(keys)) if (pattern.test(text)) return what
  for (const [what, value] of ofEnvironment) if (text.includes(value)) return what
  const path =
    machine.find((one) => text.includes(one)) ?? /(?:file:\/\/\/|\/home\/|\/Users\/)\w[\w./-]*/.exec(text)?.[0]
  return path === undefined ? undefined : `the path or name ${path}`
}

const scan = async (folder) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(
    (entry) => entry.isFile() && !/[\\/]node_modules[\\/]/.test(`${entry.parentPath}/`.slice(folder.length))
  )
  expect(files.length > 3, `only ${files.length} files`)
  for (const { name, parentPath } of files) {
    const found = foundIn(await readFile(join(parentPath, name), "utf8"))
    expect(found === undefined, `${join(parentPath, name).slice(folder.length)} holds ${found}`)
  }
}

/** Text with one of each kind, so that the scan is known to find them. Written in halves: this file is scanned as well. */
const samples = [
  `-----BEGIN ${"PRIVATE KEY-----"}`,
  `npm_${"a1B2".repeat(9)}`,
  `ghp_${"a1B2".repeat(9)}`,
  `AKIA${"A1B2".repeat(4)}`,
  `file:///${"srv"}/x.ts`,
  `${root}packages`
]

/** npm's report, or undefined where the registry does not give one. */
const audited = async (cwd) => {
  const { stdout } = await attempt("npm", ["audit", "--omit=dev", "--json"], cwd)
  try {
    return JSON.parse(stdout).metadata?.vulnerabilities
  } catch {
    return undefined
  }
}

export const published = async ({ effect, plain }) => {
  await check("the scan finds each kind of secret and path", () => {
    for (const sample of samples) expect(foundIn(`a ${sample} b`) !== undefined, sample)
  })
  for (const name of names) {
    const app = name === "promise" ? plain : effect
    await check(`${name}: no file holds a secret or a path of this machine`, () =>
      scan(join(app, "node_modules/@effect-vipps", name))
    )
  }
  for (const [what, app] of Object.entries({ "the packages for Effect": effect, promise: plain })) {
    await check(`${what}: npm audit reports no vulnerability of what is published`, async () => {
      const counts = await audited(app)
      if (counts === undefined) return console.log("     The registry gave no report: nothing was audited.")
      expect(counts.total === 0, JSON.stringify(counts))
    })
  }
}
