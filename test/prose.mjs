/**
 * Fails if a tracked file uses a phrase that the style sheet bans, or a test's title has no subject. `npm run lint:prose`.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"

const banned = [
  "\\b(tell|tells|told|telling)\\b",
  "\\bunless (said|told|given)\\b",
  "\\bwhoever\\b",
  "\\bof yours\\b",
  "\\bof one's own\\b",
  "\\bmend(s|ed)?\\b",
  "\\bminds\\b",
  "\\bcomes? again\\b",
  "\\blet it pass\\b",
  "\\bat will\\b",
  "\\bhold(s|ing)? \\w+ together\\b",
  "\\bheld against\\b",
  "\\bon its way\\b",
  "\\b(there|that) (is|are) none\\b",
  "\\bURL that is none\\b",
  "\\bno such one\\b",
  "\\belse as every\\b",
  "\\bfor who asks\\b",
  "\\band its kin\\b",
  "\\bsaid no\\b",
  "\\bwhole answer\\b",
  "\\bnothing was sent, for\\b"
]

const { status, stderr, stdout } = spawnSync(
  "git",
  [...["grep", "-nPi", banned.join("|"), "--", "."], ...[":!*package-lock.json", ":!test/prose.mjs"]],
  { encoding: "utf8" }
)
if (status === 0) {
  console.error(`Phrases that the style sheet bans:\n${stdout}`)
  process.exit(1)
}
// 1: nothing was found.
if (status !== 1) throw new Error(stderr)

/** A title that begins with one of these words continues its `describe`, and cannot be found by itself. */
const continuing =
  "is are has have does cannot never takes gives finds refuses answers says names keeps shows sends comes goes " +
  "needs leaves lets makes creates returns reports accepts rejects throws fails wakes verifies counts stops starts " +
  "formats compares converts subtracts sorts follows replaces removes"

const title = new RegExp(
  `\\b(?:it|test)(?:\\.\\w+)*\\(\\s*["'\`](?:${continuing.split(" ").join("|")})\\b[^"\`\\n]*`,
  "g"
)

const withoutSubject = execFileSync("git", ["ls-files", "test"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => file.endsWith(".ts") || file.endsWith(".mjs"))
  .flatMap((file) => Array.from(readFileSync(file, "utf8").matchAll(title), ([found]) => `${file}: ${found}`))

if (withoutSubject.length > 0) {
  console.error(`Titles of tests that need a subject:\n${withoutSubject.join("\n")}`)
  process.exit(1)
}
