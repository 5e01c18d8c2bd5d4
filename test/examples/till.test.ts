// @effect-diagnostics globalFetch:off
/** The till over HTTP, without a browser: sales, receipts, and the end of the day. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { openTill } from "../support/till.js"

/** The till's pages, and its form. */
const start = Effect.gen(function* () {
  const till = yield* openTill
  const get = (path: string) =>
    Effect.promise(async () => {
      const response = await fetch(till.url + path)
      return { status: response.status, text: await response.text() }
    })
  const post = (form: Readonly<Record<string, string>>) =>
    Effect.promise(async () => {
      const response = await fetch(`${till.url}/sales`, {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams({ coffee: "0", bun: "0", sandwich: "0", personalQr: "", ...form })
      })
      return { status: response.status, location: response.headers.get("location") ?? "", text: await response.text() }
    })
  const reference = Effect.map(get("/"), ({ text }) => /name="reference" value="([^"]+)"/.exec(text)?.[1] ?? "")
  const today = Effect.map(get("/report"), ({ text }) => /<h1>([^<]+)<\/h1>/.exec(text)?.[1] ?? "")
  return { ...till, get, post, reference, today }
})

describe("the till", () => {
  it.scopedLive("the till sells to a customer who checked in, once for a form that is sent twice", () =>
    Effect.gen(function* () {
      const { checkIn, emulator, get, ledger, post, reference } = yield* start
      const id = yield* reference
      const early = yield* post({ reference: id, coffee: "1" })
      assert.deepStrictEqual([early.status, /Nobody has checked in yet/.test(early.text)], [409, true])
      yield* checkIn
      const sold = yield* post({ reference: id, coffee: "2", bun: "1" })
      assert.deepStrictEqual([sold.status, sold.location], [303, `/sales/${id}`])
      yield* checkIn
      assert.strictEqual((yield* post({ reference: id, coffee: "2", bun: "1" })).location, `/sales/${id}`)
      assert.include((yield* get(sold.location)).text, "Waiting for the customer")
      assert.strictEqual((yield* emulator.payment(id)).phoneNumber, "4712345678")
      yield* emulator.approve(id)
      const pages = yield* Effect.all([get(sold.location), get(sold.location)], { concurrency: 2 })
      for (const { text } of pages) assert.include(text, "Paid. The receipt is in the customer’s app.")
      assert.deepStrictEqual(yield* ledger, ["AUTHORIZED 12900", "CAPTURED 12900"])
      const receipts = (yield* emulator.requests).filter(({ operation }) => operation === "OrderManagement.addReceipt")
      assert.strictEqual(receipts.filter(({ status }) => status === 201).length, 1)
    })
  )

  it.scopedLive("the till sells to a customer who shows a personal code, and says when a sale came to nothing", () =>
    Effect.gen(function* () {
      const { emulator, get, ledger, post, reference } = yield* start
      const forged = yield* post({
        reference: yield* reference,
        coffee: "1",
        personalQr: "https://qr.vipps.no/p/forged"
      })
      assert.strictEqual(forged.status, 422)
      const { qrCode } = yield* emulator.showPersonalQr()
      assert.strictEqual((yield* post({ reference: yield* reference, personalQr: qrCode })).status, 422)
      const { location } = yield* post({ reference: yield* reference, sandwich: "1", personalQr: qrCode })
      yield* emulator.reject(location.replace("/sales/", ""))
      assert.include((yield* get(location)).text, "Not paid")
      assert.deepStrictEqual(yield* ledger, [])
    })
  )

  it.scopedLive("the day balances while it is open, and after its payout", () =>
    Effect.gen(function* () {
      const { emulator, get, post, reference, today } = yield* start
      const { qrCode } = yield* emulator.showPersonalQr()
      for (const coffee of ["1", "3"]) {
        const { location } = yield* post({ reference: yield* reference, coffee, personalQr: qrCode })
        yield* emulator.approve(location.replace("/sales/", ""))
        assert.include((yield* get(location)).text, "Paid.")
      }
      const date = yield* today
      const open = (yield* get(`/report?date=${date}`)).text
      assert.match(open, /The day balances\..*It is still open/s)
      assert.include(open, "180.00 NOK")
      yield* emulator.moveClock("1 day")
      const closed = (yield* get(`/report?date=${date}`)).text
      assert.match(closed, /The day balances\..*It is closed/s)
      for (const part of ["fees-retained", "-4.95 NOK", "payout-scheduled", "-175.05 NOK", "0.00 NOK"]) {
        assert.include(closed, part)
      }
      yield* emulator.addReportEntry("123456", { entryType: "correction", amount: 100 })
      assert.strictEqual((yield* get("/report?date=tomorrow")).status, 503)
    })
  )
})
