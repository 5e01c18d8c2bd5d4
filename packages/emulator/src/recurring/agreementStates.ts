/**
 * The agreement's state machine. Every function expects an agreement whose time is up to date.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/recurring-api
 */
import * as Either from "effect/Either"
import { subOf } from "../customers/person.js"
import type { Actor, Agreement, AgreementEvent, Campaign, Period, Pricing } from "./Agreement.js"
import { addPeriod } from "./calendar.js"
import { suggestedMaxRefusal } from "./pricing.js"
import { type Refusal, refusal } from "./refusals.js"

export type Outcome = Either.Either<Agreement, Refusal>

const withEvent = (
  agreement: Agreement,
  event: AgreementEvent["event"],
  occurred: number,
  actor?: Actor
): Agreement => ({
  ...agreement,
  history: [...agreement.history, { occurred, event, ...(actor === undefined ? {} : { actor }) }]
})

const illegal = ({ status }: Agreement): Outcome =>
  Either.left({
    ...refusal("illegal-agreement-update", `Illegal update of an agreement with status ${status}.`),
    extraDetails: [{ name: "status", reason: "Cannot modify an agreement which is not active." }]
  })

/** [U] A period campaign runs from the approval. */
const started = (campaign: Campaign | undefined, now: number): Campaign | undefined =>
  campaign?.type === "PERIOD_CAMPAIGN" ? { ...campaign, end: addPeriod(now, campaign.period) } : campaign

/**
 * The customer approves. With VARIABLE pricing `maxAmount` is the customer's own ceiling; defaults to the suggested one.
 * [U] The identifier of the refusals.
 */
export const activate = (
  agreement: Agreement,
  { maxAmount, phoneNumber }: { readonly maxAmount?: number | undefined; readonly phoneNumber: string },
  now: number
): Outcome => {
  const { pricing, scope, status } = agreement
  if (status !== "PENDING") return illegal(agreement)
  if (maxAmount !== undefined && pricing.type !== "VARIABLE")
    return Either.left(refusal("validation-error", "Only an agreement with VARIABLE pricing has a maxAmount."))
  return Either.right(
    withEvent(
      {
        ...agreement,
        status: "ACTIVE",
        startedAt: now,
        campaign: started(agreement.campaign, now),
        phoneNumber,
        sub: scope.length > 0 ? subOf(agreement.merchantSerialNumber, { phoneNumber }) : undefined,
        pricing:
          pricing.type === "VARIABLE" ? { ...pricing, maxAmount: maxAmount ?? pricing.suggestedMaxAmount } : pricing
      },
      "ACTIVATE",
      now,
      "USER"
    )
  )
}

/** The customer says no. */
export const reject = (agreement: Agreement, now: number): Outcome =>
  agreement.status === "PENDING"
    ? Either.right(withEvent({ ...agreement, status: "STOPPED", stoppedAt: now }, "REJECT", now, "USER"))
    : illegal(agreement)

/** The customer's time is up, or the initial charge failed. */
export const expire = (agreement: Agreement, now: number): Agreement =>
  agreement.status === "PENDING" ? withEvent({ ...agreement, status: "EXPIRED" }, "EXPIRE", now) : agreement

/**
 * Stops the agreement. Stopping a stopped one changes nothing, since September 2026.
 * [U] That a PENDING or EXPIRED one is refused.
 */
export const stop = (agreement: Agreement, actor: Actor, now: number): Outcome => {
  if (agreement.status === "STOPPED") return Either.right(agreement)
  return agreement.status === "ACTIVE"
    ? Either.right(withEvent({ ...agreement, status: "STOPPED", stoppedAt: now }, "STOP", now, actor))
    : illegal(agreement)
}

/** The customer allows more. [U] Whether it can be lowered: here any amount is taken. */
export const raiseMax = (agreement: Agreement, maxAmount: number, now: number): Outcome => {
  const { pricing, status } = agreement
  if (status !== "ACTIVE") return illegal(agreement)
  return pricing.type === "VARIABLE"
    ? Either.right(withEvent({ ...agreement, pricing: { ...pricing, maxAmount } }, "RAISE_MAX", now, "USER"))
    : Either.left(refusal("validation-error", "Only an agreement with VARIABLE pricing has a maxAmount."))
}

/** What a merchant may change of an ACTIVE agreement. */
export interface Update {
  readonly productName?: string
  readonly productDescription?: string
  readonly merchantAgreementUrl?: string
  readonly externalId?: string
  readonly pricing?: { readonly amount?: number; readonly suggestedMaxAmount?: number }
  readonly interval?: { readonly period?: Period }
}

const repriced = (pricing: Pricing, update: NonNullable<Update["pricing"]>): Either.Either<Pricing, Refusal> => {
  const { amount, suggestedMaxAmount } = update
  const wrong = (detail: string) => Either.left(refusal("validation-error", detail))
  switch (pricing.type) {
    case "LEGACY":
      return amount !== undefined && suggestedMaxAmount === undefined
        ? Either.right({ ...pricing, amount })
        : wrong("Only the amount of LEGACY pricing can be updated.")
    case "VARIABLE": {
      if (suggestedMaxAmount === undefined || amount !== undefined)
        return wrong("Only the suggestedMaxAmount of VARIABLE pricing can be updated.")
      const refused = suggestedMaxRefusal(pricing.currency, suggestedMaxAmount)
      return refused === undefined ? Either.right({ ...pricing, suggestedMaxAmount }) : Either.left(refused)
    }
    case "FLEXIBLE":
      return wrong("FLEXIBLE pricing cannot be updated.")
  }
}

export const update = (agreement: Agreement, changes: Update, now: number): Outcome => {
  if (agreement.status !== "ACTIVE") return illegal(agreement)
  const { interval, pricing, ...texts } = changes
  const priced = pricing === undefined ? Either.right(agreement.pricing) : repriced(agreement.pricing, pricing)
  return Either.map(priced, (pricing) =>
    withEvent(
      { ...agreement, ...texts, pricing, interval: interval === undefined ? agreement.interval : interval.period },
      "UPDATE",
      now,
      "MERCHANT"
    )
  )
}
