import { describe, expect, it } from "@effect/vitest"
import { EPayment, Money } from "@effect-vipps/client"
import * as BigDecimal from "effect/BigDecimal"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Order from "effect/Order"
import { nok } from "../support/samples.js"

const eur = (value: number): Money.Amount => ({ value, currency: "EUR" })

const anyAmount = FastCheck.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map(nok)

describe("Money.format", () => {
  it.each([
    [nok(49_900), "499.00 NOK"],
    [nok(5), "0.05 NOK"],
    [nok(-1250), "-12.50 NOK"],
    [nok(0), "0.00 NOK"],
    [{ value: 1250, currency: "JPY" as Money.Currency }, "1250 JPY"],
    [{ value: 1250, currency: "KWD" as Money.Currency }, "1.250 KWD"],
    [{ value: 1250, currency: "not a code" as Money.Currency }, "12.50 not a code"]
  ])("formats %j as %s", (amount, text) => {
    expect(Money.format(amount)).toBe(text)
  })

  it.each([
    [0.5, "0.5 minor units of NOK"],
    [1e21, "1e+21 minor units of NOK"],
    [Number.NaN, "NaN minor units of NOK"],
    [Number.POSITIVE_INFINITY, "Infinity minor units of NOK"]
  ])("never shows %d as if it were money", (value, text) => {
    expect(Money.format(nok(value))).toBe(text)
  })
})

describe("Money.fromMajor", () => {
  it.each([
    ["499.00", 49_900],
    ["499", 49_900],
    ["0.5", 50],
    [499.5, 49_950],
    ["007", 700],
    ["650000", 65_000_000]
  ])("makes an amount of %s", (major, value) => {
    expect(Money.fromMajor(major, "NOK")).toEqual(Either.right(nok(value)))
  })

  it.each([
    "499,00",
    "1 000",
    "1,000.00",
    "-5",
    "+5",
    "1e3",
    "",
    " 5",
    "5 ",
    ".5",
    "5.",
    "0.005",
    "650000.01",
    0.1 + 0.2,
    Number.NaN
  ])("refuses %s without rounding it", (major) => {
    expect(Money.fromMajor(major, "NOK")).toMatchObject({
      _tag: "Left",
      left: { _tag: "VippsInputError", operation: "Money.fromMajor", issues: [{ path: "major" }] }
    })
  })

  it("Money.fromMajor refuses a currency that Vipps does not accept", () => {
    expect(Money.fromMajor("5", "ISK" as Money.Currency)).toMatchObject({
      _tag: "Left",
      left: { issues: [{ path: "currency", message: "must be one of NOK, DKK, EUR, SEK, USD, GBP" }] }
    })
  })

  it("Money.fromMajor reads back what format writes", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.integer({ min: 0, max: 65_000_000 }), (value) => {
        const [major = ""] = Money.format(nok(value)).split(" ")
        expect(Money.fromMajor(major, "NOK")).toEqual(Either.right(nok(value)))
      })
    )
  })
})

describe("Money's arithmetic", () => {
  it("Money.subtract reverses add, data first and data last", () => {
    FastCheck.assert(
      FastCheck.property(anyAmount, anyAmount, (a, b) => {
        expect(Money.subtract(Money.add(a, b), b)).toEqual(a)
        expect(Money.subtract(b)(Money.add(b)(a))).toEqual(a)
      })
    )
  })

  it.each([
    ["add", () => Money.add(nok(1), eur(1))],
    ["subtract", () => Money.subtract(nok(1), eur(1))],
    ["Order", () => Money.Order(nok(1), eur(1))]
  ])("throws a RangeError from %s for two currencies", (name, mixed) => {
    expect(mixed).toThrow(new RangeError(`Money.${name}: NOK and EUR are different currencies`))
  })

  it.each([
    [nok(0.5), nok(1)],
    [nok(Number.MAX_SAFE_INTEGER), nok(1)],
    [nok(Number.NaN), nok(1)]
  ])("throws a RangeError for %j and %j, whose sum is not exact", (a, b) => {
    expect(() => Money.add(a, b)).toThrow(RangeError)
  })

  it("amounts are compared by value and currency", () => {
    expect(Money.Equivalence(nok(1), nok(1))).toBe(true)
    expect(Money.Equivalence(nok(1), nok(2))).toBe(false)
    expect(Money.Equivalence(nok(1), eur(1))).toBe(false)
    expect(Order.max(Money.Order)(nok(1), nok(2))).toEqual(nok(2))
    expect(Money.Order(nok(2), nok(2))).toBe(0)
    expect(Money.isZero(nok(0))).toBe(true)
    expect(Money.isZero(nok(-1))).toBe(false)
  })

  it("an amount is converted to a BigDecimal of major units", () => {
    expect(BigDecimal.format(Money.toBigDecimal(nok(49_950)))).toBe("499.5")
    expect(BigDecimal.format(Money.toBigDecimal({ value: 5, currency: "JPY" as Money.Currency }))).toBe("5")
    expect(() => Money.toBigDecimal(nok(0.5))).toThrow(RangeError)
  })
})

describe("EPayment's sums", () => {
  const mixed: EPayment.HasAggregate = {
    state: "AUTHORIZED",
    amount: nok(10_000),
    aggregate: {
      authorizedAmount: nok(10_000),
      capturedAmount: eur(1000),
      cancelledAmount: nok(0),
      refundedAmount: nok(500)
    }
  }

  it.each([
    ["remaining", EPayment.remaining],
    ["refundable", EPayment.refundable],
    ["cancellable", EPayment.cancellable]
  ])("%s throws instead of subtracting euros from kroner", (_, sum) => {
    expect(() => sum(mixed)).toThrow(RangeError)
  })
})
