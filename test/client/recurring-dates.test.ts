// @effect-diagnostics globalDate:off
import { assert, describe, it } from "@effect/vitest"
import {
  captureDeadline,
  dueDateOf,
  earliestDue,
  latestDue,
  nextPeriods,
  type Period,
  type RecurringMarket,
  refundDeadline,
  retryWindowEnd,
  toDueDate
} from "@effect-vipps/client/recurring/Dates"
import type { Interval } from "@effect-vipps/client/recurring/Interval"
import * as FastCheck from "effect/FastCheck"

const markets: ReadonlyArray<RecurringMarket> = ["NO", "DK", "FI"]

const take = (count: number, interval: Interval, anchor: string): ReadonlyArray<Period> => {
  const periods: Array<Period> = []
  for (const period of nextPeriods(interval, anchor)) {
    if (periods.length === count) break
    periods.push(period)
  }
  return periods
}

const starts = (count: number, unit: Interval["unit"], every: number, anchor: string) =>
  take(count, { unit, count: every }, anchor).map(({ start }) => start)

describe("days in the market's own time", () => {
  const days: ReadonlyArray<readonly [now: string, market: RecurringMarket, today: string, earliest: string]> = [
    ["2026-03-31T22:30:00Z", "NO", "2026-04-01", "2026-04-02"],
    ["2026-03-31T21:59:59Z", "NO", "2026-03-31", "2026-04-01"],
    ["2026-01-15T23:15:00Z", "NO", "2026-01-16", "2026-01-17"],
    ["2026-01-15T22:59:59Z", "DK", "2026-01-15", "2026-01-16"],
    ["2026-01-15T22:00:00Z", "FI", "2026-01-16", "2026-01-17"],
    ["2026-06-15T21:00:00Z", "FI", "2026-06-16", "2026-06-17"],
    // The hour that summer time skips, and the one it repeats.
    ["2026-03-29T01:30:00Z", "NO", "2026-03-29", "2026-03-30"],
    ["2026-10-25T23:00:00Z", "NO", "2026-10-26", "2026-10-27"],
    ["2026-12-31T23:00:00Z", "DK", "2027-01-01", "2027-01-02"],
    ["2028-02-28T12:00:00Z", "NO", "2028-02-28", "2028-02-29"]
  ]
  for (const [now, market, today, earliest] of days) {
    it(`${now} is ${today} in ${market}, and ${earliest} is the earliest due day`, () => {
      assert.strictEqual(toDueDate(new Date(now), market), today)
      assert.strictEqual(earliestDue(new Date(now), market), earliest)
    })
  }

  it("the latest due day is two years ahead, on the last day of a shorter month", () => {
    assert.strictEqual(latestDue(new Date("2026-03-31T22:30:00Z"), "NO"), "2028-04-01")
    assert.strictEqual(latestDue(new Date("2028-02-29T12:00:00Z"), "DK"), "2030-02-28")
  })

  it("a due day is never before the day in UTC, nor more than one after", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.date({ min: new Date("2000-01-01"), max: new Date("2060-01-01"), noInvalidDate: true }),
        FastCheck.constantFrom(...markets),
        (now, market) => {
          const utc = now.toISOString().slice(0, 10)
          const local = toDueDate(now, market)
          const tomorrow = new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10)
          return (local === utc || local === tomorrow) && earliestDue(now, market) > local
        }
      ),
      { numRuns: 300 }
    )
  })

  it("invalid dates and unknown markets are refused by name", () => {
    assert.throws(() => toDueDate(new Date("tomorrow"), "NO"), /date: must be a valid Date/)
    assert.throws(() => earliestDue(new Date(0), "SE" as never), /market: must be one of NO, DK, FI/)
    assert.throws(() => retryWindowEnd("2026-02-30", 2), /due: must be a date of the calendar/)
    assert.throws(() => retryWindowEnd("2026-02-28", 15), /retryDays: must be a whole number from 0 to 14/)
    assert.throws(() => captureDeadline(new Date(Number.NaN), "NO"), /reservedAt/)
    assert.throws(() => refundDeadline("2026-02-28" as never), /capturedAt/)
  })
})

