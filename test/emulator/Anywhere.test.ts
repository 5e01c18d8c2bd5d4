// @effect-diagnostics processEnv:off
/** The emulator beyond the default address: a real process, curl, and a shop at another loopback address. */
import { type ChildProcess, execFile, spawn } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { lineOf } from "@effect-vipps/emulator/core/activity"
import { read } from "@effect-vipps/emulator/options"
import * as VippsEmulator from "@effect-vipps/emulator/VippsEmulator"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { ask } from "./pages.js"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** The program, once it has printed the banner. */
const program = (...args: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.promise(
      () =>
        new Promise<{ readonly child: ChildProcess; readonly lines: ReadonlyArray<string> }>((resolve, reject) => {
          const child = spawn(process.execPath, ["--import", "tsx", "packages/emulator/src/bin.ts", ...args], {
            cwd: root,
            env: { PATH: "" },
            stdio: ["ignore", "pipe", "inherit"]
          })
          const lines: Array<string> = []
          createInterface(child.stdout).on("line", (line) => {
            lines.push(line)
            if (line.startsWith("Other sales units")) resolve({ child, lines })
          })
          child.on("close", () => reject(new Error(lines.join("\n"))))
        })
    ),
    ({ child }) => Effect.sync(() => child.kill("SIGKILL"))
  )

/** A shop that is not JavaScript's business: it counts the webhooks it gets. */
const shop = Effect.acquireRelease(
  Effect.promise(
    () =>
      new Promise<{ readonly server: Http.Server; readonly port: number; readonly webhooks: Array<string> }>(
        (resolve) => {
          const webhooks: Array<string> = []
          const server = Http.createServer((request, response) => {
            request.resume()
            webhooks.push(`${request.method} ${request.headers.host}${request.url}`)
            response.writeHead(200).end()
          })
          server.listen(0, "127.0.0.3", () =>
            resolve({ server, port: (server.address() as AddressInfo).port, webhooks })
          )
        }
      )
  ),
  ({ server }) => Effect.sync(() => server.close())
)

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "vipps-emulator-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true }))
)

/** The commands of a section of the README. */
const documented = (section: string) =>
  Effect.promise(async () => {
    const readme = await readFile(join(root, "packages/emulator/README.md"), "utf8")
    const [, commands] = /```sh\n(.*?)```/s.exec(readme.slice(readme.indexOf(`## ${section}\n`))) ?? []
    assert.isString(commands)
    return commands as string
  })

/** Runs commands in a shell whose curl reaches `vipps` at this address. */
const shell = (home: string, commands: string, vipps: string) =>
  Effect.promise(async () => {
    await writeFile(join(home, ".curlrc"), `connect-to = "vipps:4242:${vipps}"\nmax-time = 20\n`)
    const env = { PATH: process.env["PATH"], HOME: home, CURL_HOME: home }
    return await promisify(execFile)("sh", ["-euc", commands], { env, timeout: 60_000 })
  })

