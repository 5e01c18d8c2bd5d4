/** The rules a well-formed draft must keep besides its shape, and the agreement it makes. */
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { isMerchantUrl, isReturnUrl } from "../core/merchantUrls.js"
import * as Profile from "../customers/profile.js"
import type { MerchantRequest } from "../http/ApiRequest.js"
import type { Agreement, Campaign, Pricing } from "./Agreement.js"
import { addPeriod } from "./calendar.js"
import { suggestedMaxRefusal } from "./pricing.js"
import { type Refusal, refusal } from "./refusals.js"
import type { DraftAgreement, UpdateAgreement } from "./requestSchemas.js"

/** How long the customer has to approve. */
const lifetime = 10 * 60_000

/** [P] Scopes that the sales unit may not ask for are dropped; here those that do not exist. */
const knownScopes: ReadonlySet<string> = new Set(Profile.scopes)

const invalid = (name: string, reason: string): Either.Either<never, Refusal> =>
  Either.left({ ...refusal("validation-error", reason), extraDetails: [{ name, reason }] })

const pricingOf = ({ pricing }: DraftAgreement): Either.Either<Pricing, Refusal> => {
  const { amount, currency, suggestedMaxAmount, type = "LEGACY" } = pricing
  switch (type) {
    case "LEGACY":
      if (amount === undefined || suggestedMaxAmount !== undefined)
        return invalid("pricing.amount", "LEGACY pricing has an amount, and no suggestedMaxAmount.")
      return Either.right({ type, currency, amount })
    case "VARIABLE": {
      if (suggestedMaxAmount === undefined || amount !== undefined)
        return invalid("pricing.suggestedMaxAmount", "VARIABLE pricing has a suggestedMaxAmount, and no amount.")
      const refused = suggestedMaxRefusal(currency, suggestedMaxAmount)
      return refused === undefined ? Either.right({ type, currency, suggestedMaxAmount }) : Either.left(refused)
    }
    case "FLEXIBLE":
      return amount === undefined && suggestedMaxAmount === undefined
        ? Either.right({ type, currency })
        : invalid("pricing", "FLEXIBLE pricing has neither an amount nor a suggestedMaxAmount.")
  }
}

/** ISO 8601, with any offset; the past is refused. [P] */
const future = (text: string | undefined, now: number): number | undefined =>
  Option.getOrUndefined(
    Option.filter(
      Option.map(DateTime.make(/^\d{4}-\d{2}-\d{2}T/.test(text ?? "") ? (text ?? "") : ""), DateTime.toEpochMillis),
      (at) => at > now
    )
  )

const campaignOf = (
  { campaign, pricing }: DraftAgreement,
  now: number
): Either.Either<Campaign | undefined, Refusal> => {
  if (campaign === undefined) return Either.right(undefined)
  if ((pricing.type ?? "LEGACY") !== "LEGACY")
    return invalid("campaign", "Only an agreement with LEGACY pricing can have a campaign.")
  const { eventText, period, price, type } = campaign
  switch (type) {
    case "PRICE_CAMPAIGN": {
      const end = future(campaign.end, now)
      return end === undefined
        ? invalid("campaign.end", "The end of the campaign must be a date and time in the future.")
        : Either.right({ type, price, end })
    }
    case "PERIOD_CAMPAIGN":
      return period === undefined
        ? invalid("campaign.period", "The field is required.")
        : Either.right({ type, price, period, end: addPeriod(now, period) })
    case "EVENT_CAMPAIGN": {
      const eventDate = future(campaign.eventDate, now)
      if (eventDate === undefined)
        return invalid("campaign.eventDate", "The date of the event must be a date and time in the future.")
      return eventText === undefined
        ? invalid("campaign.eventText", "The field is required.")
        : Either.right({ type, price, eventDate, eventText })
    }
  }
}

/** [U] Spaces and a plus are accepted; a number that is not one is ignored, except where it is sent a push message. */
const phoneNumberOf = ({ phoneNumber }: DraftAgreement): string | undefined => {
  const digits = phoneNumber?.replaceAll(/[\s+]/g, "") ?? ""
  return /^\d{8,15}$/.test(digits) ? digits : undefined
}