describe("deadlines", () => {
  it("a result is final at midnight in UTC after the last retry", () => {
    assert.strictEqual(retryWindowEnd("2026-04-01", 2).toISOString(), "2026-04-04T00:00:00.000Z")
    assert.strictEqual(retryWindowEnd("2026-12-31", 0).toISOString(), "2027-01-01T00:00:00.000Z")
  })

  it("a reservation can be captured for 180 days in Norway, and for 14 in Denmark and Finland", () => {
    const reservedAt = new Date("2026-03-01T10:00:00Z")
    assert.strictEqual(captureDeadline(reservedAt, "NO").toISOString(), "2026-08-28T10:00:00.000Z")
    assert.strictEqual(captureDeadline(reservedAt, "DK").toISOString(), "2026-03-15T10:00:00.000Z")
    assert.strictEqual(captureDeadline(reservedAt, "FI").toISOString(), "2026-03-15T10:00:00.000Z")
  })

  it("a capture can be refunded for 365 days", () => {
    assert.strictEqual(refundDeadline(new Date("2026-03-01T10:00:00Z")).toISOString(), "2027-03-01T10:00:00.000Z")
  })
})

describe("periods of an agreement", () => {
  it("periods start on the anchor's day, or on the last day of a shorter month, and never drift", () => {
    assert.deepStrictEqual(starts(6, "MONTH", 1, "2026-01-31"), [
      "2026-01-31",
      "2026-02-28",
      "2026-03-31",
      "2026-04-30",
      "2026-05-31",
      "2026-06-30"
    ])
  })

  it("periods have every length that an agreement may have", () => {
    assert.deepStrictEqual(starts(3, "DAY", 10, "2026-02-25"), ["2026-02-25", "2026-03-07", "2026-03-17"])
    assert.deepStrictEqual(starts(3, "WEEK", 2, "2026-12-28"), ["2026-12-28", "2027-01-11", "2027-01-25"])
    assert.deepStrictEqual(starts(3, "MONTH", 3, "2025-11-30"), ["2025-11-30", "2026-02-28", "2026-05-30"])
    assert.deepStrictEqual(starts(5, "YEAR", 1, "2024-02-29"), [
      "2024-02-29",
      "2025-02-28",
      "2026-02-28",
      "2027-02-28",
      "2028-02-29"
    ])
  })

  it("periods meet without gap or overlap, and can be read again", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.constantFrom<Interval["unit"]>("YEAR", "MONTH", "WEEK", "DAY"),
        FastCheck.integer({ min: 1, max: 31 }),
        FastCheck.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true }),
        (unit, count, date) => {
          const anchor = date.toISOString().slice(0, 10)
          const periods = take(13, { unit, count }, anchor)
          assert.strictEqual(periods[0]?.start, anchor)
          for (const [i, { end, start }] of periods.entries()) {
            assert.isTrue(start < end)
            if (i > 0) assert.strictEqual(periods[i - 1]?.end, start)
            if (unit === "MONTH" || unit === "YEAR") {
              const lastOfMonth = new Date(Date.UTC(+start.slice(0, 4), +start.slice(5, 7), 0)).getUTCDate()
              assert.strictEqual(+start.slice(8), Math.min(+anchor.slice(8), lastOfMonth))
            }
          }
          const iterable = nextPeriods({ unit, count }, anchor)
          assert.deepStrictEqual(iterable[Symbol.iterator]().next(), iterable[Symbol.iterator]().next())
        }
      ),
      { numRuns: 200 }
    )
  })

  it("periods are refused without a valid interval and anchor", () => {
    assert.throws(() => nextPeriods({ unit: "MONTH", count: 0 }, "2026-01-31"), /interval.count/)
    assert.throws(() => nextPeriods({ unit: "FORTNIGHT" as never, count: 1 }, "2026-01-31"), /interval.unit/)
    assert.throws(() => nextPeriods(undefined as never, "2026-01-31"), /interval.unit/)
    assert.throws(() => nextPeriods({ unit: "MONTH", count: 1 }, "31.01.2026"), /anchor/)
  })
})

describe("the due day of a charge that was read", () => {
  const cases: ReadonlyArray<readonly [due: string | undefined, currency: string, day: string | undefined]> = [
    ["2026-08-20T12:31:23Z", "NOK", "2026-08-20"],
    ["2026-03-31T22:00:00Z", "NOK", "2026-04-01"],
    ["2026-03-31T21:00:00Z", "EUR", "2026-04-01"],
    ["2026-04-01T00:00:00+02:00", "DKK", "2026-04-01"],
    ["2026-04-01T00:00:00Z", "DKK", "2026-04-01"],
    ["2026-04-01", "NOK", "2026-04-01"],
    ["2026-04-01T00:00:00", "NOK", "2026-04-01"],
    ["soon", "NOK", undefined],
    [undefined, "NOK", undefined]
  ]
  for (const [due, currency, day] of cases) {
    it(`${due} in ${currency} is ${day}`, () => assert.strictEqual(dueDateOf({ due, currency }), day))
  }
})
