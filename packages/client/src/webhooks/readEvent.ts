import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { reader } from "../internal/receive/parseBody.js"
import type { Issue } from "../internal/schema/parseIssues.js"
import { reading } from "../internal/schema/read.js"
import type { VippsWebhookError } from "../VippsError.js"
import { EPaymentPayload } from "./EPaymentEvent.js"
import { DonationAgreementPayload, LoginPingPayload, QrCheckInPayload } from "./OtherEvent.js"
import { RecurringAgreementPayload, RecurringChargePayload } from "./RecurringEvent.js"
import type { WebhookEvent } from "./WebhookEvent.js"

const readEPayment = reading(EPaymentPayload)
const readAgreement = reading(RecurringAgreementPayload)
const readCharge = reading(RecurringChargePayload)
const readQrCheckIn = reading(QrCheckInPayload)
const readLoginPing = reading(LoginPingPayload)
const readDonation = reading(DonationAgreementPayload)
const readUnknown = reader(Schema.Unknown)

const hasString = (json: unknown, field: string): boolean =>
  Predicate.hasProperty(json, field) && typeof json[field] === "string"

const startsWith = (json: unknown, prefix: string): boolean =>
  Predicate.hasProperty(json, "eventType") && typeof json.eventType === "string" && json.eventType.startsWith(prefix)

/** Joins what identifies an event. Only the last part may hold a colon as it is, so that no two lists make one key. */
const keyOf = (tag: string, ...parts: ReadonlyArray<string>): string =>
  [tag, ...parts.slice(0, -1).map((part) => part.replace(/[%:]/g, encodeURIComponent)), ...parts.slice(-1)].join(":")

type Known = Either.Either<WebhookEvent, ReadonlyArray<Issue>>

/**
 * Which event it is. No envelope names it: the fields do.
 *
 * A key for deduplication names no person, is the same for each delivery of an event, and differs from that of every
 * other event. What has no id of its own is identified by the hash of its body.
 */
const known = (json: unknown, bodyHash: string): Known | undefined => {
  if (hasString(json, "name") && hasString(json, "reference")) {
    return Either.map(readEPayment(json), (event): WebhookEvent => {
      const key = [event.msn, event.reference, event.pspReference, event.name]
      return event.success
        ? { ...event, _tag: "EPayment", success: true, dedupeKey: keyOf("EPayment", ...key) }
        : { ...event, _tag: "EPaymentFailed", success: false, dedupeKey: keyOf("EPaymentFailed", ...key) }
    })
  }
  if (startsWith(json, "recurring.agreement-")) {
    return Either.map(readAgreement(json), (event): WebhookEvent => {
      const key = [event.agreementId, event.eventType, event.occurred]
      return { ...event, _tag: "RecurringAgreement", dedupeKey: keyOf("RecurringAgreement", ...key) }
    })
  }
  if (startsWith(json, "recurring.charge-")) {
    return Either.map(readCharge(json), (event): WebhookEvent => {
      // Several captures or refunds of a charge may fall into one second, and so may several charges never created.
      const { agreementId, chargeId = bodyHash, eventType, occurred, transactionId = "" } = event
      const key = [agreementId, chargeId, eventType, transactionId, occurred]
      return { ...event, _tag: "RecurringCharge", dedupeKey: keyOf("RecurringCharge", ...key) }
    })
  }
  if (startsWith(json, "donations.agreement.")) {
    return Either.map(readDonation(json), (event): WebhookEvent => {
      return { ...event, _tag: "DonationAgreement", dedupeKey: keyOf("DonationAgreement", bodyHash) }
    })
  }
  if (hasString(json, "customerToken")) {
    return Either.map(readQrCheckIn(json), (event): WebhookEvent => {
      const msn = event.msn ?? event.merchantSerialNumber
      const key = keyOf("QrCheckIn", bodyHash)
      return { ...event, ...(msn === undefined ? {} : { msn }), _tag: "QrCheckIn", dedupeKey: key }
    })
  }
  if (hasString(json, "auth_req_id")) {
    return Either.map(readLoginPing(json), (event): WebhookEvent => {
      return { ...event, _tag: "LoginPing", dedupeKey: keyOf("LoginPing", bodyHash) }
    })
  }
  return undefined
}

/**
 * The event a genuine body is. One that cannot be read as the event it seems to be is delivered as `Unknown`: refused,
 * it would hold back what Vipps has to say about the same payment afterwards.
 */
export const readEvent = (json: unknown, bodyHash: string): Either.Either<WebhookEvent, VippsWebhookError> => {
  const event = known(json, bodyHash)
  if (event !== undefined && Either.isRight(event)) return Either.right(event.right)
  return Either.map(readUnknown(json), (payload) => ({
    _tag: "Unknown",
    payload,
    ...(event === undefined ? {} : { issues: event.left }),
    dedupeKey: keyOf("Unknown", bodyHash)
  }))
}