/** Of the call: it may be one of another API. */
type Drafting = Pick<MerchantRequest, "ids" | "merchant" | "now" | "settings">

const linkRefusal = (body: DraftAgreement, { merchant, settings }: Drafting): Either.Either<void, Refusal> => {
  const { isApp = false, merchantAgreementUrl, merchantRedirectUrl } = body
  if (!isApp && !isReturnUrl(merchantRedirectUrl, settings))
    return invalid("merchantRedirectUrl", "The merchantRedirectUrl must be a URL with https, or a deeplink of an app.")
  if (merchantAgreementUrl === undefined)
    return merchant.currency === "NOK"
      ? invalid("merchantAgreementUrl", "The merchantAgreementUrl is required in Norway.")
      : Either.void
  return isApp || isMerchantUrl(merchantAgreementUrl, settings)
    ? Either.void
    : invalid("merchantAgreementUrl", "The merchantAgreementUrl must be a URL with https.")
}

/** [P] The agreement's URL of an update is held to what a draft's is. */
export const updateRefusal = (
  { interval, merchantAgreementUrl, status, ...others }: UpdateAgreement,
  { settings }: MerchantRequest
): Refusal | undefined => {
  const isAlone = Object.keys(others).length === 0 && interval === undefined && merchantAgreementUrl === undefined
  const wrong = Either.gen(function* () {
    if (status !== undefined && !isAlone)
      yield* Either.left(
        refusal("illegal-agreement-update", "The status cannot be updated together with other fields.")
      )
    if (merchantAgreementUrl !== undefined && !isMerchantUrl(merchantAgreementUrl, settings))
      yield* invalid("merchantAgreementUrl", "The merchantAgreementUrl must be a URL with https.")
    if (interval !== undefined) {
      const { period, type = "RECURRING" } = interval
      if (type === "RECURRING" && period === undefined)
        yield* invalid("interval.period", "A RECURRING interval has a period.")
      if (type === "FLEXIBLE" && period !== undefined)
        yield* invalid("interval.period", "A FLEXIBLE interval has no period.")
    }
  })
  return Option.getOrUndefined(Either.getLeft(wrong))
}

/** The agreement, without its initial charge. */
export const draft = (body: DraftAgreement, call: Drafting): Either.Either<Agreement, Refusal> =>
  Either.gen(function* () {
    const { ids, merchant, now } = call
    const pricing = yield* pricingOf(body)
    if (pricing.currency !== merchant.currency)
      yield* invalid("pricing.currency", `The currency of this sales unit is ${merchant.currency}.`)
    yield* linkRefusal(body, call)
    const campaign = yield* campaignOf(body, now)
    const phoneNumber = phoneNumberOf(body)
    const { isApp = false, skipLandingPage = false } = body
    if (skipLandingPage && phoneNumber === undefined)
      yield* Either.left(refusal("validation-error", "Invalid phone number"))
    return {
      id: `agr_${ids.hex(7)}`,
      uuid: ids.uuid(),
      merchantSerialNumber: merchant.credentials.merchantSerialNumber,
      status: "PENDING" as const,
      pricing,
      productName: body.productName,
      productDescription: body.productDescription,
      interval: body.interval,
      campaign,
      initialChargeId: undefined,
      chargeIds: [],
      phoneNumber,
      skipLandingPage,
      isApp,
      scope: Profile.scopeOf(body.scope).filter((scope) => knownScopes.has(scope)),
      merchantRedirectUrl: body.merchantRedirectUrl,
      merchantAgreementUrl: body.merchantAgreementUrl,
      externalId: body.externalId,
      blockedSources: body.paymentMethod?.blockedSources ?? [],
      token: ids.token({ sub: ids.uuid(), iat: Math.floor(now / 1000), exp: Math.floor((now + lifetime) / 1000) }),
      createdAt: now,
      expiresAt: now + lifetime,
      startedAt: undefined,
      stoppedAt: undefined,
      sub: undefined,
      history: [{ occurred: now, event: "CREATE" as const, actor: "MERCHANT" as const }] as const
    }
  })
