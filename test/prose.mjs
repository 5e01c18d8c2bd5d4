/** Fails if a tracked file uses a phrase that the style sheet bans. `npm run lint:prose`. */
import { spawnSync } from "node:child_process"

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

/** Not rewritten yet. */
const pending = ["packages/emulator/src", "test/emulator/dashboard.test.ts"]

const { status, stderr, stdout } = spawnSync(
  "git",
  [
    ...["grep", "-nPi", banned.join("|"), "--", "."],
    ...["*package-lock.json", "test/prose.mjs", ...pending].map((path) => `:!${path}`)
  ],
  { encoding: "utf8" }
)
if (status === 0) {
  console.error(`Phrases that the style sheet bans:\n${stdout}`)
  process.exit(1)
}
// 1: nothing was found.
if (status !== 1) throw new Error(stderr)
