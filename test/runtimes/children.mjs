/** Child processes and a temporary folder, none of which outlives this process, however it ends. */
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"

const running = new Set()

export const temporary = mkdtempSync(join(tmpdir(), "vipps-runtimes-"))

process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL")
  rmSync(temporary, { recursive: true, force: true, maxRetries: 5 })
})
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1))

/** Starts a program, killed after `limitMs`. `ended` resolves to its output and, if it failed, how; it never rejects. */
export const start = (command, args, { limitMs, ...options }) => {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options })
  running.add(child)
  const printed = { output: "", errors: "" }
  child.stdout.setEncoding("utf8").on("data", (data) => {
    printed.output += data
  })
  child.stderr.setEncoding("utf8").on("data", (data) => {
    printed.errors += data
  })
  let late = false
  const timer = setTimeout(() => {
    late = true
    child.kill("SIGKILL")
  }, limitMs)
  const ended = new Promise((resolve) => {
    const end = (trouble) => {
      clearTimeout(timer)
      running.delete(child)
      resolve({ ...printed, trouble: late ? `not done after ${limitMs / 1000} s` : trouble })
    }
    child.on("error", (error) => end(error.message))
    child.on("close", (code, signal) => end(code === 0 ? undefined : `ended with ${code ?? signal}`))
  })
  return { child, ended, stop: () => child.kill("SIGKILL") }
}

const failure = ({ errors, output, trouble = "ended" }) => new Error(`${trouble} ${errors}${output}`.trim())

/** Runs a program to its end and gives what it printed; fails with why it could not. */
export const run = async (command, args, options) => {
  const end = await start(command, args, options).ended
  if (end.trouble !== undefined) throw failure(end)
  return end.output
}

/** The pattern's group in what a started server prints. Fails if the server ends before. */
export const listening = ({ ended }, stream, pattern) =>
  new Promise((resolve, reject) => {
    createInterface(stream).on("line", (line) => {
      const match = pattern.exec(line)
      if (match) resolve(match[1])
    })
    ended.then((end) => reject(failure(end)))
  })
