/** Report v2: ledgers, entries of movements, settlement, pages and cursors. */
import { assert, describe, it } from "@effect/vitest"
import { accountingPartner, merchants } from "@effect-vipps/emulator/VippsEmulator"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import { type Headers, order, type Reply, selling } from "./harness.js"
import { startOthers } from "./otherApis.js"

const ledger = "/report/v2/ledgers/3123456"

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`

const partnerBasic = basic(`${accountingPartner.clientId}:${accountingPartner.clientSecret}`)

/** What an entry is about: its type and its amount. */
const brief = ({ json }: Reply): ReadonlyArray<string> =>
  json.items.map(({ amount, entryType }: { entryType: string; amount: number }) => `${entryType} ${amount}`)

const startReport = (options = {}) =>
  Effect.gen(function* () {
    const harness = yield* startOthers(options)
    const { call, capture, create, emulator } = harness
    return {
      ...harness,
      feed: (topic: string, cursor = "", headers?: Headers) =>
        call("GET", `${ledger}/${topic}/feed?cursor=${encodeURIComponent(cursor)}`, undefined, headers),
      day: (topic: string, date: string, query = "") => call("GET", `${ledger}/${topic}/dates/${date}${query}`),
      /** A payment of this much, approved and captured. */
      sell: (reference: string, value: number) =>
        Effect.gen(function* () {
          yield* create(order(reference, { amount: { currency: "NOK", value } }))
          yield* emulator.approve(reference)
          assert.strictEqual((yield* capture(reference, value)).status, 200)
        })
    }
  })

describe("ledgers", () => {
  it.scoped("a sales unit sees its own ledger", () =>
    Effect.gen(function* () {
      const { auth, call } = yield* startReport()
      const { json } = yield* call("GET", "/settlement/v1/ledgers")
      assert.strictEqual(json.cursor, "")
      assert.lengthOf(json.items, 1)
      const [{ payoutBankAccount, owner, ...rest }] = json.items
      assert.deepStrictEqual([payoutBankAccount.scheme, owner.scheme], ["BBAN:NO", "business:NO:ORG"])
      assert.deepStrictEqual(rest, {
        ledgerId: "3123456",
        currency: "NOK",
        settlesForRecipientHandles: ["api:123456"],
        salesUnits: [{ name: "Sokkebutikken", recipientHandle: "api:123456" }]
      })
      const other = yield* call("GET", "/report/v2/ledgers/3223456/funds/feed")
      assert.deepStrictEqual([other.status, other.json.detail], [404, "No such ledgerId"])
      for (const headers of [
        { Authorization: "Bearer no" },
        { "Ocp-Apim-Subscription-Key": undefined },
        { "Merchant-Serial-Number": "223456" }
      ]) {
        const refused = yield* call("GET", "/settlement/v1/ledgers", undefined, { ...auth, ...headers })
        const body = { code: "Unauthorized", message: "Please check your API keys" }
        assert.deepStrictEqual([refused.status, refused.json], [401, body])
      }
    })
  )

  it.scoped(
    "an accounting partner's token lives 15 minutes and reads every ledger that gave access, page by page",
    () =>
      Effect.gen(function* () {
        const { emulator, send } = yield* startReport({
          accountingPartners: [{ ...accountingPartner, merchantSerialNumbers: ["123456", "323456"] }]
        })
        const ask = (headers: Headers, body = "grant_type=client_credentials") =>
          send("POST", "/miami/v1/token", {
            headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
            body
          })
        const issued = yield* ask({ Authorization: partnerBasic })
        assert.deepStrictEqual([issued.status, issued.json.expires_in], [200, "900"])
        const authorization = { Authorization: `Bearer ${issued.json.access_token}` }
        const ledgers = (query = "") => send("GET", `/settlement/v1/ledgers${query}`, { headers: authorization })
        const idsIn = ({ json }: Reply) => json.items.map(({ ledgerId }: { ledgerId: string }) => ledgerId)
        assert.deepStrictEqual(idsIn(yield* ledgers()), ["3123456", "3323456"])
        assert.deepStrictEqual(idsIn(yield* ledgers("?settlesForRecipientHandles=api:323456")), ["3323456"])
        yield* emulator.setReport({ pageSize: 1 })
        const first = yield* ledgers()
        const second = yield* ledgers(`?cursor=${encodeURIComponent(first.json.cursor)}`)
        assert.deepStrictEqual([...idsIn(first), ...idsIn(second), second.json.cursor], ["3123456", "3323456", ""])

        for (const refused of [
          yield* ask({ Authorization: basic("wrong:keys") }),
          yield* ask({ Authorization: partnerBasic, "Ocp-Apim-Subscription-Key": "key" }),
          yield* ask({ Authorization: partnerBasic }, ""),
          yield* ask({ Authorization: basic(`${merchants.norway.credentials.clientId}:emulator-client-secret`) })
        ]) {
          assert.deepStrictEqual([refused.status, refused.json.error], [401, "invalid_client"])
        }
        yield* TestClock.adjust("15 minutes")
        assert.strictEqual((yield* ledgers()).status, 401)
        const again = yield* ask({ Authorization: partnerBasic })
        yield* emulator.revokeTokens
        const late = yield* send("GET", "/settlement/v1/ledgers", {
          headers: { Authorization: `Bearer ${again.json.access_token}` }
        })
        assert.strictEqual(late.status, 401)
      })
  )
})

describe("entries", () => {
  it.scoped("a day of sales is paid out at midnight of the market, and its accounts balance", () =>
    Effect.gen(function* () {
      const { day, emulator, feed, refund, sell } = yield* startReport()
      yield* emulator.setReport({ feeBasisPoints: 400 })
      yield* sell("order-0001", 10_000)
      yield* sell("order-0002", 10_000)
      yield* sell("order-0003", 20_000)
      yield* refund("order-0001", 10_000)
      const open = yield* day("funds", "2026-01-05")
      assert.deepStrictEqual(brief(open), ["capture 10000", "capture 10000", "capture 20000", "refund -10000"])
      assert.deepStrictEqual([open.json.hasMore, open.json.tryLater, open.json.cursor], [false, true, undefined])
      yield* TestClock.setTime(Date.parse("2026-01-05T22:59:59Z"))
      assert.isTrue((yield* day("funds", "2026-01-05")).json.tryLater)
      yield* TestClock.adjust("1 second")
      const closed = yield* day("funds", "2026-01-05")
      assert.deepStrictEqual(brief(closed).slice(4), ["fees-retained -1600", "payout-scheduled -28400"])
      assert.isFalse(closed.json.tryLater)
      const fees = yield* day("fees", "2026-01-05")
      assert.deepStrictEqual(brief(fees), [
        "capture-fee -400",
        "capture-fee -400",
        "capture-fee -800",
        "fees-retained 1600"
      ])
      for (const { json } of [closed, fees]) {
        let balance = 0
        for (const { amount, balanceAfter, balanceBefore } of json.items) {
          assert.strictEqual(balanceBefore, balance)
          balance += amount
          assert.strictEqual(balanceAfter, balance)
        }
        assert.strictEqual(balance, 0)
      }
      const [first, , , , retained, payout] = closed.json.items
      const movements = yield* emulator.ledger
      assert.strictEqual(first.pspReference, movements.find(({ operation }) => operation === "CAPTURED")?.pspReference)
      assert.strictEqual(fees.json.items[0].pspReference, first.pspReference)
      assert.strictEqual(fees.json.items[3].pspReference, retained.pspReference)
      assert.deepStrictEqual(
        [first.reference, first.recipientHandle, first.time, first.ledgerDate, first.currency],
        ["order-0001", "api:123456", "2026-01-05T11:00:00.000000Z", "2026-01-05", "NOK"]
      )
      assert.deepStrictEqual(
        [payout.pspReference, payout.reference, payout.recipientHandle, payout.time],
        ["3123456-2000001", "Utb. 123456 Vippsnr 2000001", undefined, "2026-01-05T22:59:59.999000Z"]
      )
      assert.deepStrictEqual(brief(yield* feed("funds")), brief(closed))
      const nothing = yield* day("funds", "2026-01-04")
      assert.deepStrictEqual([nothing.json.items, nothing.json.tryLater], [[], false])
      assert.isTrue((yield* day("funds", "2026-01-06")).json.tryLater)
    })
  )

  it.scoped("a negative balance keeps its dates open until it is earned back", () =>
    Effect.gen(function* () {
      const { day, emulator, feed, refund, sell } = yield* startReport()
      yield* emulator.setReport({ feeBasisPoints: 0 })
      yield* sell("order-0001", 10_000)
      yield* TestClock.adjust("1 day")
      yield* refund("order-0001", 10_000)
      yield* TestClock.adjust("60 days")
      assert.isTrue((yield* day("funds", "2026-01-06")).json.tryLater)
      assert.isTrue((yield* day("funds", "2026-02-01")).json.tryLater)
      yield* sell("order-0002", 15_000)
      yield* TestClock.adjust("1 day")
      assert.isFalse((yield* day("funds", "2026-01-06")).json.tryLater)
      assert.deepStrictEqual(brief(yield* feed("funds")), [
        "capture 10000",
        "payout-scheduled -10000",
        "refund -10000",
        "capture 15000",
        "payout-scheduled -5000"
      ])
    })
  )

  for (const [settlement, payout, next] of [
    ["WEEKLY", "2026-01-11", "2026-01-12"],
    ["MONTHLY", "2026-01-31", "2026-02-01"]
  ] as const) {
    it.scoped(`with a ${settlement} settlement, dates stay open until ${payout} is paid out`, () =>
      Effect.gen(function* () {
        const { day, emulator, sell } = yield* startReport()
        yield* emulator.setReport({ settlement })
        yield* sell("order-0001", 10_000)
        yield* TestClock.setTime(Date.parse(`${payout}T12:00:00Z`))
        assert.isTrue((yield* day("funds", "2026-01-05")).json.tryLater)
        yield* TestClock.setTime(Date.parse(`${next}T12:00:00Z`))
        assert.isFalse((yield* day("funds", "2026-01-05")).json.tryLater)
        assert.deepStrictEqual(brief(yield* day("funds", payout)), ["fees-retained -275", "payout-scheduled -9725"])
      })
    )
  }

  for (const [currency, date, before, after] of [
    ["NOK", "2026-03-29", "2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z"],
    ["NOK", "2026-03-30", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"],
    ["NOK", "2026-10-26", "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z"],
    ["DKK", "2026-01-06", "2026-01-05T22:59:59Z", "2026-01-05T23:00:00Z"],
    ["EUR", "2026-01-06", "2026-01-05T21:59:59Z", "2026-01-05T22:00:00Z"]
  ] as const) {
    it.scoped(`${date} begins at ${after} in the market of ${currency}`, () =>
      Effect.gen(function* () {
        const { create, day, emulator, pay } = yield* startReport({ merchants: [selling(currency)] })
        const sell = (reference: string) =>
          Effect.gen(function* () {
            yield* create(order(reference, { amount: { currency, value: 100 } }))
            yield* emulator.approve(reference)
            yield* pay("POST", `/epayment/v1/payments/${reference}/capture`, {
              modificationAmount: { currency, value: 100 }
            })
          })
        yield* TestClock.setTime(Date.parse(before))
        yield* sell("order-0001")
        yield* TestClock.setTime(Date.parse(after))
        yield* sell("order-0002")
        const { items } = (yield* day("funds", date)).json
        assert.deepStrictEqual(
          items.map(({ reference }: { reference: string }) => reference),
          ["order-0002"]
        )
      })
    )
  }

  it.scoped("entries of any type can be added, and personal data is shown to those who ask", () =>
    Effect.gen(function* () {
      const { day, emulator, feed, send } = yield* startReport()
      const added = yield* send("POST", "/_emulator/report/123456/entries", {
        body: {
          entryType: "of-the-future",
          amount: 500,
          recipientHandle: "NO:12345",
          name: "Ada L.",
          maskedPhoneNo: "xxxx 5678"
        }
      })
      assert.strictEqual(added.status, 200)
      yield* emulator.addReportEntry("123456", { topic: "fees", entryType: "service-fee", amount: -100 })
      const [entry] = (yield* feed("funds")).json.items
      assert.deepStrictEqual(
        [entry.entryType, entry.amount, entry.recipientHandle, entry.name],
        ["of-the-future", 500, "NO:12345", undefined]
      )
      const asked = (yield* day("funds", "2026-01-05", "?includeGDPRSensitiveData=true")).json.items[0]
      assert.deepStrictEqual([asked.name, asked.maskedPhoneNo], ["Ada L.", "xxxx 5678"])
      assert.deepStrictEqual(brief(yield* feed("fees")), ["service-fee -100"])
      const unknown = yield* send("POST", "/_emulator/report/999999/entries", { body: { entryType: "x", amount: 1 } })
      assert.strictEqual(unknown.status, 404)
    })
  )
})

describe("pages", () => {
  it.scoped("a date has pages while hasMore is true, the last of them empty where a test wants it", () =>
    Effect.gen(function* () {
      const { call, day, emulator, send } = yield* startReport()
      yield* send("POST", "/_emulator/report", { body: { pageSize: 3, emptyPages: true } })
      for (let i = 1; i <= 7; i++) yield* emulator.addReportEntry("123456", { entryType: "top-up", amount: i })
      const pages: Array<ReadonlyArray<string>> = []
      let reply = yield* day("funds", "2026-01-05")
      for (let i = 0; i < 10; i++) {
        pages.push(brief(reply))
        assert.isTrue(reply.json.tryLater)
        if (!reply.json.hasMore) break
        const cursor = encodeURIComponent(reply.json.cursor)
        reply = yield* day("funds", "2026-01-05", `?cursor=${cursor}`)
      }
      assert.deepStrictEqual(
        pages.map(({ length }) => length),
        [3, 3, 1, 0]
      )
      assert.notProperty(reply.json, "cursor")
      const foreign = yield* call("GET", `${ledger}/fees/feed?cursor=${encodeURIComponent("bm9uc2Vuc2U=")}`)
      assert.deepStrictEqual([foreign.status, foreign.contentType], [400, "application/problem+json"])
      assert.strictEqual((yield* day("funds", "2026-02-30")).status, 400)
      assert.strictEqual((yield* call("GET", `${ledger}/payouts/feed`)).status, 404)
    })
  )

  it.scoped("the size of a page is in its header", () =>
    Effect.gen(function* () {
      const { auth, emulator } = yield* startReport()
      const sizeOf = Effect.map(
        Effect.promise(() => emulator.fetch(`http://127.0.0.1:4242${ledger}/funds/feed`, { headers: auth })),
        ({ headers }) => headers.get("vipps-feed-page-size")
      )
      assert.strictEqual(yield* sizeOf, "1000")
      yield* emulator.setReport({ pageSize: 3 })
      assert.strictEqual(yield* sizeOf, "3")
    })
  )

  it("a feed that is read while it grows loses and repeats no entry", async () => {
    const steps = FastCheck.array(
      FastCheck.tuple(FastCheck.constantFrom("add", "sell", "read", "day"), FastCheck.integer({ min: 1, max: 9_999 })),
      {
        minLength: 10,
        maxLength: 40
      }
    )
    await FastCheck.assert(
      FastCheck.asyncProperty(steps, FastCheck.integer({ min: 1, max: 4 }), (todo, pageSize) =>
        Effect.gen(function* () {
          const { emulator, feed, sell } = yield* startReport()
          yield* emulator.setReport({ pageSize })
          let sold = 0
          const seen: Array<{
            readonly entryType: string
            readonly pspReference: string
            readonly balanceBefore: number
            readonly balanceAfter: number
          }> = []
          let cursor = ""
          const read = Effect.gen(function* () {
            const { json } = yield* feed("funds", cursor)
            seen.push(...json.items)
            cursor = json.cursor
            return json.tryLater as boolean
          })
          for (const [what, amount] of todo) {
            // Above the amounts that the emulator declines.
            if (what === "sell") yield* sell(`order-${++sold}-feed`, 10_000 + amount)
            else if (what === "add") yield* emulator.addReportEntry("123456", { entryType: "top-up", amount })
            else if (what === "read") yield* read
            else yield* TestClock.adjust("1 day")
          }
          for (let i = 0; i < 200; i++) if (yield* read) break
          const all = (yield* Effect.zipRight(emulator.setReport({ pageSize: 10_000 }), feed("funds"))).json.items
          assert.deepStrictEqual(seen, all)
          assert.strictEqual(
            new Set(seen.map(({ entryType, pspReference }) => `${entryType} ${pspReference}`)).size,
            seen.length
          )
          for (const [i, { balanceBefore }] of seen.entries()) {
            assert.strictEqual(balanceBefore, seen[i - 1]?.balanceAfter ?? 0)
          }
        }).pipe(Effect.scoped, Effect.provide(TestContext.TestContext), Effect.runPromise)
      ),
      { numRuns: 10 }
    )
  }, 60_000)
})

