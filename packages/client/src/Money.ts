/**
 * Amounts of money as Vipps counts them: whole numbers of minor units (øre, cents) and a currency.
 *
 * @since 0.1.0
 */
import * as BigDecimal from "effect/BigDecimal"
import * as Either from "effect/Either"
import * as Equivalence_ from "effect/Equivalence"
import { dual } from "effect/Function"
import * as Order_ from "effect/Order"
import * as Schema from "effect/Schema"
import { inputError } from "./internal/schema/checkOptions.js"
import { minorUnits, open, whole } from "./internal/schema/rules.js"
import type { VippsInputError } from "./VippsError.js"

/**
 * The currencies that Vipps takes. See {@link Currency}.
 *
 * @since 0.1.0
 * @category models
 */
export const currencies = ["NOK", "DKK", "EUR", "SEK", "USD", "GBP"] as const

/** What one request may ask for, in minor units. */
const most = 65_000_000

/**
 * ISO 4217 code. A sales unit takes the currency of its market: NOK, DKK or EUR. SEK, USD and GBP work only for
 * `CARD_PASSTHROUGH` payments.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/currencies/
 * @since 0.1.0
 * @category models
 */
export type Currency = (typeof currencies)[number]

/**
 * The schema of {@link Currency}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Currency: Schema.Schema<Currency> = Schema.Literal(...currencies)

/**
 * An amount in minor units: 49900 with NOK is 499 kroner.
 *
 * @since 0.1.0
 * @category models
 */
export interface Amount {
  /** Whole number of minor units (øre, cents), 0 to 65 000 000. Vipps also has a minimum per currency, which changes. */
  readonly value: number
  /** ISO 4217 code; must be the currency of the sales unit. */
  readonly currency: Currency
}

/**
 * An amount as it is sent: fractions, negative values and unknown currencies are refused.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Amount = Schema.Struct({ value: whole(0, most), currency: Currency }) satisfies Schema.Schema<Amount>

/**
 * An amount as received: a safe integer, which rules out fractions, text and numbers that JSON does not carry exactly.
 * A currency that this version does not know still passes, typed as {@link Currency} so that an amount read from a
 * payment can be sent back in a capture or refund.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ReceivedAmount = Schema.Struct({
  value: minorUnits,
  currency: open(...currencies) as unknown as Schema.Schema<Currency>
}).annotations({
  arbitrary: () => (fc) => fc.record({ value: fc.nat({ max: most }), currency: fc.constantFrom(...currencies) })
}) satisfies Schema.Schema<Amount>

/** An amount that arithmetic can take: a payment may have sums above what one request may ask for. */
const exact = (value: number): boolean => Number.isSafeInteger(value)

/**
 * How many digits a currency has after the point, by ISO 4217 as `Intl` knows it.
 *
 * The six currencies of Vipps have two; others only come in responses.
 */
const decimalsOf = (currency: string): number => {
  if ((currencies as ReadonlyArray<string>).includes(currency)) return 2
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}

const majorUnits = ({ currency, value }: Amount): string => {
  const decimals = decimalsOf(currency)
  const digits = String(Math.abs(value)).padStart(decimals + 1, "0")
  const at = digits.length - decimals
  return `${value < 0 ? "-" : ""}${digits.slice(0, at)}${decimals === 0 ? "" : `.${digits.slice(at)}`}`
}

/**
 * Formats an amount in major units and without locale: `format({ value: 49900, currency: "NOK" })` is `"499.00 NOK"`.
 *
 * A value that is not a whole number of minor units has no major units: `"0.5 minor units of NOK"`.
 *
 * @since 0.1.0
 * @category formatting
 */
export const format = (amount: Amount): string =>
  exact(amount.value) ? `${majorUnits(amount)} ${amount.currency}` : `${amount.value} minor units of ${amount.currency}`

