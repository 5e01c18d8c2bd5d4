/** Report: what is sent, and streams that neither lose nor repeat an entry. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { assert, describe, it } from "@effect/vitest"
import { Report, VippsConfig } from "@effect-vipps/client"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { entryAt, feedOf, upTo } from "./reportServer.js"
import { options, scripted } from "./support.js"
import { type Wire, wires } from "./wire.js"

const entry = entryAt(0)
const datePage = { items: [entry], hasMore: true, cursor: "Mw==", tryLater: false }
const feedPage = { items: [entry], cursor: "Mw==", tryLater: false }
const ledger = {
  ledgerId: "302321",
  currency: "NOK",
  payoutBankAccount: { scheme: "BBAN:NO", id: "86011117947" },
  owner: { scheme: "business:NO:ORG", id: "987654321" },
  settlesForRecipientHandles: ["api:123455", "NO:1234"],
  salesUnits: [{ name: "Shop", recipientHandle: "api:123455" }]
}
const base = "/report/v2/ledgers/302321"

const cases: ReadonlyArray<Wire> = [
  {
    name: "getLedgers",
    run: () => Report.getLedgers({ settlesForRecipientHandles: "api:123455", cursor: "a=" }),
    method: "GET",
    path: "/settlement/v1/ledgers?settlesForRecipientHandles=api%3A123455&cursor=a%3D",
    answer: { items: [ledger], cursor: "" }
  },
  {
    name: "getFundsByDate",
    run: () => Report.getFundsByDate("302321", "2026-10-01", { includeGDPRSensitiveData: true, cursor: "Mg==" }),
    method: "GET",
    path: `${base}/funds/dates/2026-10-01?cursor=Mg%3D%3D&includeGDPRSensitiveData=true`,
    answer: datePage
  },
  {
    name: "getFeesByDate",
    run: () => Report.getFeesByDate("302321", "2026-10-01"),
    method: "GET",
    path: `${base}/fees/dates/2026-10-01`,
    answer: { items: [], hasMore: false, tryLater: true }
  },
  {
    name: "getFundsFeed",
    run: () => Report.getFundsFeed("302321", { cursor: "Mg==" }),
    method: "GET",
    path: `${base}/funds/feed?cursor=Mg%3D%3D`,
    answer: feedPage
  },
  {
    name: "getFeesFeed",
    run: () => Report.getFeesFeed("302321"),
    method: "GET",
    path: `${base}/fees/feed`,
    answer: {
      items: [
        { ...entry, entryType: "payout-scheduled", recipientHandle: null, message: "hi" },
        { ...entry, entryType: "scheduled-for-payout", ledgerDate: null, newField: { a: 1 } },
        { ...entry, entryType: "of-the-future", reference: "" }
      ],
      cursor: "x",
      tryLater: true
    },
    result: {
      items: [
        without({ ...entry, entryType: "payout-scheduled", message: "hi" }, "recipientHandle"),
        without({ ...entry, entryType: "scheduled-for-payout", newField: { a: 1 } }, "ledgerDate"),
        { ...entry, entryType: "of-the-future", reference: "" }
      ],
      cursor: "x",
      tryLater: true
    }
  }
]

function without<A extends object>(value: A, key: keyof A): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
}

describe("Report on the wire", () => {
  wires(cases)

  it("every operation of Report is on the wire above", () => {
    for (const name of Object.keys(Report.operations)) assert.isTrue(cases.some((one) => one.name === name))
  })

  it.effect("an amount with a fraction, or a text for tryLater, is no page", () =>
    Effect.gen(function* () {
      for (const body of [
        { ...feedPage, items: [{ ...entry, amount: 1.5 }] },
        { ...feedPage, tryLater: "true" },
        { items: [], tryLater: true }
      ]) {
        const server = scripted(() => ({ status: 200, body }))
        const error = yield* Effect.provide(Effect.flip(Report.getFundsFeed("302321")), server.layer)
        assert.strictEqual(error._tag, "VippsDecodeError")
      }
    })
  )

  it.effect("a ledger of somebody else is not found, and no date without sales", () =>
    Effect.gen(function* () {
      const server = scripted(() => ({ status: 404, body: { title: "Not Found", detail: "No such ledgerId" } }))
      const error = yield* Effect.provide(Effect.flip(Report.getFundsByDate("1", "2026-10-01")), server.layer)
      assert.strictEqual(error._tag, "VippsNotFoundError")
      assert.include(error.message, "No such ledgerId")
    })
  )

  it.effect("what is no date, no ledger and no handle is refused before anything is sent", () =>
    Effect.gen(function* () {
      const server = scripted(() => ({ status: 200, body: datePage }))
      for (const call of [
        Report.getFundsByDate("302321", "01.10.2026"),
        Report.getFundsFeed("../x"),
        Report.getLedgers({ settlesForRecipientHandles: "123456" }),
        Stream.runDrain(Report.feed("302321", "payouts" as "funds")),
        Stream.runDrain(Report.days("302321", "funds", { from: "2026-10-01", to: "tomorrow" })),
        Stream.runDrain(Report.days("302321", "funds", { from: "2026-02-30", to: "2026-03-02" }))
      ]) {
        const error = yield* Effect.provide(Effect.flip(call), server.layer)
        assert.strictEqual(error._tag, "VippsInputError")
      }
      assert.strictEqual(server.seen.length + server.tokens(), 0)
    })
  )
})

interface Asked {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
}

/** A client whose requests are seen with their query. */
const served = (respond: (asked: Asked, n: number) => unknown, config: Partial<VippsConfig.Options> = {}) => {
  const asked: Array<Asked> = []
  const client = HttpClient.make((request, url) =>
    Effect.sync(() => {
      const one = { url, headers: request.headers }
      asked.push(one)
      const isToken = url.pathname.endsWith("/token") || url.pathname === "/accesstoken/get"
      const body = isToken
        ? { access_token: `token-of-${url.pathname}`, expires_in: 900, token_type: "Bearer" }
        : respond(one, asked.filter(({ url }) => url.pathname.includes("/ledgers")).length)
      return HttpClientResponse.fromWeb(request, body instanceof Response ? body : Response.json(body))
    })
  )
  const reads = () => asked.filter(({ url }) => url.pathname.includes("/ledgers")).map(({ url }) => url)
  return {
    asked,
    reads,
    layer: Layer.merge(Layer.succeed(HttpClient.HttpClient, client), VippsConfig.layer({ ...options, ...config }))
  }
}

