/** How the events of agreements and charges are read. */
import * as Either from "effect/Either"
import { type ApiEvents, isOfType, keyOf } from "../internal/receive/ApiEvents.js"
import { reading } from "../internal/schema/read.js"
import {
  type RecurringAgreementEvent,
  RecurringAgreementPayload,
  type RecurringChargeEvent,
  RecurringChargePayload
} from "./RecurringEvent.js"

type Event = RecurringAgreementEvent | RecurringChargeEvent

const readAgreement = reading(RecurringAgreementPayload)
const readCharge = reading(RecurringChargePayload)

export const events: ApiEvents<Event> = {
  tags: ["RecurringAgreement", "RecurringCharge"],
  read: (json, bodyHash) => {
    if (isOfType(json, "recurring.agreement-")) {
      return Either.map(readAgreement(json), (event) => {
        const key = [event.agreementId, event.eventType, event.occurred]
        return { ...event, _tag: "RecurringAgreement", dedupeKey: keyOf("RecurringAgreement", ...key) }
      })
    }
    if (isOfType(json, "recurring.charge-")) {
      return Either.map(readCharge(json), (event) => {
        // Several captures or refunds of a charge may fall into one second, and so may several charges never created:
        // each of the former has a transaction of its own.
        const { agreementId, chargeId = bodyHash, eventType, occurred, transactionId } = event
        const key = [agreementId, chargeId, eventType, transactionId ?? occurred]
        return { ...event, _tag: "RecurringCharge", dedupeKey: keyOf("RecurringCharge", ...key) }
      })
    }
    return undefined
  },
  about: (event) => ({
    event: event.eventType,
    at: event.occurred,
    reference: event._tag === "RecurringCharge" ? (event.chargeId ?? event.agreementId) : event.agreementId
  }),
  wakes: (event) =>
    event._tag === "RecurringAgreement" ? [{ merchantSerialNumber: event.msn, reference: event.agreementId }] : []
}
