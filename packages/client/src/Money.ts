/**
 * Amounts of money as Vipps counts them: whole numbers of minor units (øre, cents) and a currency.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { minorUnits, open, whole } from "./internal/schema.js"

const currencies = ["NOK", "DKK", "EUR", "SEK", "USD", "GBP"] as const

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
export const Amount: Schema.Schema<Amount> = Schema.Struct({ value: whole(0, 65_000_000), currency: Currency })

/**
 * An amount as received: a safe integer, which rules out fractions, text and numbers that JSON does not carry exactly.
 * A currency that this version does not know still passes, typed as {@link Currency} so that an amount read from a
 * payment can be sent back in a capture or refund.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ReceivedAmount: Schema.Schema<Amount> = Schema.Struct({
  value: minorUnits,
  currency: open(...currencies) as unknown as Schema.Schema<Currency>
})

/**
 * Writes an amount for people, in major units and without locale: `format({ value: 49900, currency: "NOK" })` is
 * `"499.00 NOK"`.
 *
 * @since 0.1.0
 * @category formatting
 */
export const format = (amount: Amount): string => {
  const digits = String(Math.abs(amount.value)).padStart(3, "0")
  return `${amount.value < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)} ${amount.currency}`
}