describe("accounting keys", () => {
  it.effect("accounting keys use their own token, cached, and send neither subscription key nor serial number", () =>
    Effect.gen(function* () {
      const server = served(() => feedPage, { accountingKeys: true })
      yield* Effect.provide(Effect.zipRight(Report.getFundsFeed("1"), Report.getFeesFeed("1")), server.layer)
      assert.deepStrictEqual(
        server.asked.map(({ url }) => url.pathname),
        ["/miami/v1/token", "/report/v2/ledgers/1/funds/feed", "/report/v2/ledgers/1/fees/feed"]
      )
      const [token, first] = server.asked
      assert.strictEqual(token?.headers["content-type"], "application/x-www-form-urlencoded")
      assert.strictEqual(token?.headers["authorization"], `Basic ${btoa("client-id:client-SECRET-9f2c")}`)
      assert.strictEqual(first?.headers["authorization"], "Bearer token-of-/miami/v1/token")
      for (const { headers } of server.asked) {
        assert.isUndefined(headers["ocp-apim-subscription-key"])
        assert.isUndefined(headers["merchant-serial-number"])
      }
    })
  )

  it.effect("both kinds of keys live side by side, each with its own token", () =>
    Effect.gen(function* () {
      const server = served(() => feedPage)
      const read = Report.getFundsFeed("1")
      yield* Effect.provide(
        Effect.all([read, VippsConfig.withOptions(Report.getFundsFeed("1"), { accountingKeys: true }), read]),
        server.layer
      )
      assert.deepStrictEqual(
        server.asked.filter(({ url }) => url.pathname.includes("feed")).map(({ headers }) => headers["authorization"]),
        ["Bearer token-of-/accesstoken/get", "Bearer token-of-/miami/v1/token", "Bearer token-of-/accesstoken/get"]
      )
    })
  )
})

const collected = <A, E, R>(stream: Stream.Stream<A, E, R>) =>
  Effect.map(Stream.runCollect(stream), Chunk.toReadonlyArray)

const indexOf = ({ pspReference }: Report.Entry): number => Number(pspReference.slice(4))

