// @effect-diagnostics globalDate:off processEnv:off
/** Times as Vipps sends them, read as what Effect calculates with. */
import { assert, describe, it } from "@effect/vitest"
import { EPayment, Recurring, Report, Timestamp } from "@effect-vipps/client"
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"

const millis = (timestamp: string): number | undefined =>
  Option.getOrUndefined(Option.map(Timestamp.toUtc(timestamp), DateTime.toEpochMillis))

const noon = Date.UTC(2026, 11, 24, 12)

/** Runs something in another time zone than that of this machine. */
const inTimeZone = <A>(zone: string, run: () => A): A => {
  const before = process.env["TZ"]
  process.env["TZ"] = zone
  try {
    assert.notStrictEqual(new Date(noon).getTimezoneOffset(), 0)
    return run()
  } finally {
    if (before === undefined) delete process.env["TZ"]
    else process.env["TZ"] = before
  }
}

describe("Timestamp.toUtc", () => {
  const times: Readonly<Record<string, number>> = {
    "2026-12-24T12:00:00Z": noon,
    "2026-12-24T12:00:00.5Z": noon + 500,
    "2026-12-24T12:00:00.4533325Z": noon + 453,
    "2026-12-24T12:00:00.999999999Z": noon + 999,
    "2026-12-24T13:00:00+01:00": noon,
    "2026-12-24T13:00:00.250+0100": noon + 250,
    "2026-12-24T09:30:00-02:30": noon,
    "2026-12-24t12:00:00z": noon,
    "2026-12-24T12:00Z": noon,
    "2026-12-24": noon - 12 * 3_600_000
  }
  for (const [text, expected] of Object.entries(times)) {
    it(`${text} is read`, () => {
      assert.strictEqual(millis(text), expected)
    })
  }

  it("a time without an offset is UTC, wherever the program runs", () => {
    inTimeZone("Asia/Tokyo", () => {
      assert.strictEqual(millis("2026-12-24T12:00:00"), noon)
      assert.strictEqual(millis("2026-12-24T12:00:00.1234567"), noon + 123)
      assert.strictEqual(Report.ledgerDateOf("2026-12-24T23:30:00"), "2026-12-25")
    })
  })

  it("a text that is no time is none, and not what a lenient parser makes of it", () => {
    for (const text of ["", "order 1", "2026", "2026-13-01T00:00:00Z", "2026-12-24T25:00:00Z", "24.12.2026", "null"]) {
      assert.isTrue(Option.isNone(Timestamp.toUtc(text)), text)
    }
  })

  it("every time is read back from its text, with each offset", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.date({ min: new Date(0), max: new Date("2099-12-31"), noInvalidDate: true }),
        FastCheck.integer({ min: -14 * 60, max: 14 * 60 }),
        FastCheck.boolean(),
        (date, offset, colon) => {
          const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1)
          const two = (part: number) => String(part).padStart(2, "0")
          const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60]
          const zone = `${offset < 0 ? "-" : "+"}${two(hours)}${colon ? ":" : ""}${two(minutes)}`
          assert.strictEqual(millis(`${local}0000${zone}`), date.getTime())
        }
      ),
      { numRuns: 100 }
    )
  })
})

describe("occurredAt", () => {
  it("every generated event of a payment, an agreement and a charge has a time", () => {
    for (const event of FastCheck.sample(Arbitrary.make(EPayment.PaymentEvent), 20)) {
      assert.deepStrictEqual(EPayment.occurredAt(event), DateTime.make(event.timestamp))
    }
    for (const { history = [] } of FastCheck.sample(Arbitrary.make(Recurring.Charge), 20)) {
      for (const event of history) assert.deepStrictEqual(Recurring.occurredAt(event), DateTime.make(event.occurred))
    }
  })

  it("a time that cannot be read is none", () => {
    assert.deepStrictEqual(EPayment.occurredAt({ timestamp: "yesterday" }), Option.none())
    assert.deepStrictEqual(Recurring.occurredAt({ occurred: "" }), Option.none())
  })
})
