/** The dashboard's lists and the pages of what is in them, over real HTTP. */
import { setTimeout } from "node:timers/promises"
import { assert, describe, it } from "@effect/vitest"
import { VippsEmulatorServer } from "@effect-vipps/emulator"
import * as VippsEmulator from "@effect-vipps/emulator/VippsEmulator"
import * as Chunk from "effect/Chunk"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import { emulatedApis } from "../../packages/emulator/src/emulatedApis.js"
import * as DailySums from "../../packages/emulator/src/pages/dashboard/dailySums.js"
import { overview } from "../../packages/emulator/src/pages/dashboard/links.js"
import { type Cut, cut } from "../../packages/emulator/src/pages/dashboard/paging.js"
import { look } from "../../packages/emulator/src/pages/dashboard/seen.js"
import { sheetOf } from "../../packages/emulator/src/pages/dashboard/sheet.js"
import { keys, order } from "./harness.js"
import { ask } from "./pages.js"
import { apiOf } from "./servedApi.js"

const served = Effect.gen(function* () {
  const { emulator, url } = yield* VippsEmulatorServer.make({ rateLimits: false })
  const api = yield* apiOf(emulator, url)
  const page = (path: string, options?: Parameters<typeof ask>[1]) => ask(`${url}/_emulator${path}`, options)
  return { ...api, emulator, page, url }
})

const references = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/<li[^>]* id="payment-123456-([^"]+)"/g)].map(([, reference = ""]) => reference)

/** The moments of the time line, without their times. */
const momentsIn = (html: string): ReadonlyArray<string> => {
  const [life = ""] = /<ol class="life">.*?<\/ol>/s.exec(html) ?? []
  return [...life.matchAll(/<li>.*?<div>(.*?)<br\/?>.*?<\/li>/gs)].map(([, text = ""]) =>
    text.replace(/<[^>]*>/g, "").trim()
  )
}

describe("pages of long lists", () => {
  const all = (size: number, limit: number, matches: (item: number) => boolean) => {
    const list = { end: size, total: size, at: (position: number) => position }
    const pages: Array<Cut<number>> = []
    for (
      let page = cut(list, limit, matches);
      pages.length <= size;
      page = cut(list, limit, matches, { before: page.older })
    ) {
      pages.push(page)
      if (page.older === undefined) return { list, pages }
    }
    throw new Error("the pages have no end")
  }

  it.prop(
    "older pages show what matches once each, newest first, and newer pages lead back",
    [
      FastCheck.integer({ min: 0, max: 60 }),
      FastCheck.integer({ min: 1, max: 9 }),
      FastCheck.integer({ min: 1, max: 5 })
    ],
    ([size, limit, every]) => {
      const matches = (item: number) => item % every === 0
      const { list, pages } = all(size, limit, matches)
      const expected = Array.from({ length: size }, (_, index) => size - 1 - index).filter(matches)
      assert.deepStrictEqual(
        pages.flatMap(({ shown }) => shown),
        expected
      )
      assert.isUndefined(pages[0]?.newer)
      pages.slice(1).forEach(({ newer, shown }, index) => {
        assert.isAtMost(shown.length, limit)
        assert.deepStrictEqual(cut(list, limit, matches, { after: newer }).shown, pages[index]?.shown)
      })
    },
    { fastCheck: { numRuns: 60 } }
  )

  it("a page looks at a bounded number of rows, and the next one continues where it stopped", () => {
    let looked = 0
    const at = (position: number) => {
      looked++
      return position
    }
    const list = { end: 100_000, total: 100_000, at }
    let page = cut(list, 50, (item) => item === 7)
    for (let pages = 1; page.older !== undefined && pages < 10; pages++) {
      assert.isAtMost(looked, 20_000)
      looked = 0
      page = cut(list, 50, (item) => item === 7, { before: page.older })
    }
    assert.deepStrictEqual(page.shown, [7])
  })

  it("the page with the oldest that is kept has no older one, however many there were before", () => {
    let looked = 0
    const at = (position: number) => {
      looked++
      return position
    }
    const list = { start: 29_960, end: 30_000, total: 40, at }
    const newest = cut(list, 30)
    assert.strictEqual(newest.older, 29_970)
    const oldest = cut(list, 30, undefined, { before: newest.older })
    assert.deepStrictEqual([oldest.shown.length, oldest.shown.at(-1), oldest.older], [10, 29_960, undefined])
    assert.isAtMost(looked, 41)
  })
})

