/**
 * A bookkeeping program in a process of its own: reads the feed of a ledger, and stores each page with its cursor as one
 * line of a file. Prints a line for each page, now and then with the size of its heap in bytes. It may be killed at any
 * moment.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs"
import { Report, VippsConfig } from "@effect-vipps/client"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import { VippsEmulator } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"

export interface Reading {
  readonly url: string
  readonly ledgerId: string
  readonly file: string
}

/** What was read and where to continue, written at once. */
export interface Page {
  readonly cursor: string
  readonly references: ReadonlyArray<string | undefined>
}

/** Far more than a line has. */
const longest = 1024 * 1024

/** Between two looks at the heap. */
const pagesPerLook = 5

const { file, ledgerId, url }: Reading = JSON.parse(process.argv[2] ?? "")

const journal = openSync(file, "a+")

/** Deletes what a kill has left half written, and returns the cursor of the last whole line. */
const recover = (): string | undefined => {
  const { size } = fstatSync(journal)
  const tail = Buffer.alloc(Math.min(size, longest))
  readSync(journal, tail, 0, tail.length, size - tail.length)
  const end = tail.lastIndexOf("\n") + 1
  ftruncateSync(journal, size - tail.length + end)
  if (end === 0) return undefined
  const line = tail.toString("utf8", tail.lastIndexOf("\n", end - 2) + 1, end)
  return (JSON.parse(line) as Page).cursor
}

const heap = (): number => {
  ;(globalThis as { readonly gc?: () => void }).gc?.()
  return process.memoryUsage().heapUsed
}

let pages = 0

const store = ({ cursor, items }: Report.FeedEntries) =>
  Effect.sync(() => {
    const page: Page = { cursor, references: items.map(({ reference }) => reference) }
    writeSync(journal, `${JSON.stringify(page)}\n`)
    writeSync(1, `${pages++ % pagesPerLook === 0 ? heap() : ""}\n`)
  })

const { credentials } = VippsEmulator.merchants.norway

const config = VippsConfig.layer({
  ...credentials,
  clientSecret: Redacted.make(credentials.clientSecret),
  subscriptionKey: Redacted.make(credentials.subscriptionKey),
  baseUrl: url
})

Stream.runForEach(Report.feed(ledgerId, "funds", { cursor: recover() }), store).pipe(
  Effect.ensuring(Effect.sync(() => closeSync(journal))),
  Effect.provide(Layer.merge(NodeHttp.layer, config)),
  Effect.runPromise
)
