/** The runners of a cluster, each a process. */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import * as esbuild from "esbuild"
import type { Job } from "./job.js"

const root = fileURLToPath(new URL("../..", import.meta.url))

const freePort = Effect.async<number>((resume) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address()
    server.close(() => resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0)))
  })
})

const started = (program: string, job: Job) =>
  Effect.acquireRelease(
    Effect.async<ChildProcess>((resume) => {
      const child = spawn(process.execPath, [program, JSON.stringify(job)], {
        cwd: root,
        stdio: ["pipe", "pipe", "inherit"],
        env: { NO_COLOR: "1" }
      })
      child.stdout?.once("data", () => resume(Effect.succeed(child)))
      child.once("close", (code, signal) => resume(Effect.dieMessage(`the runner ended with ${code ?? signal}`)))
    }),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  )

export const exited = (child: ChildProcess) =>
  Effect.async<void>((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
    child.once("close", () => resume(Effect.void))
  })

/** Builds the program of a runner, and returns how to start one that the end of the scope kills. */
export const runners = Effect.gen(function* () {
  const dir = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(root, "node_modules", ".runners-"))),
    (dir) => Effect.sync(() => rmSync(dir, { recursive: true }))
  )
  const program = join(dir, "runner.cjs")
  yield* Effect.promise(() =>
    esbuild.build({
      entryPoints: [join(root, "test", "workflow", "runner.child.ts")],
      outfile: program,
      bundle: true,
      platform: "node",
      format: "cjs",
      external: ["pg-native"],
      logLevel: "error"
    })
  )
  return (job: Omit<Job, "port">) => Effect.flatMap(freePort, (port) => started(program, { ...job, port }))
})
