/** What merchants are notified of: https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/events */
import type { EmulatedApi } from "../core/EmulatedApi.js"
import { timestamp } from "../core/timestamp.js"
import type { World } from "../core/World.js"
import type { Message } from "../delivery/Delivery.js"
import { webhooks } from "../delivery/registrations.js"
import type { Agreement, AgreementEvent } from "./Agreement.js"
import type { Charge, ChargeEvent } from "./Charge.js"
import * as Tables from "./tables.js"

const ofAgreement: Readonly<Partial<Record<AgreementEvent["event"], string>>> = {
  ACTIVATE: "recurring.agreement-activated.v1",
  REJECT: "recurring.agreement-rejected.v1",
  STOP: "recurring.agreement-stopped.v1",
  EXPIRE: "recurring.agreement-expired.v1"
}

const ofCharge: Readonly<Partial<Record<ChargeEvent["event"], string>>> = {
  RESERVE: "recurring.charge-reserved.v1",
  CAPTURE: "recurring.charge-captured.v1",
  CANCEL: "recurring.charge-canceled.v1",
  REFUND: "recurring.charge-refunded.v1",
  FAIL: "recurring.charge-failed.v1"
}

/** Fields without a value are left out, since December 2024. */
const message = (
  world: World,
  msn: string,
  reference: string,
  event: string,
  occurred: number,
  payload: object
): ReadonlyArray<Message> =>
  webhooks(world, {
    merchantSerialNumber: msn,
    reference,
    event,
    createdAt: occurred,
    body: JSON.stringify({ ...payload, eventType: event, occurred: timestamp(occurred), msn })
  })

const agreementEvents = (world: World, agreement: Agreement, news: ReadonlyArray<AgreementEvent>) =>
  news.flatMap(({ actor, event, occurred }) => {
    const type = ofAgreement[event]
    if (type === undefined) return []
    return message(world, agreement.merchantSerialNumber, agreement.id, type, occurred, {
      agreementId: agreement.id,
      agreementUUID: agreement.uuid,
      agreementExternalId: agreement.externalId,
      actor
    })
  })

const chargeEvents = (world: World, charge: Charge, news: ReadonlyArray<ChargeEvent>) =>
  news.flatMap(({ event, occurred, transactionId }) => {
    const type = ofCharge[event]
    if (type === undefined) return []
    return message(world, charge.merchantSerialNumber, charge.id, type, occurred, {
      agreementId: charge.agreementId,
      chargeId: charge.id,
      chargeExternalId: charge.externalId,
      ...(event === "FAIL" ? { failureReason: charge.failureReason } : { transactionId }),
      // [U] Whether this is the charge's amount or the operation's; here the charge's.
      amount: charge.amount,
      currency: charge.currency,
      chargeType: charge.type,
      amountCaptured: charge.captured,
      amountCanceled: charge.cancelled,
      amountRefunded: charge.refunded
    })
  })

const creationFailed = (world: World, { currency, item, merchantSerialNumber, processedAt }: Tables.Accepted) =>
  message(world, merchantSerialNumber, item.orderId, "recurring.charge-creation-failed.v1", processedAt, {
    agreementId: item.agreementId,
    chargeId: item.orderId,
    chargeExternalId: item.externalId,
    amount: item.amount,
    currency,
    chargeType: "RECURRING"
  })

export const notify: NonNullable<EmulatedApi["notify"]> = (change, world) => {
  const agreement = Tables.agreements.changeIn(change)
  if (agreement?.row !== undefined)
    return agreementEvents(world, agreement.row, agreement.row.history.slice(agreement.before?.history.length ?? 0))
  const charge = Tables.charges.changeIn(change)
  if (charge?.row !== undefined)
    return chargeEvents(world, charge.row, charge.row.history.slice(charge.before?.history.length ?? 0))
  const accepted = Tables.batch.changeIn(change)?.row
  return accepted?.failure === undefined ? undefined : creationFailed(world, accepted)
}
