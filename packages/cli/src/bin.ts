#!/usr/bin/env node
// @effect-diagnostics processEnv:off
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { sleeper } from "./abort.js"
import { main } from "./main.js"

/** The emulator's own program. It takes its own options, so it runs as a process of its own. */
const emulator = (): ReadonlyArray<string> => {
  const manifest = createRequire(import.meta.url).resolve("@effect-vipps/emulator/package.json")
  const { bin } = JSON.parse(readFileSync(manifest, "utf8"))
  return [join(dirname(manifest), bin["vipps-emulator"])]
}

// A reader that closes the pipe, such as `head`, wants no more.
process.stdout.on("error", () => process.exit(0))

const stop = new AbortController()
process.once("SIGINT", () => stop.abort())
process.once("SIGTERM", () => stop.abort())

process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  out: { isTTY: process.stdout.isTTY === true, write: (text) => void process.stdout.write(text) },
  err: { isTTY: process.stderr.isTTY === true, write: (text) => void process.stderr.write(text) },
  signal: stop.signal,
  sleep: sleeper(stop.signal),
  emulator
})
