/**
 * Prints the public types: those that the facade publishes, and what every package exports. All of it is committed, so
 * that a review shows each change that users see. `npm run types` prints it; with `--check` it fails where a file is out
 * of date.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { printExports } from "./printExports.mjs"
import { root } from "./printProgram.mjs"
import { printTestingTypes } from "./printTestingTypes.mjs"
import { printTypes } from "./printTypes.mjs"

// In this order: the checker lists the members of a derived type in the order in which it has met their names.
const printers = {
  "packages/promise/types/testing.d.ts": printTestingTypes,
  "packages/promise/types/index.d.ts": printTypes,
  "packages/exports.txt": printExports
}

for (const [file, print] of Object.entries(printers)) {
  if (!process.argv.includes("--check")) writeFileSync(`${root}${file}`, print())
  else if (print() !== readFileSync(`${root}${file}`, "utf8")) {
    console.error(`${file} is out of date: run \`npm run types\` and review the difference.`)
    process.exitCode = 1
  }
}
