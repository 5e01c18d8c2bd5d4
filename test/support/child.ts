/** Programs in processes of their own. */
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"

/** The repository, whose packages the programs need. */
export const root = fileURLToPath(new URL("../..", import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
  readonly errors: string
}

/** Runs Node with these arguments until it ends. An interruption kills it. */
export const ended = (...args: ReadonlyArray<string>): Effect.Effect<Ended> =>
  Effect.async((resume) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { NO_COLOR: "1" }
    })
    let output = ""
    let errors = ""
    child.stdout.on("data", (text) => {
      output += String(text)
    })
    child.stderr.on("data", (text) => {
      errors += String(text)
    })
    child.on("close", (code, signal) => resume(Effect.succeed({ code, signal, output, errors })))
    return Effect.sync(() => child.kill("SIGKILL"))
  })
