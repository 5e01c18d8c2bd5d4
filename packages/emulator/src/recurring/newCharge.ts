/** The rules a well-formed charge must keep besides its shape, and the charge it makes. */
import * as Either from "effect/Either"
import type { Ids } from "../core/Ids.js"
import type { Agreement } from "./Agreement.js"
import type { Charge } from "./Charge.js"
import * as Calendar from "./calendar.js"
import { scheduled } from "./chargeStates.js"
import { amountRefusal } from "./pricing.js"
import { type Refusal, refusal } from "./refusals.js"
import type { CreateCharge, DraftAgreement } from "./requestSchemas.js"

/** What is not taken from the request. */
export interface Circumstances {
  readonly now: number
  readonly idempotencyKey: string
  readonly chargeId: string
  readonly transactionId: string
}

/** An id for a charge without an orderId, and a number of at least ten digits that its events count on from. */
export const drawIds = (ids: Ids, orderId: string | undefined) => ({
  chargeId: orderId ?? `chr-${ids.hex(7)}`,
  transactionId: String(5_000_000_000 + Number.parseInt(ids.hex(8), 16) * 64)
})

const make = (
  agreement: Agreement,
  parts: Pick<
    Charge,
    "amount" | "description" | "transactionType" | "type" | "due" | "retryDays" | "processingMode" | "externalId"
  >,
  { chargeId, idempotencyKey, now, transactionId }: Circumstances
): Charge =>
  scheduled({
    ...parts,
    id: chargeId,
    agreementId: agreement.id,
    merchantSerialNumber: agreement.merchantSerialNumber,
    status: "PENDING",
    currency: agreement.pricing.currency,
    captured: 0,
    refunded: 0,
    cancelled: 0,
    externalAgreementId: agreement.externalId,
    transactionId,
    createdAt: now,
    attempts: 0,
    failureReason: undefined,
    nextAt: undefined,
    lastCaptureAt: undefined,
    history: [{ occurred: now, event: "CREATE", amount: parts.amount, idempotencyKey, success: true, transactionId }]
  })

/** It is paid when the customer approves. [U] Until then it reads PENDING. */
export const initialCharge = (
  agreement: Agreement,
  request: NonNullable<DraftAgreement["initialCharge"]>,
  at: Circumstances
): Charge =>
  make(
    agreement,
    {
      amount: request.amount,
      description: request.description,
      transactionType: request.transactionType,
      externalId: request.externalId,
      type: "INITIAL",
      due: Calendar.dateAt(Calendar.marketOf(agreement.pricing.currency), at.now),
      retryDays: 0,
      processingMode: "SINGLE_ATTEMPT" // [U]
    },
    at
  )

const invalid = (name: string, reason: string): Refusal => ({
  ...refusal("validation-error", reason),
  extraDetails: [{ name, reason }]
})

/** What is wrong with the fields beside each other, and the date. */
export const scheduleRefusal = (
  request: CreateCharge,
  currency: Charge["currency"],
  now: number
): Refusal | undefined => {
  const { due, processingMode, retryDays, type = "RECURRING" } = request
  if (type === "UNSCHEDULED") {
    const extra = (["due", "retryDays", "processingMode"] as const).find((name) => request[name] !== undefined)
    return extra && invalid(extra, `An UNSCHEDULED charge has no ${extra}.`)
  }
  if (due === undefined) return invalid("due", "A RECURRING charge has a due date.")
  if (retryDays === undefined) return invalid("retryDays", "A RECURRING charge has retryDays.")
  if (processingMode === "SINGLE_ATTEMPT" && retryDays !== 0)
    return invalid("retryDays", "The retryDays of a SINGLE_ATTEMPT must be 0.")
  if (!Calendar.isDate(due)) return invalid("due", "The due date must be a date as YYYY-MM-DD.")
  const market = Calendar.marketOf(currency)
  if (due < Calendar.earliestDue(market, now))
    return refusal("charge-due-too-soon", `The earliest due date is ${Calendar.earliestDue(market, now)}.`)
  return due > Calendar.latestDue(market, now)
    ? refusal("charge-due-in-too-long", `The latest due date is ${Calendar.latestDue(market, now)}.`)
    : undefined
}

/** The charge, if the agreement allows it. `others` are the agreement's charges so far. */
export const newCharge = (
  agreement: Agreement,
  others: () => Iterable<Charge>,
  request: CreateCharge,
  at: Circumstances
): Either.Either<Charge, Refusal> => {
  const { pricing, status } = agreement
  if (status !== "ACTIVE")
    return Either.left(refusal("charge-creation-failed", `The agreement is not active. Its status is ${status}.`))
  const wrong = scheduleRefusal(request, pricing.currency, at.now)
  if (wrong !== undefined) return Either.left(wrong)
  const { type = "RECURRING" } = request
  const due = request.due ?? Calendar.dateAt(Calendar.marketOf(pricing.currency), at.now)
  const tooHigh = amountRefusal(agreement, others, { amount: request.amount, due })
  if (tooHigh !== undefined) return Either.left(tooHigh)
  return Either.right(
    make(
      agreement,
      {
        amount: request.amount,
        description: request.description,
        transactionType: request.transactionType,
        externalId: request.externalId,
        type,
        due,
        retryDays: request.retryDays ?? 0,
        processingMode: request.processingMode ?? (type === "UNSCHEDULED" ? "SINGLE_ATTEMPT" : "MULTIPLE_ATTEMPTS")
      },
      at
    )
  )
}