describe("the emulator anywhere", () => {
  it.scopedLive(
    "the README's journey by curl works over another address under another host name, with the shop on a third",
    () =>
      Effect.gen(function* () {
        const { port: shopPort, webhooks } = yield* shop
        const { lines } = yield* program(
          ...["--port", "0", "--host", "127.0.0.2", "--allow-host", "vipps", "--allow-http", "127.0.0.3"],
          ...["--public-url", "http://localhost:4242"]
        )
        assert.strictEqual(lines[0], "Vipps emulator: http://localhost:4242")
        const journey = (yield* documented("From any language")).replaceAll(
          "http://shop:8080",
          `http://127.0.0.3:${shopPort}`
        )
        const home = yield* folder
        const port = /^Listens on: http:\/\/127\.0\.0\.2:(\d+)$/.exec(lines[1] ?? "")?.[1]
        assert.isString(port)
        const { stdout } = yield* shell(home, journey, `127.0.0.2:${port}`)
        assert.include(stdout, `"redirectUrl":"http://localhost:4242/landing?v=2&token=`)
        assert.include(stdout, '"operation":"CAPTURED"')
        assert.include(stdout, '"event":"epayments.payment.authorized.v1"')
        yield* Effect.repeat(Effect.sleep("50 millis"), {
          until: () => lines.some((line) => line.includes("-->")),
          times: 200
        })
        assert.deepStrictEqual(webhooks, [`POST 127.0.0.3:${shopPort}/webhooks`])
        const events = lines.map((line) => line.replace(/^\S+ \S+ {2}/, "")).filter((line) => /^(<--|-->)/.test(line))
        assert.deepStrictEqual(
          events.filter((line) => !line.startsWith("-->")),
          [
            "<-- [200] POST /accesstoken/get",
            "<-- [201] POST /webhooks/v1/webhooks",
            "<-- [201] POST /epayment/v1/payments  order-2026-0001",
            "<-- [200] POST /_emulator/payments/order-2026-0001/approve",
            "<-- [200] POST /epayment/v1/payments/order-2026-0001/capture  order-2026-0001"
          ]
        )
        assert.include(
          events,
          `--> [200] POST http://127.0.0.3:${shopPort}/webhooks  epayments.payment.authorized.v1  order-2026-0001`
        )
      }),
    60_000
  )

  it.scopedLive(
    "without options other host names and http URLs of other hosts are refused, and --quiet prints no lines",
    () =>
      Effect.gen(function* () {
        const { lines } = yield* program("--port", "0", "--quiet")
        const url = lines[0]?.replace("Vipps emulator: ", "") ?? ""
        const health = (host: string) => ask(`${url}/_emulator/health`, { headers: { host } })
        assert.strictEqual((yield* health("127.0.0.1")).status, 200)
        const { status, text } = yield* health("vipps:4242")
        assert.strictEqual(status, 403)
        assert.include(text, "--allow-host")
        const home = yield* folder
        const journey = yield* documented("From any language")
        const exit = yield* Effect.exit(shell(home, journey.replace("http://vipps:4242", url), "127.0.0.1:1"))
        const refused = Exit.isFailure(exit) ? String(Cause.squash(exit.cause)) : ""
        // The registration of a webhook at http://shop.
        assert.include(refused, "error: 400")
        assert.deepStrictEqual(
          lines.filter((line) => /<--|-->/.test(line)),
          []
        )
      }),
    60_000
  )

  it("a line shows neither the query nor the credentials of a URL", () => {
    const sent = { at: 0, direction: "out", result: 200, method: "POST", about: [] } as const
    for (const target of ["https://user:the-password@shop.example/hooks?secret=1", "http://user@shop.example/hooks#1"])
      assert.match(lineOf({ ...sent, target }), /POST https?:\/\/•••@shop\.example\/hooks$/)
  })

  it("an argument that is wrong is named, after the usage", () => {
    const wrong: ReadonlyArray<readonly [ReadonlyArray<string>, string]> = [
      [["--rate-limits"], "Unknown option '--rate-limits'"],
      [["--port", "many"], "--port takes a number from 0 to 65535, not many."],
      [["--allow-http", "http://shop:8080"], "--allow-http takes a host name without scheme and port"],
      [["--allow-host", "vipps:4242"], "--allow-host takes a host name without scheme and port"],
      [["--allow-origin", "localhost:5173"], "--allow-origin takes an origin"],
      ...["localhost", "http://a/b", "http://a/?b", "http://a#b", "http://u:p@a"].map(
        (url) => [["--public-url", url], `--public-url takes an http or https URL without a path, query`] as const
      ),
      [["extra"], "Unexpected argument 'extra'"]
    ]
    for (const [args, message] of wrong) {
      const refused = read(args)
      assert.isTrue(Either.isLeft(refused))
      assert.include(String(Option.getOrThrow(Either.getLeft(refused))), message)
    }
    const { host, port, quiet } = Either.getOrThrow(read([]))
    assert.deepStrictEqual({ host, port, quiet }, { host: "127.0.0.1", port: 4242, quiet: false })
  })

  it.scopedLive("the README documents every control endpoint with curl, and only those that exist", () =>
    Effect.gen(function* () {
      const emulator = yield* VippsEmulator.make()
      const { paths } = (yield* Effect.promise(() =>
        emulator.fetch("http://127.0.0.1:4242/_emulator/openapi.json").then((response) => response.json())
      )) as { readonly paths: Readonly<Record<string, object>> }
      const endpoints = Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, "{}")}`)
      )
      const commands = yield* documented("Control endpoints")
      const shown = [...commands.matchAll(/curl(?: -X (\w+))? "?\$vipps(\/[^\s"?]*)/g)].map(
        ([, method = "GET", path = ""]) => `${method} /_emulator${path.replace(/\$\w+|order-[\d-]+|(?<=\/)\d+/g, "{}")}`
      )
      assert.sameMembers([...new Set(shown)], [...endpoints, "GET /_emulator/openapi.json"])
    })
  )
})
