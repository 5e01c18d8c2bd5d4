/** Agreements and charges as the API writes them: https://developer.vippsmobilepay.com/api/recurring */
import { timestamp } from "../core/timestamp.js"
import type { Agreement, Campaign, Period, Pricing } from "./Agreement.js"
import type { Charge, FailureReason } from "./Charge.js"
import { marketOf } from "./calendar.js"

/** What is there: fields that are undefined are left out. */
const present = <A extends object>(fields: A): Partial<A> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<A>

const unitNames = { YEAR: "year", MONTH: "month", WEEK: "week", DAY: "day" } as const

/** Such as "every 2 weeks". */
export const intervalInWords = ({ count, unit }: Period): string =>
  count === 1 ? `every ${unitNames[unit]}` : `every ${count} ${unitNames[unit]}s`

/** [U] An agreement without an interval has an empty one. */
const interval = (period: Period | undefined) =>
  period === undefined ? {} : { ...period, text: intervalInWords(period) }

const campaign = (campaign: Campaign) => {
  const { price, type } = campaign
  switch (campaign.type) {
    case "EVENT_CAMPAIGN":
      return { type, price, eventDate: timestamp(campaign.eventDate), eventText: campaign.eventText }
    case "PERIOD_CAMPAIGN":
      return { type, price, period: campaign.period, end: timestamp(campaign.end) }
    default:
      return { type, price, end: timestamp(campaign.end) }
  }
}

const pricing = (pricing: Pricing) => ({ ...pricing })

/** Where the customer approves. [U] A push message needs no address, and has none. */
const confirmationUrl = ({ isApp, skipLandingPage, token }: Agreement, publicUrl: string): string | undefined => {
  if (skipLandingPage) return undefined
  return isApp ? `vipps://?token=${token}` : `${publicUrl}/agreement?token=${token}`
}

export const drafted = (agreement: Agreement, publicUrl: string) => ({
  agreementId: agreement.id,
  uuid: agreement.uuid,
  ...present({ vippsConfirmationUrl: confirmationUrl(agreement, publicUrl) }),
  chargeId: agreement.initialChargeId ?? null
})

export const agreement = (agreement: Agreement, publicUrl: string) => ({
  id: agreement.id,
  uuid: agreement.uuid,
  status: agreement.status,
  countryCode: marketOf(agreement.pricing.currency).country,
  productName: agreement.productName,
  pricing: pricing(agreement.pricing),
  interval: interval(agreement.interval),
  created: timestamp(agreement.createdAt),
  start: agreement.startedAt === undefined ? null : timestamp(agreement.startedAt),
  stop: agreement.stoppedAt === undefined ? null : timestamp(agreement.stoppedAt),
  merchantRedirectUrl: agreement.merchantRedirectUrl,
  merchantAgreementUrl: agreement.merchantAgreementUrl ?? "",
  ...present({
    productDescription: agreement.productDescription,
    externalId: agreement.externalId,
    campaign: agreement.campaign && campaign(agreement.campaign),
    vippsConfirmationUrl: confirmationUrl(agreement, publicUrl),
    paymentMethod: agreement.blockedSources.length > 0 ? { blockedSources: agreement.blockedSources } : undefined,
    sub: agreement.sub,
    userinfoUrl: agreement.sub && `${publicUrl}/vipps-userinfo-api/userinfo/${agreement.sub}`
  }),
  // [P] Newer than the specification; events other than CREATE and ACTIVATE are not known. [U]
  history: agreement.history
    .filter(({ event }) => event !== "UPDATE" && event !== "RAISE_MAX")
    .map(({ occurred, ...event }) => ({ occurred: timestamp(occurred), ...event }))
})

/** [U] The words. */
const failures: Readonly<Record<FailureReason, string>> = {
  user_action_required: "User action required",
  charge_amount_too_high: "The charge amount is higher than the user's max amount",
  non_technical_error: "The payment could not be completed",
  technical_error: "Technical error"
}

const hasTransaction = ({ status, type }: Charge): boolean => status !== "PENDING" || type === "UNSCHEDULED"

export const charge = (charge: Charge) => ({
  id: charge.id,
  agreementId: charge.agreementId,
  status: charge.status,
  type: charge.type,
  transactionType: charge.transactionType,
  amount: charge.amount,
  currency: charge.currency,
  description: charge.description,
  // A date in the request, and a time in the response. [U] Which time of the day.
  due: `${charge.due}T00:00:00Z`,
  retryDays: charge.retryDays,
  processingMode: charge.processingMode,
  transactionId: hasTransaction(charge) ? charge.transactionId : null,
  summary: { captured: charge.captured, refunded: charge.refunded, cancelled: charge.cancelled },
  ...present({
    externalId: charge.externalId,
    externalAgreementId: charge.externalAgreementId,
    failureReason: charge.failureReason,
    failureDescription: charge.failureReason && failures[charge.failureReason]
  }),
  history: charge.history.map(({ movement: _, occurred, ...event }) => ({
    occurred: timestamp(occurred),
    ...event,
    ...present({ externalId: charge.externalId })
  }))
})
