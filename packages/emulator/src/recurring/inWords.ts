/** What an agreement costs, in words. */
import { money } from "../core/format.js"
import type { Agreement } from "./Agreement.js"
import { intervalInWords } from "./wire.js"

export const amountOf = ({ pricing: { currency } }: Agreement, value: number): string => money({ currency, value })

/** The price as a sentence's beginning: `199.00 NOK every month`. */
export const priceInWords = (agreement: Agreement): string => {
  const { interval, pricing } = agreement
  const often = interval === undefined ? "for each use" : intervalInWords(interval)
  switch (pricing.type) {
    case "LEGACY":
      return `${amountOf(agreement, pricing.amount)} ${often}`
    case "VARIABLE":
      return `Up to ${amountOf(agreement, pricing.maxAmount ?? pricing.suggestedMaxAmount)} ${often}`
    case "FLEXIBLE":
      return interval === undefined ? "The price of each use" : `The price varies, ${often}`
  }
}
