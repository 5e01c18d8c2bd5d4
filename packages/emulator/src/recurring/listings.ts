/** Agreements and their charges on the dashboard. */
import { money, span } from "../core/format.js"
import { type Happening, type Line, listing, type Span } from "../core/Listing.js"
import { type Agreement, agreementStatuses } from "./Agreement.js"
import { type Charge, chargeStatuses } from "./Charge.js"
import { attempts, marketOf } from "./calendar.js"
import { priceInWords } from "./inWords.js"
import * as Tables from "./tables.js"

/** When it changes by itself, and how. */
const next = ({ nextAt, status }: Charge, now: number): string => {
  if (nextAt === undefined) return ""
  const verbs: Readonly<Partial<Record<Charge["status"], string>>> = {
    PENDING: "becomes due",
    DUE: "is tried",
    PROCESSING: "is done"
  }
  return `${verbs[status] ?? "is released"} in ${span(nextAt - now)}`
}

const ofCharge = (charge: Charge): ReadonlyArray<Happening> =>
  charge.history.map(({ amount, event, idempotencyKey, occurred, success, transactionId }) => ({
    timestamp: occurred,
    title: `${event} ${charge.id}`,
    by: "vipps",
    amount: { currency: charge.currency, value: amount },
    success,
    note: `transaction ${transactionId}, key ${idempotencyKey}`
  }))

const ofAgreement = ({ history }: Agreement): ReadonlyArray<Happening> =>
  history.map(({ actor, event, occurred }) => ({
    timestamp: occurred,
    title: event,
    by: actor === "USER" ? "customer" : "vipps",
    ...(actor === undefined ? {} : { note: `by the ${actor.toLowerCase()}` })
  }))

const tones: Readonly<Partial<Record<Charge["status"], Span["tone"]>>> = {
  PENDING: "open",
  DUE: "open",
  PROCESSING: "open",
  CHARGED: "good",
  RESERVED: "good",
  PARTIALLY_CAPTURED: "good",
  PARTIALLY_REFUNDED: "good",
  FAILED: "bad",
  CANCELLED: "bad"
}

/** From when to when the charge is tried, and what became of it or the next attempt. */
const spanOf = (charge: Charge): Span => {
  const { amount, createdAt, currency, due, id, nextAt, status } = charge
  // A charge that is not due on a date is tried at its creation.
  const times = charge.type === "RECURRING" ? [...attempts(marketOf(currency), charge)] : [createdAt]
  const [from = createdAt] = times
  const tone = tones[status] ?? "quiet"
  const last = charge.history.at(-1)
  return {
    from,
    to: times.at(-1) ?? from,
    at: status === "PENDING" ? from : tone === "open" || last === undefined ? (nextAt ?? from) : last.occurred,
    tone,
    label: `${id}: ${money({ currency, value: amount })}, due ${due}, ${status}`
  }
}

/** The latest charges only: more rows would be hard to read. */
const mostSpans = 12

/** Charges whose requests and webhooks an agreement's page shows. */
const mostCharges = 50

const offersOf = ({ pricing, status }: Agreement): NonNullable<Line["offers"]> => {
  if (status === "PENDING") {
    return [
      { action: "approve-agreement", title: "Approve" },
      { action: "reject-agreement", title: "Reject" }
    ]
  }
  if (status !== "ACTIVE") return []
  return [
    ...(pricing.type === "VARIABLE" ? [{ action: "raise-max", title: "Raise maximum" }] : []),
    { action: "stop-agreement", title: "Stop" }
  ]
}

export const agreements = listing<Agreement>({
  name: "agreements",
  one: "agreement",
  title: "Agreements",
  rows: Tables.agreements,
  states: agreementStatuses,
  subject: Tables.subjectOf,
  words: ({ chargeIds, externalId, phoneNumber, productName }) => [productName, externalId, phoneNumber, ...chargeIds],
  state: ({ status }) => status,
  line: (agreement, { now }) => ({
    sum: priceInWords(agreement),
    notes: [
      agreement.productName,
      agreement.externalId ?? "",
      agreement.chargeIds.length === 1 ? "1 charge" : `${agreement.chargeIds.length} charges`,
      agreement.status === "PENDING" ? `expires in ${span(agreement.expiresAt - now)}` : ""
    ],
    offers: offersOf(agreement),
    // Approving without another maximum takes what is suggested.
    field:
      agreement.pricing.type === "VARIABLE"
        ? {
            name: "maxAmount",
            label: "Maximum in minor units",
            value: agreement.pricing.maxAmount ?? agreement.pricing.suggestedMaxAmount
          }
        : undefined,
    link: { title: "Customer’s page", href: `/agreement?token=${agreement.token}` }
  }),
  whole: (agreement, { world }) => {
    const charges = Tables.chargesOf(world, { ...agreement, chargeIds: agreement.chargeIds.slice(-mostCharges) })
    return {
      facts: [
        { name: "UUID", value: agreement.uuid, isCopied: true },
        { name: "Product", value: agreement.productName },
        { name: "External id", value: agreement.externalId ?? "" },
        { name: "Customer", value: agreement.phoneNumber ?? "" }
      ],
      happened: [...ofAgreement(agreement), ...charges.flatMap(ofCharge)],
      parts: charges.map(({ id }) => id),
      partsIn: "charges",
      picture: {
        title: `Charges of ${agreement.id}`,
        from: agreement.startedAt ?? agreement.createdAt,
        spans: charges.slice(-mostSpans).map(spanOf)
      }
    }
  }
})

export const charges = listing<Charge>({
  name: "charges",
  one: "charge",
  title: "Charges",
  rows: Tables.charges,
  states: chargeStatuses,
  subject: Tables.subjectOf,
  words: ({ agreementId, description, externalId, failureReason }) => [
    agreementId,
    description,
    externalId,
    failureReason
  ],
  state: ({ status }) => status,
  line: (charge, { now }) => ({
    sum: money({ currency: charge.currency, value: charge.amount }),
    notes: [charge.type.toLowerCase(), `due ${charge.due}`, next(charge, now), charge.failureReason ?? ""]
  }),
  whole: (charge) => ({
    facts: [
      { name: "Agreement", value: charge.agreementId, list: "agreements" },
      { name: "transactionId", value: charge.transactionId, isCopied: true },
      { name: "Description", value: charge.description },
      { name: "Captured as", value: charge.transactionType },
      { name: "External id", value: charge.externalId ?? "" },
      { name: "Failure", value: charge.failureReason ?? "" }
    ],
    sums: (["captured", "refunded", "cancelled"] as const).map(
      (name) => [name, { currency: charge.currency, value: charge[name] }] as const
    ),
    happened: ofCharge(charge)
  })
})
