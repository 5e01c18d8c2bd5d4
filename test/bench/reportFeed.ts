/**
 * Reads a report feed of 100,000 entries, killed and resumed at random, and fails if an entry is lost or repeated, or if
 * memory grows with what was read: `node --expose-gc --import tsx test/bench/reportFeed.ts`.
 */
// @effect-diagnostics globalConsole:off
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { Report, VippsConfig } from "@effect-vipps/client"
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

const respond = feedOf(() => total, 250)

const http = HttpClient.make((request, { pathname, searchParams }) =>
  Effect.sync(() => {
    const body = pathname.includes("/feed")
      ? (respond(searchParams.get("cursor")) as { readonly body: unknown }).body
      : { access_token: "token", expires_in: 900 }
    return HttpClientResponse.fromWeb(request, Response.json(body))
  })
)

const layer = Layer.merge(
  Layer.succeed(HttpClient.HttpClient, http),
  VippsConfig.layer({
    clientId: "id",
    clientSecret: Redacted.make("secret"),
    subscriptionKey: Redacted.make("key"),
    merchantSerialNumber: "123456"
  })
)

/** What a bookkeeping program stores: how far it is, nothing of what it read. */
const books = { next: 0, cursor: undefined as string | undefined }

const store = ({ cursor, items }: Report.FeedEntries) =>
  Effect.sync(() => {
    for (const { pspReference } of items) {
      if (pspReference !== `psp-${books.next}`) throw new Error(`${pspReference} instead of psp-${books.next}`)
      books.next++
    }
    books.cursor = cursor
  })

const life = Effect.gen(function* () {
  const pages = yield* upTo(40)
  yield* Report.feed("302321", "funds", { cursor: books.cursor }).pipe(
    Stream.zipWithIndex,
    Stream.runForEach(([page, i]) => (i === pages ? Effect.fail("killed") : store(page))),
    Effect.ignore
  )
})

const run = Effect.gen(function* () {
  const heaps: Array<number> = []
  let lives = 0
  while (books.next < total) {
    yield* Effect.provide(life, layer)
    lives++
    if (lives % 3 === 1) heaps.push(heap())
  }
  const growth = (heaps.at(-1) ?? 0) - (heaps[1] ?? 0)
  console.log(`${books.next} entries in ${lives} lives; heap ${heaps.map((one) => one.toFixed(1)).join(", ")} MB`)
  if (growth > 2) throw new Error(`the heap has grown by ${growth.toFixed(1)} MB`)
}).pipe(Effect.withRandom(Random.make("feed")))

await Effect.runPromise(run)
