/** Amounts of money. */

/**
 * The currencies Vipps knows; a sales unit sells in one of them.
 *
 * @since 0.1.0
 * @category models
 */
export type Currency = "NOK" | "DKK" | "EUR" | "SEK" | "USD" | "GBP"

/**
 * `value` is an integer in minor units: 10.00 NOK is 1000.
 *
 * @since 0.1.0
 * @category models
 */
export interface Amount {
  readonly currency: Currency
  readonly value: number
}
