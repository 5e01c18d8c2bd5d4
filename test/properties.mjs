/** Runs the property tests with new seeds, until one fails: `npm run test:properties -- 20` does so 20 times. */
import { spawnSync } from "node:child_process"
import { randomInt } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"

const rounds = Number(process.argv[2] ?? 10)

const files = readdirSync("test", { recursive: true })
  .map((file) => `test/${file}`)
  .filter((file) => file.endsWith(".test.ts") && !file.includes("node_modules"))
  .filter((file) => /FastCheck|Arbitrary|\bit\.prop|\.effect\.prop/.test(readFileSync(file, "utf8")))

for (let round = 1; round <= rounds; round++) {
  const seed = String(randomInt(2 ** 31))
  console.log(`round ${round} of ${rounds}: PROPERTY_SEED=${seed} in ${files.length} files`)
  const { status } = spawnSync("npx", ["vitest", "run", "--reporter=dot", "--project=!browser", ...files], {
    stdio: "inherit",
    env: { ...process.env, PROPERTY_SEED: seed }
  })
  if (status !== 0) process.exit(1)
}
