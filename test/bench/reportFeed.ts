/**
 * Reads a report feed of 100,000 entries, killed and resumed at random, and fails if an entry is lost or repeated, or if
 * memory grows with what was read: `node --expose-gc --import tsx test/bench/reportFeed.ts`. With `--emulator` the entries
 * are the emulator's, over HTTP; its log of requests is in this process too, so that memory is not judged there.
 */
// @effect-diagnostics globalConsole:off
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { Report, VippsConfig, type VippsError } from "@effect-vipps/client"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import { VippsEmulator, VippsEmulatorServer } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { feedOf, upTo } from "../client/reportServer.js"

const total = 100_000
const megabyte = 1024 * 1024

const heap = (): number => {
  ;(globalThis as { readonly gc?: () => void }).gc?.()
  return process.memoryUsage().heapUsed / megabyte
}

/** Where the entries are read, and how the n-th of them is called. */
interface Source {
  readonly ledgerId: string
  readonly layer: Layer.Layer<HttpClient.HttpClient | VippsConfig.VippsConfig, VippsError.VippsInputError>
  readonly nameOf: (entry: number) => string | undefined
}

/** Pages that are made as they are asked for. */
const scripted: Source = {
  ledgerId: "302321",
  layer: Layer.merge(
    Layer.sync(HttpClient.HttpClient, () => {
      const respond = feedOf(() => total, 250)
      return HttpClient.make((request, { pathname, searchParams }) =>
        Effect.sync(() => {
          const body = pathname.includes("/feed")
            ? (respond(searchParams.get("cursor")) as { readonly body: unknown }).body
            : { access_token: "token", expires_in: 900 }
          return HttpClientResponse.fromWeb(request, Response.json(body))
        })
      )
    }),
    VippsConfig.layer({
      clientId: "id",
      clientSecret: Redacted.make("secret"),
      subscriptionKey: Redacted.make("key"),
      merchantSerialNumber: "123456"
    })
  ),
  nameOf: (entry) => `psp-${entry}`
}

/** The entries of a sales unit of the served emulator. */
const emulated = Effect.gen(function* () {
  const { emulator, url } = yield* VippsEmulatorServer.make({ rateLimits: false })
  const { credentials } = VippsEmulator.merchants.norway
  yield* emulator.setReport({ pageSize: 250 })
  const names: Array<string> = []
  for (let i = 0; i < total; i++) {
    const entry = { entryType: "top-up", amount: 1 + (i % 500) }
    names.push((yield* emulator.addReportEntry(credentials.merchantSerialNumber, entry)).pspReference)
  }
  const config = VippsConfig.layer({
    ...credentials,
    clientSecret: Redacted.make(credentials.clientSecret),
    subscriptionKey: Redacted.make(credentials.subscriptionKey),
    baseUrl: url
  })
  const layer = Layer.merge(NodeHttp.layer, config)
  const { items } = yield* Effect.provide(Report.getLedgers(), layer)
  const ledgerId = items[0]?.ledgerId ?? ""
  return { ledgerId, layer, nameOf: (entry: number) => names[entry] } satisfies Source
})

/** What a bookkeeping program stores: how far it is, nothing of what it read. */
const books = { next: 0, cursor: undefined as string | undefined }

const store = ({ nameOf }: Source, { cursor, items }: Report.FeedEntries) =>
  Effect.sync(() => {
    for (const { pspReference } of items) {
      const expected = nameOf(books.next)
      if (pspReference !== expected) throw new Error(`${pspReference} instead of ${expected}`)
      books.next++
    }
    books.cursor = cursor
  })

const life = (source: Source) =>
  Effect.gen(function* () {
    const pages = yield* upTo(40)
    yield* Report.feed(source.ledgerId, "funds", { cursor: books.cursor }).pipe(
      Stream.zipWithIndex,
      Stream.runForEach(([page, i]) => (i === pages ? Effect.fail("killed") : store(source, page))),
      Effect.ignore
    )
  }).pipe(Effect.provide(source.layer))

const run = Effect.gen(function* () {
  const isEmulated = process.argv.includes("--emulator")
  const source = isEmulated ? yield* emulated : scripted
  const heaps: Array<number> = []
  let lives = 0
  while (books.next < total) {
    if (lives > total) throw new Error("the feed does not end")
    yield* life(source)
    lives++
    if (lives % 3 === 1) heaps.push(heap())
  }
  const growth = (heaps.at(-1) ?? 0) - (heaps[1] ?? 0)
  console.log(`${books.next} entries in ${lives} lives; heap ${heaps.map((one) => one.toFixed(1)).join(", ")} MB`)
  if (growth > 2 && !isEmulated) throw new Error(`the heap has grown by ${growth.toFixed(1)} MB`)
}).pipe(Effect.withRandom(Random.make("feed")), Effect.scoped)

await Effect.runPromise(run)
