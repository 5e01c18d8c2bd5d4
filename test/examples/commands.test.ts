// @effect-diagnostics globalFetch:off globalFetchInEffect:off processEnv:off processEnvInEffect:off
import { execFile, spawn } from "node:child_process"
import * as Net from "node:net"
import { networkInterfaces } from "node:os"
import { createInterface } from "node:readline"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readme, root } from "./snippets.js"

/** Ports and trace ids differ from run to run. */
const normal = (text: string): string =>
  text
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:<port>")
    .replace(/traceId [0-9a-f-]+/g, "traceId <id>")
    .trim()

describe("npm run demo", () => {
  it("npm run demo prints what the README shows", { timeout: 60_000 }, async () => {
    const { stderr, stdout } = await promisify(execFile)("npm", ["run", "--silent", "demo"], { cwd: root })
    assert.strictEqual(stderr, "")
    const shown = readme("README.md").find(({ code }) => code.startsWith("The emulator is listening"))
    assert.strictEqual(normal(stdout), normal(shown?.code ?? ""))
  })
})

describe("npm run subscriptions", () => {
  it("npm run subscriptions bills a year of four members once a month", { timeout: 60_000 }, async () => {
    const { stderr, stdout } = await promisify(execFile)("npm", ["run", "--silent", "subscriptions"], { cwd: root })
    assert.strictEqual(stderr, "")
    assert.deepStrictEqual(stdout.trim().split("\n").slice(-4), [
      `Kari: Active, paid until 2027-01-31. 13 months: 199, 199, ${Array(11).fill(249).join(", ")}`,
      `Nina: Active, paid until 2027-01-31. 13 months: ${Array(13).fill(199).join(", ")}`,
      `Ola: Ended, paid until 2026-06-30. 5 months: ${Array(5).fill(199).join(", ")}`,
      `Per: Ended, paid until 2026-08-31. 7 months: ${Array(7).fill(199).join(", ")}`
    ])
  })
})

/** `npm run webshop` as a process group that does not outlive the test. */
const webshop = Effect.acquireRelease(
  Effect.sync(() => {
    const { PORT: _, ...env } = process.env
    const child = spawn("npm", ["run", "--silent", "webshop"], {
      cwd: root,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true
    })
    const output: Array<string> = []
    let errors = ""
    child.stderr.on("data", (data) => {
      errors += String(data)
    })
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve))
    const started = new Promise<void>((resolve) => {
      createInterface(child.stdout).on("line", (line) => {
        output.push(line)
        if (line.startsWith("The emulator:")) resolve()
      })
    })
    const signal = (name: NodeJS.Signals) => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, name)
      } catch {
        // It has ended.
      }
    }
    return { output, started: Promise.race([started, ended]), ended, signal, errors: () => errors }
  }),
  ({ signal }) => Effect.sync(() => signal("SIGKILL"))
)

/** Whether something accepts connections there. */
const accepts = (host: string, port: number) =>
  Effect.async<boolean>((resume) => {
    const socket = Net.connect({ host, port, timeout: 2000 })
    const end = (answer: boolean) => {
      socket.destroy()
      resume(Effect.succeed(answer))
    }
    socket.on("connect", () => end(true))
    socket.on("error", () => end(false))
    socket.on("timeout", () => end(false))
  })

const outside = Object.values(networkInterfaces()).flatMap((addresses = []) =>
  addresses.flatMap(({ address, internal }) => (internal ? [] : [address]))
)

describe("npm run webshop", () => {
  it.scopedLive(
    "npm run webshop serves a shop and the emulator on loopback only, and stops on Ctrl-C",
    () =>
      Effect.gen(function* () {
        const shop = yield* webshop
        yield* Effect.promise(() => shop.started)
        const urls = shop.output.map((line) => line.replace(/^[^:]*: +/, ""))
        assert.strictEqual(urls.length, 3, shop.errors())
        const ports = urls.map((url) => Number(new URL(url).port))
        for (const url of urls) {
          assert.match(url, /^http:\/\/127\.0\.0\.1:\d+/)
          const response = yield* Effect.promise(() => fetch(url))
          assert.strictEqual(response.status, 200)
          assert.include(yield* Effect.promise(() => response.text()), "<title>")
        }
        for (const port of new Set(ports)) {
          assert.isTrue(yield* accepts("127.0.0.1", port))
          for (const address of outside) assert.isFalse(yield* accepts(address, port), `${address}:${port}`)
        }
        shop.signal("SIGINT")
        yield* Effect.promise(() => shop.ended)
        for (const port of new Set(ports)) assert.isFalse(yield* accepts("127.0.0.1", port))
        assert.strictEqual(shop.errors(), "")
      }),
    60_000
  )
})