describe("the dashboard's lists", () => {
  it.scopedLive("payments are found by state and by any text about them, also together", () =>
    Effect.gen(function* () {
      const { create, emulator, page } = yield* served
      yield* create(order("order-0001", { paymentDescription: "Three pairs of socks" }))
      yield* create(order("order-0002", { paymentDescription: "A hat" }))
      yield* create(order("order-0003", { paymentDescription: "One sock" }))
      yield* emulator.approve("order-0001")
      yield* emulator.approve("order-0002")
      const shown = (query: string) => Effect.map(page(`/dashboard/payments?${query}`), ({ text }) => references(text))
      assert.deepStrictEqual(yield* shown(""), ["order-0003", "order-0002", "order-0001"])
      assert.deepStrictEqual(yield* shown("state=AUTHORIZED"), ["order-0002", "order-0001"])
      assert.deepStrictEqual(yield* shown("q=SOCK"), ["order-0003", "order-0001"])
      assert.deepStrictEqual(yield* shown("q=sock&state=AUTHORIZED"), ["order-0001"])
      assert.deepStrictEqual(yield* shown("state=NONSENSE"), [])
      assert.deepStrictEqual(yield* shown("before=nonsense&after=-1"), ["order-0003", "order-0002", "order-0001"])
      yield* emulator.moveClock("1 hour")
      assert.deepStrictEqual(yield* shown("state=EXPIRED"), ["order-0003"])
    })
  )

  it.scopedLive("every list of every API has a page, and what does not exist has none", () =>
    Effect.gen(function* () {
      const { page } = yield* served
      const names = emulatedApis.flatMap(({ listings = [] }) => listings.map(({ name }) => name))
      assert.includeMembers(names, ["payments", "agreements", "charges", "sessions", "qr-codes", "logins"])
      const overview = (yield* page("")).text
      for (const name of [...names, "requests", "deliveries", "ledger"]) {
        assert.strictEqual((yield* page(`/dashboard/${name}`)).status, 200, name)
        assert.strictEqual((yield* page(`/live/${name}`)).status, 200, name)
        assert.include(overview, `href="/_emulator/dashboard/${name}"`)
      }
      for (const path of [
        "nothing",
        "payments/123456/order-9999",
        "requests/123456/1",
        "constructor",
        "payments/1/%22%3Cb%3E"
      ]) {
        const { status, text } = yield* page(`/dashboard/${path}`)
        assert.strictEqual(status, 404, path)
        assert.notInclude(text, "<b>")
      }
    })
  )

  it.scopedLive("an action returns to the page it was started from, and is refused on that page", () =>
    Effect.gen(function* () {
      const { create, page } = yield* served
      yield* create(order("order-0001"))
      const form = { reference: "order-0001", merchantSerialNumber: keys.merchantSerialNumber, about: "payment" }
      const { text } = yield* page("/dashboard/payments/123456/order-0001")
      const [, target = ""] = /formaction="\/_emulator([^"]*\/approve[^"]*)"/i.exec(text) ?? []
      const done = yield* page(target.replaceAll("&amp;", "&"), { form })
      assert.strictEqual(
        done.location,
        "/_emulator/dashboard/payments/123456/order-0001?did=approve#payment-123456-order-0001"
      )
      const again = yield* page(target.replaceAll("&amp;", "&"), { form })
      assert.strictEqual(again.status, 400)
      assert.include(again.text, "Cannot approve order-0001: its state is AUTHORIZED.")
      assert.include(again.text, "<h1>order-0001</h1>")
      const elsewhere = yield* page("/dashboard/clock?at=..%2F..%2F%2Fevil.example", { form: { millis: "1" } })
      assert.match(elsewhere.location ?? "", /^\/_emulator\/dashboard\//)
    })
  )
})

describe("the life of a payment", () => {
  it.scopedLive("the time line has requests, retries, faults, events and webhooks in their order", () =>
    Effect.gen(function* () {
      const { capture, create, emulator, get, page, refund, register } = yield* served
      yield* register("http://127.0.0.1:9/vipps", ["epayments.payment.captured.v1"])
      yield* create(order("order-0001"))
      yield* emulator.approve("order-0001")
      // Requests come first within a millisecond, whatever came before them.
      const nextMoment = emulator.moveClock("1 second")
      yield* nextMoment
      yield* emulator.injectDelivery({ fault: { _tag: "Lost" } })
      yield* emulator.inject({
        operation: "EPayment.capturePayment",
        fault: { _tag: "Answer", status: 503, afterEffect: true }
      })
      yield* capture("order-0001", 4_000, "the-key")
      yield* nextMoment
      yield* capture("order-0001", 4_000, "the-key")
      yield* refund("order-0001", 9_000)
      for (let poll = 0; poll < 5; poll++) yield* get("order-0001")
      const { text } = yield* page("/dashboard/payments/123456/order-0001")
      assert.deepStrictEqual(momentsIn(text), [
        "From shop to Vipps: createPayment: 201",
        "At Vipps: CREATED 100.00 NOK",
        "From customer to Vipps: AUTHORIZED 100.00 NOK",
        "From shop to Vipps: capturePayment: 503 fault: Answer",
        "At Vipps: CAPTURED 40.00 NOK",
        "At Vipps: payment.captured fault: Lost",
        "From shop to Vipps: capturePayment: 200",
        "From shop to Vipps: refundPayment: 400 6150",
        "From shop to Vipps: getPayment: 200"
      ])
      assert.include(text, "retry 1 with the same key")
      assert.match(text, /, 5 times( in \ds)?</)
      assert.include(text, '<a href="#request-')
    })
  )

  it.scopedLive("a moment of the time line links to its request only where the page shows it", () =>
    Effect.gen(function* () {
      const { create, page, refund } = yield* served
      yield* create(order("order-0001"))
      for (let time = 0; time < 14; time++) yield* refund("order-0001", 9_000 + time)
      const { text } = yield* page("/dashboard/payments/123456/order-0001")
      const links = [...text.matchAll(/href="#(request-\d+)"/g)].map(([, id]) => id)
      const shown = [...text.matchAll(/id="(request-\d+)"/g)].map(([, id]) => id)
      assert.lengthOf(shown, 10)
      assert.sameMembers(links, shown)
    })
  )

  it.scopedLive("each attempt of a webhook is a moment, and the next one is due", () =>
    Effect.gen(function* () {
      const { capture, create, emulator, page, register } = yield* served
      yield* register("http://127.0.0.1:9/vipps", ["epayments.payment.authorized.v1", "epayments.payment.captured.v1"])
      yield* create(order("order-0001"))
      yield* emulator.approve("order-0001")
      yield* capture("order-0001", 4_000, "the-key")
      const tried = () => Effect.map(emulator.deliveries, ([first]) => (first?.attempts ?? 0) > 0)
      for (let turn = 0; turn < 500 && !(yield* tried()); turn++) yield* Effect.promise(() => setTimeout(10))
      const { text } = yield* page("/dashboard/payments/123456/order-0001")
      const moments = momentsIn(text)
      assert.include(moments, "From Vipps to shop: payment.authorized: could not be reached")
      assert.strictEqual(moments.at(-1), "From Vipps to shop: payment.captured")
      assert.include(text, "is sent after the one before it")
      const [first] = yield* emulator.deliveries
      assert.strictEqual(first?.history.length, first?.attempts)
      assert.strictEqual(first?.history.at(-1)?.result, first?.result)
    })
  )

  it.scopedLive("other sales units with the same reference have pages of their own", () =>
    Effect.gen(function* () {
      const { create, emulator, page, url } = yield* served
      yield* create(order("order-0001"))
      const other = VippsEmulator.merchants.denmark.credentials
      const headers = { client_id: other.clientId, client_secret: other.clientSecret }
      const common = {
        "Ocp-Apim-Subscription-Key": other.subscriptionKey,
        "Merchant-Serial-Number": other.merchantSerialNumber
      }
      const token = yield* ask(`${url}/accesstoken/get`, { headers: { ...headers, ...common }, json: {} })
      const Authorization = `Bearer ${JSON.parse(token.text).access_token}`
      const made = yield* ask(`${url}/epayment/v1/payments`, {
        headers: { ...common, Authorization, "Idempotency-Key": "danish" },
        json: order("order-0001", { amount: { currency: "DKK", value: 2_000 } })
      })
      assert.strictEqual(made.status, 201)
      yield* emulator.approve("order-0001", { merchantSerialNumber: other.merchantSerialNumber })
      const danish = momentsIn((yield* page(`/dashboard/payments/${other.merchantSerialNumber}/order-0001`)).text)
      assert.deepStrictEqual(danish, [
        "From shop to Vipps: createPayment: 201",
        "At Vipps: CREATED 20.00 DKK",
        "From customer to Vipps: AUTHORIZED 20.00 DKK"
      ])
      assert.lengthOf(momentsIn((yield* page("/dashboard/payments/123456/order-0001")).text), 2)
    })
  )

  it.scopedLive("an agreement's page has its charges in the time line, and a charge leads to its agreement", () =>
    Effect.gen(function* () {
      const { charge, draft, emulator, page } = yield* served
      const agreementId = yield* draft
      yield* emulator.approveAgreement(agreementId)
      const due = DateTime.formatIsoDateUtc(DateTime.add(yield* DateTime.now, { days: 3 }))
      const made = yield* charge(agreementId, { orderId: "charge-0001", due })
      assert.strictEqual(made.status, 201)
      yield* emulator.moveClock("5 days")
      const { text } = yield* page(`/dashboard/agreements/123456/${agreementId}`)
      const moments = momentsIn(text)
      assert.include(moments, "From shop to Vipps: draftAgreement: 201")
      assert.include(moments, "From customer to Vipps: ACTIVATE")
      assert.include(moments, "At Vipps: CAPTURE charge-0001 199.00 NOK")
      assert.match(text, /role="img" aria-label="Charges of agr_\w+ from/)
      assert.lengthOf(
        moments.filter((moment) => moment.endsWith("createCharge: 201")),
        1
      )
      const own = yield* page("/dashboard/charges/123456/charge-0001")
      assert.include(momentsIn(own.text), "From shop to Vipps: createCharge: 201")
      assert.include(own.text, `href="/_emulator/dashboard/agreements/123456/${agreementId}"`)
    })
  )
})

describe("what the dashboard shows of money and faults", () => {
  it.scopedLive("sums per day follow the ledger, and begin again after a reset", () =>
    Effect.gen(function* () {
      const { capture, create, emulator, page, refund } = yield* served
      yield* create(order("order-0001"))
      yield* emulator.approve("order-0001")
      yield* capture("order-0001", 10_000, "first")
      const figures = Effect.map(page("/live"), ({ text }) =>
        [...text.matchAll(/<tr><th scope="row">[\d-]+<\/th>(.*?)<\/tr>/g)].map(([, row = ""]) =>
          [...row.matchAll(/>([\d.,]+)</g)].map(([, sum]) => sum)
        )
      )
      assert.deepStrictEqual(yield* figures, [["100.00", "100.00", "0.00", "0.00"]])
      yield* emulator.moveClock("1 day")
      yield* refund("order-0001", 2_500)
      assert.deepStrictEqual(yield* figures, [
        ["100.00", "100.00", "0.00", "0.00"],
        ["0.00", "0.00", "0.00", "25.00"]
      ])
      yield* emulator.reset
      assert.deepStrictEqual(yield* figures, [])
    })
  )

  it.effect("the sums of a ledger that was reset and grew past its former length are the new one's", () =>
    Effect.sync(() => {
      const entry = (sequence: number, value: number) => ({
        sequence,
        timestamp: 0,
        merchantSerialNumber: "123456",
        reference: "order-0001",
        operation: "CAPTURED" as const,
        amount: { currency: "NOK" as const, value },
        pspReference: `${value}-${sequence}`
      })
      const sums = DailySums.make()
      const captured = (ledger: ReadonlyArray<ReturnType<typeof entry>>) =>
        sums(Chunk.fromIterable(ledger)).get("NOK")?.get("1970-01-01")?.CAPTURED
      const first = [entry(1, 10), entry(2, 10)]
      assert.strictEqual(captured(first), 20)
      assert.strictEqual(captured([...first, entry(3, 10)]), 30)
      assert.strictEqual(captured([1, 2, 3, 4, 5].map((sequence) => entry(sequence, 7))), 35)
    })
  )

  it.scopedLive("faults stand at the top of every page until they are cleared", () =>
    Effect.gen(function* () {
      const { create, emulator, page } = yield* served
      yield* create(order("order-0001"))
      yield* emulator.inject({ operation: "EPayment.capturePayment", fault: { _tag: "Hang" } })
      for (const path of ["/live", "/live/payments", "/live/payments/123456/order-0001", "/live/ledger"]) {
        assert.match(
          (yield* page(path)).text,
          /^<section id="faults".*?<strong>Hang<\/strong> at EPayment.capturePayment/s
        )
      }
      const cleared = yield* page("/dashboard/clear-faults?at=ledger", { form: {} })
      assert.strictEqual(cleared.location, "/_emulator/dashboard/ledger?did=clear-faults")
      assert.include((yield* page("/live/payments")).text, "None is set.")
    })
  )

  it.scoped("looking at the world for a page takes no step of it, and waits for no write", () =>
    Effect.gen(function* () {
      const context = yield* VippsEmulator.makeContext({})
      const store = { ...context.store, update: () => Effect.die("a step was taken") }
      const seen = yield* look({ ...context, store })
      assert.isDefined(sheetOf(overview, seen, new Map()))
    })
  )
})
