/** What is left behind by work that is repeated: heap, sockets, timers, listeners and fibers. */
import { execFile } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { bundle } from "../../soak/bundle.js"
import { paymentIn, tokenResponse } from "../../support/samples.js"
import type { SubjectName } from "./subjects.js"

export interface Figures {
  readonly times: number
  /** Bytes of heap for each further piece of work. */
  readonly slope: number
  /** Bytes of heap after the first round and after the last. */
  readonly heap: readonly [first: number, last: number]
  /** What keeps the process alive after closing, and did not before: sockets, timers, servers. */
  readonly held: Readonly<Record<string, number>>
  /** More listeners of the process than before. */
  readonly listeners: number
  /** More fibers than before, after closing. */
  readonly fibers: number
}

/** Bytes of heap that the measured rounds may grow by, whatever their number: collections leave as much by chance. */
export const allowedGrowth = 1_500_000

/** And for each piece of work: a leaked closure has 100 bytes or more. */
export const allowedSlope = 16

/** What is wrong with these figures. */
export const findingsIn = ({ fibers, held, listeners, slope, times }: Figures): ReadonlyArray<string> => [
  ...(slope > Math.max(allowedSlope, allowedGrowth / times)
    ? [`the heap grows by ${slope.toFixed(0)} bytes each time`]
    : []),
  ...Object.entries(held).map(([kind, count]) => `${count} ${kind} left open`),
  ...(listeners > 0 ? [`${listeners} listeners left`] : []),
  ...(fibers > 0 ? [`${fibers} fibers left`] : [])
]

/** Vipps, as far as it is needed: a token, payments, and a 404 for what is missing. */
const serve = async () => {
  const server = http.createServer((request, response) => {
    request.resume()
    const path = request.url ?? ""
    const reference = path.split("/")[4] ?? ""
    response.setHeader("content-type", "application/json")
    if (path === "/accesstoken/get") return void response.end(JSON.stringify(tokenResponse()))
    if (!reference.startsWith("missing"))
      return void response.end(JSON.stringify({ ...paymentIn("AUTHORIZED"), reference }))
    response.statusCode = 404
    response.end(JSON.stringify({ title: "Not found", detail: "There is no such payment", status: 404 }))
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

export interface Options {
  readonly name: SubjectName
  readonly times: number
  /** Sabotage: each piece of work keeps a kilobyte. */
  readonly keep?: boolean
}

const run = promisify(execFile)

/** Measures each in a process of its own, one after another. */
export const leaks = async (
  options: ReadonlyArray<Options>,
  onFigures: (options: Options, figures: Figures) => void = () => {}
): Promise<ReadonlyArray<Figures>> => {
  const folder = await mkdtemp(`${tmpdir()}/leaks-`)
  const server = await serve()
  try {
    const program = `${folder}/child.mjs`
    await bundle(fileURLToPath(new URL("./child.ts", import.meta.url)), program)
    const { FORCE_COLOR: _, ...inherited } = process.env
    const env = { ...inherited, NO_COLOR: "1" }
    const all: Array<Figures> = []
    for (const one of options) {
      const args = ["--expose-gc", program, one.name, server.url, String(one.times), ...(one.keep ? ["keep"] : [])]
      const { stdout } = await run(process.execPath, args, { env, timeout: 1_800_000 })
      const figures = JSON.parse(stdout) as Figures
      onFigures(one, figures)
      all.push(figures)
    }
    return all
  } finally {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
}