describe("settlements on the dashboard", () => {
  const settlements = "/_emulator/dashboard/settlements"

  it.scoped("funds, fees and payouts are a table with the sums of each sales unit", () =>
    Effect.gen(function* () {
      const { emulator, page, refund, sell } = yield* startReport()
      assert.include((yield* page(settlements)).html, "No money was captured.")
      yield* emulator.setReport({ feeBasisPoints: 400 })
      yield* sell("order-0001", 10_000)
      yield* sell("order-0002", 20_000)
      yield* refund("order-0001", 4_000)
      const open = (yield* page(settlements)).html
      assert.match(open, /ledger 3123456, api:123456, paid out at the end of 2026-01-05/)
      assert.match(open, /<dt>Balance<\/dt><dd>260\.00 NOK<\/dd>.*<dt>Fees due<\/dt><dd>12\.00 NOK<\/dd>/s)
      assert.include(open, `href="/_emulator/dashboard/payments/123456/order-0001"`)
      yield* TestClock.setTime(Date.parse("2026-01-05T23:00:00Z"))
      const closed = (yield* page(settlements)).html
      assert.match(closed, /<dt>Balance<\/dt><dd>0\.00 NOK<\/dd>.*<dt>Paid out<\/dt><dd>248\.00 NOK<\/dd>/s)
      assert.include(closed, "nothing to pay out")
      const payouts = (yield* page(`${settlements}?state=payout-scheduled`)).html
      assert.lengthOf(payouts.match(/<tr>/g) ?? [], 2)
      assert.match(payouts, /Utb\. 123456 Vippsnr 2000001.*-248\.00/s)
      const fees = (yield* page(`${settlements}?q=order-0002&state=capture-fee`)).html
      assert.lengthOf(fees.match(/<tr>/g) ?? [], 2)
      assert.match(fees, /capture-fee.*-8\.00/s)
      yield* emulator.addReportEntry("123456", { entryType: "of-the-future", amount: 500 })
      const later = (yield* page(settlements)).html
      assert.match(later, /<option value="of-the-future">/)
      assert.isBelow(later.indexOf("<td>of-the-future"), later.indexOf("<td>payout-scheduled"))
      yield* emulator.reset
      assert.include((yield* page(settlements)).html, "No money was captured.")
    })
  )

  it.scoped("two sales units have their own sums, and their entries are in one order", () =>
    Effect.gen(function* () {
      const { emulator, page } = yield* startReport({ merchants: [merchants.norway, merchants.denmark] })
      const { merchantSerialNumber } = merchants.denmark.credentials
      yield* emulator.addReportEntry("123456", { entryType: "top-up", amount: 100 })
      yield* TestClock.adjust("1 minute")
      yield* emulator.addReportEntry(merchantSerialNumber, { entryType: "correction", amount: 200 })
      yield* TestClock.adjust("1 minute")
      yield* emulator.addReportEntry("123456", { topic: "fees", entryType: "service-fee", amount: -50 })
      const { html } = yield* page(settlements)
      assert.deepStrictEqual(
        [...html.matchAll(/<td>([\w-]+)<span class="note">(\w+)</g)].map(([, type, topic]) => `${type} ${topic}`),
        ["service-fee fees", "correction funds", "top-up funds"]
      )
      assert.lengthOf(html.match(/<dt>Balance<\/dt>/g) ?? [], 2)
      assert.include(html, "2.00 DKK")
    })
  )

  it.scoped("a page of 10,000 entries holds 50 of them, and leads to the others", () =>
    Effect.gen(function* () {
      const { emulator, page } = yield* startReport()
      const entry = { entryType: "top-up", amount: 1 }
      for (let i = 0; i < 10_000; i++) yield* emulator.addReportEntry("123456", { ...entry, reference: `entry-${i}` })
      const { html } = yield* page(settlements)
      assert.include(html, "50 of 10,000")
      assert.lengthOf(html.match(/entry-\d+/g) ?? [], 50)
      assert.isAtMost(html.length, 120_000)
      assert.include((yield* page(`${settlements}?before=9950`)).html, "entry-9949")
      assert.include((yield* page(`${settlements}?q=entry-4242`)).html, "entry-4242")
    })
  )
})
