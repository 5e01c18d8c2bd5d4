/** `vipps` in a process of its own, for what depends on signals and pipes. */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as esbuild from "esbuild"
import { root } from "../support/child.js"

export interface Program {
  readonly child: ChildProcess
  /** What it has printed so far on both outputs. */
  readonly printed: () => string
  /** Resolves when the output matches; rejects if the program ends first. */
  readonly until: (pattern: RegExp) => Promise<void>
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>
}

/** Bundled, because it then starts in a fifth of the time. Within the repository, whose packages it needs. */
const bundle = async () => {
  const dir = await mkdtemp(join(root, "node_modules", ".vipps-cli-"))
  const outfile = join(dir, "bin.mjs")
  await esbuild.build({
    entryPoints: [join(root, "packages/cli/src/bin.ts")],
    tsconfig: join(root, "tsconfig.json"),
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    logLevel: "error"
  })
  return { dir, outfile }
}

/** Far more than a command of these tests takes. */
const limit = 60_000

const start = (outfile: string, env: Readonly<Record<string, string>>, args: ReadonlyArray<string>): Program => {
  const child = spawn(process.execPath, [outfile, ...args], {
    cwd: root,
    env: { ...env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: limit,
    killSignal: "SIGKILL"
  })
  const printed = { out: "", err: "" }
  const listeners = new Set<() => void>()
  for (const [name, stream] of [["out", child.stdout] as const, ["err", child.stderr] as const]) {
    stream.setEncoding("utf8").on("data", (text) => {
      printed[name] += text
      for (const listener of listeners) listener()
    })
  }
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, ...printed }))
  )
  const until = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (pattern.test(printed.out + printed.err)) resolve()
      }
      listeners.add(look)
      ended.then(() => reject(new Error(`${pattern} was not printed: ${printed.out}${printed.err}`)))
      look()
    })
  return { child, ended, until, printed: () => printed.out + printed.err }
}

/** Starts the program as often as the tests of a file ask for, and kills what still runs when their scope closes. */
export const program = () => {
  let bundled: Awaited<ReturnType<typeof bundle>> | undefined
  beforeAll(async () => {
    bundled = await bundle()
  })
  afterAll(async () => {
    if (bundled !== undefined) await rm(bundled.dir, { recursive: true })
  })
  return (env: Readonly<Record<string, string>>, args: ReadonlyArray<string>) =>
    Effect.acquireRelease(
      Effect.sync(() => start(bundled?.outfile ?? "", env, args)),
      ({ child }) => Effect.sync(() => child.kill("SIGKILL"))
    )
}
