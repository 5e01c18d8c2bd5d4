/** Other programs, bounded in time. */
import { spawn } from "node:child_process"
import { once } from "node:events"

/** The checks read what programs print. Some of them print in colour, into a pipe too, where `CI` or `FORCE_COLOR` is set. */
const { FORCE_COLOR: _, ...inherited } = process.env
const env = { ...inherited, NO_COLOR: "1" }

const start = (command, args, options) => {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env, ...options })
  child.stdout.setEncoding("utf8")
  child.stderr.setEncoding("utf8")
  return child
}

/** Runs a program to its end and returns its exit code and output; it has two minutes. */
export const attempt = async (command, args, cwd, more = {}) =>
  end(start(command, args, { cwd, timeout: 120_000, killSignal: "SIGKILL", env: { ...env, ...more } }))

/** The same, with an open standard input, and `act` when the output matches. */
export const interact = async (command, args, { cwd, env: more, until }, act) => {
  const options = { cwd, timeout: 120_000, killSignal: "SIGKILL", env: { ...env, ...more } }
  const child = start(command, args, { ...options, stdio: ["pipe", "pipe", "pipe"] })
  let printed = ""
  let acted = false
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      printed += text
      if (acted || !until.test(printed)) return
      acted = true
      act(child)
    })
  }
  return end(child)
}

const end = async (child) => {
  const printed = { stdout: "", stderr: "" }
  for (const stream of ["stdout", "stderr"]) {
    child[stream].on("data", (text) => {
      printed[stream] += text
    })
  }
  const [code, signal] = await once(child, "close")
  return { code: code ?? signal, ...printed, text: `${printed.stdout}${printed.stderr}` }
}

/** The same, but any exit code besides 0 is an error. */
export const run = async (command, args, cwd) => {
  const result = await attempt(command, args, cwd)
  if (result.code !== 0) throw new Error(`${command} ${args.join(" ")}\nexit ${result.code}\n${result.text.trim()}`)
  return result
}

/** Starts a program, waits until its output matches, does `work` with the output, then stops it. It has a minute. */
export const whileRunning = async (command, args, { cwd, until, env: more }, work) => {
  const child = start(command, args, { cwd, timeout: 60_000, killSignal: "SIGKILL", env: { ...env, ...more } })
  let printed = ""
  const matched = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text) => {
        printed += text
        if (until.test(printed)) resolve()
      })
    }
  })
  const ended = once(child, "close")
  try {
    await Promise.race([matched, ended])
    return await work(printed)
  } finally {
    child.kill()
    await ended
  }
}

/** What npm prints, without what it says about the settings of the machine it runs on. */
export const messages = ({ text }) =>
  text
    .split("\n")
    .filter((line) => !/Unknown (user|env) config/.test(line))
    .join("\n")
