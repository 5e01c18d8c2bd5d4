/** Fails if a tracked file uses a phrase that the style sheet bans. `npm run lint:prose`. */
import { spawnSync } from "node:child_process"

const banned = [
  "\\bunless (said|told|given)\\b",
  "\\bwhoever\\b",
  "\\bof yours\\b",
  "\\bmend(s|ed)?\\b",
  "\\bcomes? again\\b",
  "\\blet it pass\\b",
  "\\bat will\\b",
  "\\belse as every\\b",
  "\\bfor who asks\\b",
  "\\bno such one\\b",
  "\\bURL that is none\\b",
  "\\bsaid no\\b",
  "\\bwhole answer\\b",
  "\\bnothing was sent, for\\b"
]

/** Not rewritten yet. */
const pending = [
  "packages/client/src/internal/request/attempt.ts",
  "packages/client/src/internal/request/headers.ts",
  "packages/client/src/internal/schema/checkOptions.ts",
  "packages/client/src/internal/request/telemetry.ts",
  "packages/emulator/src/RequestLog.ts",
  "packages/emulator/src/VippsEmulator.ts",
  "packages/emulator/src/World.ts"
]

const { status, stderr, stdout } = spawnSync(
  "git",
  [
    ...["grep", "-nPi", banned.join("|"), "--", "."],
    ...["CHANGELOG.md", "*package-lock.json", "test/prose.mjs", ...pending].map((path) => `:!${path}`)
  ],
  { encoding: "utf8" }
)
if (status === 0) {
  console.error(`Phrases that the style sheet bans:\n${stdout}`)
  process.exit(1)
}
// 1: nothing was found.
if (status !== 1) throw new Error(stderr)
