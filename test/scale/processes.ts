// @effect-diagnostics globalTimers:off
/** Real processes that make a call at the same moment. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp } from "node:fs/promises"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { build, type Plugin } from "esbuild"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** The driver of SQLite has native code, and is where only its package finds it. */
const nativeDriver: Plugin = {
  name: "native-driver",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^better-sqlite3$/ }, () => ({
      path: createRequire(createRequire(import.meta.url).resolve("@effect/sql-sqlite-node")).resolve("better-sqlite3"),
      external: true
    }))
  }
}

export const makeFolder = (): Promise<string> => mkdtemp(join(tmpdir(), "vipps-scale-"))

/** One file of a program, which starts in a fraction of the time. */
export const bundle = async (program: string, outfile: string): Promise<void> => {
  await build({
    entryPoints: [fileURLToPath(new URL(program, import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    tsconfig: `${root}tsconfig.json`,
    external: ["pg-native"],
    plugins: [nativeDriver],
    logLevel: "error",
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module";const require = requireFrom(import.meta.url);'
    }
  })
}

/** Each line of their input is a command, each line of their output its result; the first says that they are ready. */
export class Processes<Command, Result> {
  private constructor(private readonly all: ReadonlyArray<{ child: ChildProcess; lines: AsyncIterator<string> }>) {}

  static async start<Command, Result>(
    n: number,
    file: string,
    args: ReadonlyArray<string>
  ): Promise<Processes<Command, Result>> {
    const all = Array.from({ length: n }, () => {
      const child = spawn(process.execPath, [file, ...args], { stdio: ["pipe", "pipe", "inherit"] })
      return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
    })
    const ready = await Promise.all(all.map(({ lines }) => lines.next()))
    if (ready.some(({ done }) => done === true)) throw new Error("A process does not start.")
    return new Processes(all)
  }

  /** Sends a command to each of the first `n` processes. */
  async run(n: number, command: (i: number) => Command): Promise<ReadonlyArray<Result>> {
    return Promise.all(
      this.all.slice(0, n).map(async ({ child, lines }, i) => {
        child.stdin?.write(`${JSON.stringify(command(i))}\n`)
        const { done, value } = await lines.next()
        if (done === true) throw new Error("A process has ended.")
        return JSON.parse(value) as Result
      })
    )
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.all.map(async ({ child }) => {
        const ended = once(child, "exit")
        child.stdin?.end()
        const timer = setTimeout(() => child.kill("SIGKILL"), 5_000)
        await ended
        clearTimeout(timer)
      })
    )
  }
}
