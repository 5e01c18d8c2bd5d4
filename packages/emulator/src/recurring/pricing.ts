/** How much an agreement allows, and what it costs at a moment. */
import type { Agreement, AgreementCurrency, Campaign } from "./Agreement.js"
import type { Charge } from "./Charge.js"
import { bucketOf } from "./calendar.js"
import { type Refusal, refusal } from "./refusals.js"

const maximum: Readonly<Record<AgreementCurrency, number>> = { NOK: 2_000_000, DKK: 30_000_000, EUR: 200_000 }

export const suggestedMaxRefusal = (currency: AgreementCurrency, amount: number): Refusal | undefined =>
  amount < 1 || amount > maximum[currency]
    ? refusal(
        "invalid-suggested-max-amount",
        `The suggestedMaxAmount must be between 1 and ${maximum[currency]} for ${currency}.`
      )
    : undefined

/** The most that may be asked for; undefined where nothing limits it. */
export const ceiling = ({ pricing }: Pick<Agreement, "pricing">): number | undefined => {
  switch (pricing.type) {
    case "LEGACY":
      return pricing.amount * 5
    case "VARIABLE":
      return Math.max(pricing.suggestedMaxAmount, pricing.maxAmount ?? 0)
    case "FLEXIBLE":
      return undefined
  }
}

const counts = ({ status, type }: Charge): boolean =>
  type !== "INITIAL" && status !== "CANCELLED" && status !== "FAILED"

/**
 * With LEGACY pricing the charges of an interval may come to five times the price; with VARIABLE pricing each has its limit.
 * [U] Older texts apply the five times to each charge; whether it is enforced today is not known.
 */
export const amountRefusal = (
  agreement: Agreement,
  charges: () => Iterable<Charge>,
  { amount, due }: Pick<Charge, "amount" | "due">
): Refusal | undefined => {
  const limit = ceiling(agreement)
  if (limit === undefined) return undefined
  const { interval, pricing } = agreement
  let sum = amount
  if (pricing.type === "LEGACY" && interval !== undefined) {
    const bucket = bucketOf(interval, due)
    for (const charge of charges())
      if (counts(charge) && bucketOf(interval, charge.due) === bucket) sum += charge.amount
  }
  return sum > limit
    ? refusal("charge-amount-too-high", `The amount is higher than the agreement allows: ${limit}.`)
    : undefined
}

/** When a campaign is over. */
export const endOf = (campaign: Campaign): number =>
  campaign.type === "EVENT_CAMPAIGN" ? campaign.eventDate : campaign.end

/** What a period costs at `now`; undefined where the merchant decides. */
export const priceAt = ({ campaign, pricing }: Agreement, now: number): number | undefined => {
  if (campaign !== undefined && now < endOf(campaign)) return campaign.price
  return pricing.type === "LEGACY" ? pricing.amount : undefined
}