/**
 * Makes an amount from major units as people and forms write them: `fromMajor("499.00", "NOK")` is
 * `{ value: 49900, currency: "NOK" }`. Nothing is rounded.
 *
 * The text has digits, and at most two more after a point. A `Left` with `VippsInputError` is returned for any other text
 * (a comma, a thousands separator, three decimals, a sign) and for an amount above 650 000.
 *
 * @example
 * ```ts
 * import { Money } from "@effect-vipps/client"
 * import * as Either from "effect/Either"
 *
 * const price = Either.getOrThrow(Money.fromMajor("499.00", "NOK"))
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromMajor = (major: string | number, currency: Currency): Either.Either<Amount, VippsInputError> => {
  const [, whole, fraction = ""] = /^(\d{1,6})(?:\.(\d{1,2}))?$/.exec(String(major)) ?? []
  const value = Number(`${whole}${fraction.padEnd(2, "0")}`)
  const wrong = (path: string, message: string) => Either.left(inputError("Money.fromMajor", [{ path, message }]))
  if (!(currencies as ReadonlyArray<string>).includes(currency)) {
    return wrong("currency", `must be one of ${currencies.join(", ")}`)
  }
  return whole === undefined || value > most
    ? wrong("major", "must be digits with at most two more after a point, such as 499.00, and at most 650000")
    : Either.right({ value, currency })
}

/**
 * Whether an amount is zero.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isZero = ({ value }: Amount): boolean => value === 0

/** Arithmetic over two currencies, or over half an øre, is a fault of the program: what it would return is not money. */
const combined = (name: string, self: Amount, that: Amount, combine: (a: number, b: number) => number): number => {
  if (self.currency !== that.currency) {
    throw new RangeError(`Money.${name}: ${self.currency} and ${that.currency} are different currencies`)
  }
  const value = combine(self.value, that.value)
  if (!exact(self.value) || !exact(that.value) || !exact(value)) {
    throw new RangeError(`Money.${name}: ${self.value} and ${that.value} are not whole minor units, or too large`)
  }
  return value
}

/**
 * Adds two amounts of one currency. Throws a `RangeError` for two currencies, and for values that are not whole minor
 * units or add up to more than a JavaScript number holds exactly.
 *
 * @example
 * ```ts
 * import { Money } from "@effect-vipps/client"
 *
 * const total = Money.add({ value: 49900, currency: "NOK" }, { value: 4900, currency: "NOK" }) // 548.00 NOK
 * ```
 *
 * @since 0.1.0
 * @category arithmetic
 */
export const add: {
  (that: Amount): (self: Amount) => Amount
  (self: Amount, that: Amount): Amount
} = /*#__PURE__*/ dual(
  2,
  (self: Amount, that: Amount): Amount => ({
    value: combined("add", self, that, (a, b) => a + b),
    currency: self.currency
  })
)

/**
 * Subtracts an amount of the same currency; the difference may be negative. Throws as {@link add} does.
 *
 * @since 0.1.0
 * @category arithmetic
 */
export const subtract: {
  (that: Amount): (self: Amount) => Amount
  (self: Amount, that: Amount): Amount
} = /*#__PURE__*/ dual(
  2,
  (self: Amount, that: Amount): Amount => ({
    value: combined("subtract", self, that, (a, b) => a - b),
    currency: self.currency
  })
)

/**
 * Whether two amounts have the same value and currency. `Equal.equals` compares amounts by identity, since they are
 * plain objects.
 *
 * @since 0.1.0
 * @category instances
 */
export const Equivalence: Equivalence_.Equivalence<Amount> = /*#__PURE__*/ Equivalence_.make(
  (self, that) => self.value === that.value && self.currency === that.currency
)

/**
 * Orders amounts of one currency. Comparing two currencies throws a `RangeError`.
 *
 * @example
 * ```ts
 * import { Money } from "@effect-vipps/client"
 * import * as Order from "effect/Order"
 *
 * const smaller = Order.min(Money.Order)({ value: 100, currency: "NOK" }, { value: 200, currency: "NOK" })
 * ```
 *
 * @since 0.1.0
 * @category instances
 */
export const Order: Order_.Order<Amount> = /*#__PURE__*/ Order_.make((self, that) => {
  const difference = combined("Order", self, that, (a, b) => a - b)
  return difference === 0 ? 0 : difference < 0 ? -1 : 1
})

/**
 * An amount in major units as a `BigDecimal`, for bookkeeping: 49900 with NOK is 499.
 *
 * Throws a `RangeError` for a value that is not a whole number of minor units.
 *
 * @since 0.1.0
 * @category conversions
 */
export const toBigDecimal = ({ currency, value }: Amount): BigDecimal.BigDecimal => {
  if (!exact(value)) throw new RangeError(`Money.toBigDecimal: ${value} is not a whole number of minor units`)
  return BigDecimal.make(BigInt(value), decimalsOf(currency))
}