describe("Report.feed", () => {
  it.effect("a feed continues from a stored cursor, and ends when all entries are read", () =>
    Effect.gen(function* () {
      const respond = feedOf(() => 10, 3)
      const server = served(({ url }) => (respond(url.searchParams.get("cursor")) as { readonly body: unknown }).body)
      const pages = yield* Effect.provide(collected(Report.feed("1", "funds")), server.layer)
      assert.deepStrictEqual(
        pages.map(({ items }) => items.length),
        [3, 3, 3, 1]
      )
      const rest = yield* Effect.provide(
        collected(Report.feed("1", "funds", { cursor: pages[1]?.cursor, includeGDPRSensitiveData: true })),
        server.layer
      )
      assert.deepStrictEqual(
        rest.flatMap(({ items }) => items.map(indexOf)),
        [6, 7, 8, 9]
      )
      assert.isTrue(
        server
          .reads()
          .slice(-2)
          .every((url) => url.searchParams.get("includeGDPRSensitiveData") === "true")
      )
    })
  )

  it.effect("personal data is asked for on every page, the first and those of a cursor", () =>
    Effect.gen(function* () {
      const respond = feedOf(() => 10, 3)
      const server = served(({ url }) => (respond(url.searchParams.get("cursor")) as { readonly body: unknown }).body)
      const flags = () => server.reads().map((url) => url.searchParams.get("includeGDPRSensitiveData"))
      const asked = collected(Report.feed("1", "funds", { includeGDPRSensitiveData: true }))
      assert.lengthOf(yield* Effect.provide(asked, server.layer), 4)
      assert.deepStrictEqual(flags(), ["true", "true", "true", "true"])
      yield* Effect.provide(collected(Report.feed("1", "funds")), server.layer)
      assert.deepStrictEqual(flags().slice(4), [null, null, null, null])
    })
  )

  it.effect("a followed feed looks for new entries once a minute", () =>
    Effect.gen(function* () {
      let size = 2
      const respond = feedOf(() => size, 3)
      const server = served(({ url }) => (respond(url.searchParams.get("cursor")) as { readonly body: unknown }).body)
      const read: Array<number> = []
      const fiber = yield* Report.feed("1", "fees", { follow: true }).pipe(
        Stream.runForEach(({ items }) => Effect.sync(() => read.push(...items.map(indexOf)))),
        Effect.provide(server.layer),
        Effect.fork
      )
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual([read.length, server.reads().length], [2, 1])
      yield* TestClock.adjust("58 seconds")
      assert.strictEqual(server.reads().length, 1)
      size = 4
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(read, [0, 1, 2, 3])
      assert.strictEqual(server.reads().length, 2)
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual(server.reads().length, 12)
      assert.deepStrictEqual(read, [0, 1, 2, 3])
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("a cursor that does not move is an error, and with tryLater its entries are left for later", () =>
    Effect.gen(function* () {
      const stuck = served(() => feedPage)
      const error = yield* Effect.provide(Effect.flip(collected(Report.feed("1", "funds"))), stuck.layer)
      assert.strictEqual(error._tag, "VippsDecodeError")
      assert.strictEqual(stuck.reads().length, 2)
      const open = served(() => ({ ...feedPage, tryLater: true }))
      const pages = yield* Effect.provide(collected(Report.feed("1", "funds", { cursor: "Mw==" })), open.layer)
      assert.deepStrictEqual(pages, [])
    })
  )

  it.effect("an empty page that does not move ends the feed instead of asking without end", () =>
    Effect.gen(function* () {
      const server = served(() => ({ items: [], cursor: "Mw==", tryLater: false }))
      assert.deepStrictEqual(yield* Effect.provide(collected(Report.feed("1", "funds")), server.layer), [])
      assert.strictEqual(server.reads().length, 2)
    })
  )

  it.effect("a reader that is killed and restarted at random loses and repeats no entry", () =>
    Effect.gen(function* () {
      const total = 5000
      const respond = feedOf(() => total, 73)
      const server = served(({ url }, n) =>
        n % 13 === 0
          ? Response.json({ errorCode: 10001, errorMessage: "unknown", contextId: "c" }, { status: 500 })
          : (respond(url.searchParams.get("cursor")) as { readonly body: unknown }).body
      )
      const stored: Array<number> = []
      let cursor: string | undefined
      let restarts = 0
      while (stored.length < total) {
        restarts++
        // Killed after some pages: one was read and never stored.
        const pages = yield* upTo(9)
        const life = Report.feed("1", "funds", { cursor }, { retry: false }).pipe(
          Stream.zipWithIndex,
          Stream.mapEffect(([page, i]) =>
            i + 1 === pages
              ? Effect.fail("killed" as const)
              : Effect.sync(() => {
                  stored.push(...page.items.map(indexOf))
                  cursor = page.cursor
                })
          ),
          Stream.runDrain
        )
        // A new layer for each life: nothing but the stored cursor survives.
        yield* Effect.ignore(Effect.provide(life, server.layer))
      }
      assert.deepStrictEqual(
        stored,
        Array.from({ length: total }, (_, i) => i)
      )
      assert.isAbove(restarts, 5)
    }).pipe(Effect.withRandom(Random.make("report")))
  )
})

describe("Report.days", () => {
  it.effect("days pages through each day, waits for nothing, and ends at the first open day", () =>
    Effect.gen(function* () {
      const pages: Readonly<Record<string, ReadonlyArray<unknown>>> = {
        "2026-10-01": [
          { items: [entryAt(0), entryAt(1)], hasMore: true, cursor: "1", tryLater: true },
          { items: [entryAt(2)], hasMore: true, cursor: "2", tryLater: false },
          { items: [], hasMore: false, tryLater: false }
        ],
        "2026-10-02": [{ items: [], hasMore: false, tryLater: false }],
        "2026-10-03": [{ items: [entryAt(3)], hasMore: false, tryLater: true }]
      }
      const server = served(({ url }) => {
        const day = url.pathname.split("/").at(-1) ?? ""
        return pages[day]?.[Number(url.searchParams.get("cursor") ?? 0)]
      })
      const query = { from: "2026-10-01", to: "2026-10-31", includeGDPRSensitiveData: true }
      const days = yield* Effect.provide(collected(Report.days("1", "funds", query)), server.layer)
      assert.deepStrictEqual(
        days.map(({ complete, items, ledgerDate, open }) => [ledgerDate, items.length, complete, open]),
        [
          ["2026-10-01", 2, false, false],
          ["2026-10-01", 1, false, false],
          ["2026-10-01", 0, true, false],
          ["2026-10-02", 0, true, false],
          ["2026-10-03", 1, false, true]
        ]
      )
      assert.isTrue(server.reads().every((url) => url.searchParams.get("includeGDPRSensitiveData") === "true"))
    })
  )

  it.effect("days ends with the last day, and reads nothing when it comes before the first", () =>
    Effect.gen(function* () {
      const server = served(() => ({ items: [], hasMore: false, tryLater: false }))
      const days = collected(Report.days("1", "fees", { from: "2026-02-27", to: "2026-03-01" }))
      assert.deepStrictEqual(
        (yield* Effect.provide(days, server.layer)).map(({ ledgerDate }) => ledgerDate),
        ["2026-02-27", "2026-02-28", "2026-03-01"]
      )
      const none = collected(Report.days("1", "fees", { from: "2026-03-02", to: "2026-03-01" }))
      assert.deepStrictEqual(yield* Effect.provide(none, server.layer), [])
    })
  )
})

describe("Report.ledgers", () => {
  it.effect("ledgers reads all pages, until the cursor is empty or absent", () =>
    Effect.gen(function* () {
      for (const last of [{ cursor: "" }, {}]) {
        const server = served((_, n) =>
          n === 1 ? { items: [ledger], cursor: "a" } : { items: [ledger, ledger], ...last }
        )
        const all = yield* Effect.provide(collected(Report.ledgers()), server.layer)
        assert.strictEqual(all.length, 3)
        assert.strictEqual(server.reads().length, 2)
      }
    })
  )

  it.effect("a cursor of ledgers that does not move is an error: the ledgers after it would be missing", () =>
    Effect.gen(function* () {
      const server = served(() => ({ items: [ledger], cursor: "a" }))
      const error = yield* Effect.provide(Effect.flip(collected(Report.ledgers())), server.layer)
      assert.strictEqual(error._tag, "VippsDecodeError")
      assert.include(error.message, "Report.ledgers: the cursor of the response leads to what was read before.")
      assert.strictEqual(server.reads().length, 2)
    })
  )
})
