/** The processes that a benchmark measures: each lives while its rows are measured, and they take turns. */
import { execFile, fork, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const here = (file) => fileURLToPath(new URL(file, import.meta.url))

export const startServer = async () => {
  const child = fork(here("server.mjs"))
  const [url] = await once(child, "message")
  return { url, stop: () => child.disconnect() }
}

/** A process that waits for what to measure. `program` is a runtime and its arguments. */
const startMeasured = (file, own, program = [process.execPath]) => {
  const [command, ...args] = program
  const child = spawn(command, [...args, here(file), ...own], { stdio: ["pipe", "pipe", "inherit"] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ended = once(child, "exit")
  return {
    measure: async (what) => {
      child.stdin.write(`${JSON.stringify(what)}\n`)
      const { done, value } = await lines.next()
      if (done) throw new Error(`${own.join(" ")} ended`)
      return JSON.parse(value)
    },
    stop: async () => {
      child.stdin.end()
      const [code] = await ended
      if (code !== 0) throw new Error(`${own.join(" ")} failed`)
    }
  }
}

export const startCaller = (name, url, dir, program) => startMeasured("load.mjs", [name, url, dir], program)

export const startEmulator = (kind, dir) => startMeasured("emulator.mjs", [kind, dir])

const exec = promisify(execFile)

/** Runs a program to its end; gives the JSON it prints. */
export const runOnce = async (file, args, flags = []) => {
  const { stdout } = await exec(process.execPath, [...flags, here(file), ...args])
  return JSON.parse(stdout)
}
