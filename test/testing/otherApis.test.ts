/** QR and Report of the client against the emulator, on the test's clock. */
import { assert, describe, it } from "@effect/vitest"
import { Qr, Report } from "@effect-vipps/client"
import { VippsEmulator } from "@effect-vipps/emulator"
import { VippsTest } from "@effect-vipps/testing"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"

const inMemory = VippsTest.layer({ emulator: { rateLimits: false } })

const collected = <A, E, R>(stream: Stream.Stream<A, E, R>) =>
  Effect.map(Stream.runCollect(stream), Chunk.toReadonlyArray)

describe("QR in VippsTest", () => {
  it.effect("an image link that is 61 minutes old is refused, and the download helpers read a new one", () =>
    Effect.gen(function* () {
      const { url } = yield* Qr.createRedirect({ id: "poster-1", redirectUrl: "https://example.com/p" })
      yield* Qr.putCallback("till-1", { locationDescription: "Till 1" })
      const { qrImageUrl = "" } = yield* Qr.getCallback("till-1")
      yield* TestClock.adjust("59 minutes")
      assert.match(new TextDecoder().decode((yield* Qr.downloadImage(url)).bytes), /^<svg/)
      yield* TestClock.adjust("2 minutes")
      for (const link of [url, qrImageUrl]) {
        assert.strictEqual((yield* Effect.flip(Qr.downloadImage(link)))._tag, "VippsNotFoundError")
      }
      assert.strictEqual((yield* Qr.downloadRedirect("poster-1")).mediaType, "image/svg+xml")
      assert.strictEqual((yield* Qr.downloadCallback("till-1", { format: "PNG", size: 400 })).mediaType, "image/png")
    }).pipe(Effect.provide(inMemory))
  )
})

describe("Report in VippsTest", () => {
  const sold = (count: number) =>
    Effect.gen(function* () {
      const emulator = yield* VippsEmulator.VippsEmulator
      yield* TestClock.setTime(Date.parse("2026-01-05T11:00:00Z"))
      const { merchantSerialNumber } = VippsEmulator.defaultCredentials
      for (let i = 1; i <= count; i++) {
        const entry = { entryType: i === 2 ? "of-the-future" : "top-up", amount: i * 100, name: `Ada ${i}` }
        yield* emulator.addReportEntry(merchantSerialNumber, entry)
      }
      const { items } = yield* Report.getLedgers()
      return { emulator, ledgerId: items[0]?.ledgerId ?? "" }
    })

  it.effect("a day of pages of three has personal data on each, an empty last page and its payout", () =>
    Effect.gen(function* () {
      const { emulator, ledgerId } = yield* sold(7)
      yield* emulator.setReport({ pageSize: 3, emptyPages: true })
      yield* TestClock.setTime(Date.parse("2026-01-05T23:00:00Z"))
      const range = { from: "2026-01-05", to: "2026-01-05" }
      const pages = yield* collected(Report.days(ledgerId, "funds", { ...range, includeGDPRSensitiveData: true }))
      assert.deepStrictEqual(
        pages.map(({ complete, items }) => [items.length, complete]),
        [
          [3, false],
          [3, false],
          [2, false],
          [0, true]
        ]
      )
      const entries = pages.flatMap(({ items }) => items)
      assert.deepStrictEqual(
        entries.map(({ entryType, name }) => `${entryType} ${name}`),
        [
          "top-up Ada 1",
          "of-the-future Ada 2",
          ...[3, 4, 5, 6, 7].map((i) => `top-up Ada ${i}`),
          "payout-scheduled undefined"
        ]
      )
      assert.deepStrictEqual(
        Report.balances(entries).map(({ balanceAfter, issues }) => [balanceAfter, issues]),
        [[0, []]]
      )
      const plain = yield* collected(Report.days(ledgerId, "funds", range))
      assert.isTrue(plain.flatMap(({ items }) => items).every(({ name }) => name === undefined))
    }).pipe(Effect.provide(inMemory))
  )

  it.effect("a feed that stops after each page continues from its cursor, with no loss or repeat", () =>
    Effect.gen(function* () {
      const { emulator, ledgerId } = yield* sold(7)
      yield* emulator.setReport({ pageSize: 3 })
      const amounts: Array<number> = []
      let cursor: string | undefined
      for (let run = 0; run < 5; run++) {
        const [page] = yield* collected(Stream.take(Report.feed(ledgerId, "funds", { cursor }), 1))
        amounts.push(...(page?.items ?? []).map(({ amount }) => amount))
        cursor = page?.cursor ?? cursor
      }
      assert.deepStrictEqual(amounts, [100, 200, 300, 400, 500, 600, 700])
    }).pipe(Effect.provide(inMemory))
  )
})
