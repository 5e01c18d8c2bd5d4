import type { Amount, Currency } from "@effect-vipps/promise"
import { UsageError } from "./exitCodes.js"

const currencies: ReadonlyArray<string> = ["NOK", "DKK", "EUR", "SEK", "USD", "GBP"] satisfies ReadonlyArray<Currency>

/** Minor units: `49900` is 499.00. Decimals are refused, for they hide which unit is meant. */
export const minorUnits = (text: string): number => {
  if (!/^[1-9]\d{0,11}$/.test(text))
    throw new UsageError("The amount is a whole number of minor units: 49900 is 499.00")
  return Number(text)
}

export const currencyOf = (text: string): Currency => {
  if (!currencies.includes(text)) throw new UsageError(`The currency is one of ${currencies.join(", ")}`)
  return text as Currency
}

export const amountText = ({ currency, value }: Amount): string => `${(value / 100).toFixed(2)} ${currency}`
