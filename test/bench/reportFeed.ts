/**
 * Reads a report feed of 100,000 entries from the emulator, each in a process of its own, and kills the reader by SIGKILL at
 * random. Fails if an entry is lost or repeated, or if the reader's heap grows with what it has read:
 * `npm run soak:report`. Options: `--entries`, `--seed`.
 */
// @effect-diagnostics asyncFunction:off globalConsole:off globalErrorInEffectFailure:off globalFetch:off processEnv:off
import { type ChildProcess, spawn } from "node:child_process"
import { createReadStream } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { Report, VippsConfig } from "@effect-vipps/client"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import { VippsEmulator } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as esbuild from "esbuild"
import { upTo } from "../client/reportServer.js"
import type { Page, Reading } from "./reportFeed.child.js"

const { values } = parseArgs({
  options: { entries: { type: "string", default: "100000" }, seed: { type: "string", default: "feed" } }
})
const total = Number(values.entries)
const pageSize = 250

/** The last life is not killed: it reads this part, so that its heap is seen over many pages. */
const lastPart = 0.4

/** A reader is killed after this many pages at most. */
const mostPages = Math.ceil(total / pageSize / 10)

/** What the heap may vary by, in bytes. */
const slack = 2 * 1024 * 1024

const root = fileURLToPath(new URL("../..", import.meta.url))
const { credentials } = VippsEmulator.merchants.norway

/** Both programs in files of their own, within the repository, whose packages they need. */
const bundles = Effect.acquireRelease(
  Effect.promise(async () => {
    const dir = await mkdtemp(join(root, "node_modules", ".report-feed-"))
    await esbuild.build({
      entryPoints: {
        emulator: join(root, "packages/emulator/src/bin.ts"),
        reader: join(root, "test/bench/reportFeed.child.ts")
      },
      outdir: dir,
      outExtension: { ".js": ".mjs" },
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      alias: Object.fromEntries(
        ["client", "emulator"].map((name) => [`@effect-vipps/${name}`, join(root, "packages", name, "src")])
      ),
      logLevel: "error"
    })
    return { emulator: join(dir, "emulator.mjs"), reader: join(dir, "reader.mjs"), dir }
  }),
  ({ dir }) => Effect.promise(() => rm(dir, { recursive: true }))
)

const start = (program: string, ...args: ReadonlyArray<string>): ChildProcess =>
  spawn(process.execPath, ["--expose-gc", program, ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env: { NO_COLOR: "1", PATH: process.env["PATH"] }
  })

/** The emulator's address, once it is ready. */
const served = (program: string) =>
  Effect.acquireRelease(
    Effect.sync(() => start(program, "--port", "0", "--quiet", "--no-rate-limits")),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  ).pipe(
    Effect.flatMap((child) =>
      Effect.async<string>((resume) => {
        if (child.stdout === null) return
        createInterface(child.stdout).on("line", (line) => {
          const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? []
          if (url !== undefined) resume(Effect.succeed(url))
        })
      })
    ),
    Effect.timeout("2 minutes")
  )

const post = (url: string, body: unknown) =>
  Effect.promise(async () => {
    const headers = { "content-type": "application/json" }
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${url} responded with ${response.status}`)
    await response.arrayBuffer()
  })

const filled = (url: string) =>
  Effect.gen(function* () {
    yield* post(`${url}/_emulator/report`, { pageSize })
    for (let i = 0; i < total; i++) {
      const entry = {
        entryType: i % 1000 === 999 ? "of-the-future" : "top-up",
        amount: 1 + (i % 500),
        reference: `${i}`
      }
      yield* post(`${url}/_emulator/report/${credentials.merchantSerialNumber}/entries`, entry)
    }
  })

const ledgerOf = (url: string) =>
  Effect.map(Report.getLedgers(), ({ items }) => items[0]?.ledgerId ?? "").pipe(
    Effect.provide(
      Layer.merge(
        NodeHttp.layer,
        VippsConfig.layer({
          ...credentials,
          clientSecret: Redacted.make(credentials.clientSecret),
          subscriptionKey: Redacted.make(credentials.subscriptionKey),
          baseUrl: url
        })
      )
    )
  )

interface Life {
  readonly pages: number
  readonly isKilled: boolean
  readonly heaps: ReadonlyArray<number>
}

/** Reads until the end, or is killed after some pages: while it makes, reads or stores the next one. */
const life = (program: string, reading: Reading, killAfter: number | undefined) =>
  Effect.async<Life, Error>((resume) => {
    const child = start(program, JSON.stringify(reading))
    const heaps: Array<number> = []
    let pages = 0
    if (child.stdout !== null) {
      createInterface(child.stdout).on("line", (line) => {
        pages++
        if (line !== "") heaps.push(Number(line))
        if (pages === killAfter) child.kill("SIGKILL")
      })
    }
    child.on("close", (code, signal) =>
      resume(
        code === 0 || (signal === "SIGKILL" && killAfter !== undefined)
          ? Effect.succeed({ pages, heaps, isKilled: signal !== null })
          : Effect.fail(new Error(`the reader ended with ${code ?? signal}`))
      )
    )
    return Effect.sync(() => child.kill("SIGKILL"))
  })

/** How many entries are stored. Each must follow the one before it. */
const stored = (file: string) =>
  Effect.promise(async () => {
    let next = 0
    for await (const line of createInterface(createReadStream(file))) {
      for (const reference of (JSON.parse(line) as Page).references) {
        if (reference !== String(next)) throw new Error(`entry ${reference} is stored instead of ${next}`)
        next++
      }
    }
    return next
  })

const inMegabytes = (heaps: ReadonlyArray<number>): string =>
  heaps.map((bytes) => (bytes / 1024 / 1024).toFixed(1)).join(", ")

const run = Effect.gen(function* () {
  const programs = yield* bundles
  const dir = yield* Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "report-feed-"))),
    (made) => Effect.promise(() => rm(made, { recursive: true }))
  )
  const file = join(dir, "books.jsonl")
  const url = yield* served(programs.emulator)
  yield* filled(url)
  const reading = { url, file, ledgerId: yield* ledgerOf(url) }
  const killedUntil = (total / pageSize) * (1 - lastPart)
  const lives: Array<Life> = []
  for (let pages = 0; pages < killedUntil; ) {
    const lived = yield* life(programs.reader, reading, yield* upTo(mostPages))
    lives.push(lived)
    pages += lived.pages
  }
  const last = yield* life(programs.reader, reading, undefined)
  const entries = yield* stored(file)
  console.log(
    `${entries} entries in order, ${lives.filter(({ isKilled }) => isKilled).length} readers killed by SIGKILL`
  )
  console.log(`heap of the last reader over ${last.pages} pages: ${inMegabytes(last.heaps)} MB`)
  if (entries !== total) throw new Error(`${total - entries} entries are lost`)
  // The first look is before the code is warm.
  const [, warm = 0, ...later] = last.heaps
  if (later.length < 3) throw new Error("the last reader has read too little to judge its heap: more --entries")
  const growth = Math.max(...later) - warm
  if (growth > slack) throw new Error(`the heap has grown by ${inMegabytes([growth])} MB`)
}).pipe(Effect.withRandom(Random.make(values.seed)), Effect.scoped)

await Effect.runPromise(run)
