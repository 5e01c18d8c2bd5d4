import { spawn } from "node:child_process"
import type { Command } from "../Command.js"
import { type ExitCode, exitCodes } from "../exitCodes.js"
import type { System } from "../System.js"

/** Runs the emulator's program until it ends or is stopped. */
export const runEmulator = (args: ReadonlyArray<string>, system: System): Promise<ExitCode> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [...system.emulator(), ...args], {
      env: system.env,
      stdio: ["ignore", "pipe", "pipe"]
    })
    const stop = () => child.kill("SIGTERM")
    child.stdout.on("data", (data) => {
      if (system.out.isClosed?.() === true) stop()
      else system.out.write(String(data))
    })
    child.stderr.on("data", (data) => system.err.write(String(data)))
    if (system.signal.aborted) stop()
    system.signal.addEventListener("abort", stop, { once: true })
    child.once("error", () => resolve(exitCodes.refused))
    child.once("close", (code) => {
      resolve(
        code === 0 || system.signal.aborted || system.out.isClosed?.() === true ? exitCodes.done : exitCodes.usage
      )
    })
  })

export const emulator: Command = {
  usage: "[options of vipps-emulator]",
  summary: "run a local Vipps; vipps emulator --help lists its options",
  arity: [0, 0],
  run: ({ system }) => runEmulator([], system)
}
