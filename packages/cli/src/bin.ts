#!/usr/bin/env node
// @effect-diagnostics processEnv:off
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { sleeper } from "./abort.js"
import { main } from "./main.js"
import { outputOf } from "./output.js"

/** The emulator's own program. It takes its own options, so it runs as a process of its own. */
const emulator = (): ReadonlyArray<string> => {
  const manifest = createRequire(import.meta.url).resolve("@effect-vipps/emulator/package.json")
  const { bin } = JSON.parse(readFileSync(manifest, "utf8"))
  return [join(dirname(manifest), bin["vipps-emulator"])]
}

const err = outputOf(process.stderr)
const out = outputOf(process.stdout, (code) => err.write(`The results could not be written: ${code}\n`))

const stop = new AbortController()
const hurry = new AbortController()
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => (stop.signal.aborted ? hurry : stop).abort())
}

process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  out,
  err,
  signal: stop.signal,
  hurry: hurry.signal,
  sleep: sleeper(stop.signal),
  emulator
})

// A request may still be under way, which would keep the process alive.
if (hurry.signal.aborted) process.exit()
