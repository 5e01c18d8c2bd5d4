import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { VippsWebhookError } from "../VippsError.js"
import { EPaymentPayload } from "../webhooks/EPaymentEvent.js"
import { DonationAgreementPayload, LoginPingPayload, QrCheckInPayload } from "../webhooks/OtherEvent.js"
import { RecurringAgreementPayload, RecurringChargePayload } from "../webhooks/RecurringEvent.js"
import type { WebhookEvent } from "../webhooks/WebhookEvent.js"
import { type Issue, issueText } from "./issues.js"
import { reading } from "./read.js"

const unreadable = (what: string): VippsWebhookError =>
  new VippsWebhookError({
    reason: "Payload",
    message: `The request is authentic, but its body cannot be read: ${what}. Respond with 400; Vipps redelivers it.`
  })

/** The signature covers the bytes. One of another encoding, in a name or an address, is no reason to refuse an event. */
const utf8 = new TextDecoder()

/** The JSON of a body. What it says is not repeated in the error. */
export const parseBody = (body: Uint8Array): Either.Either<unknown, VippsWebhookError> => {
  try {
    return Either.right(JSON.parse(utf8.decode(body)))
  } catch {
    return Either.left(unreadable("the body is not JSON"))
  }
}

/** Reads JSON as a schema describes it. Its errors name fields, never values. */
export const reader = <A, I>(schema: Schema.Schema<A, I>) => {
  const read = reading(schema)
  return (json: unknown): Either.Either<A, VippsWebhookError> =>
    Either.mapLeft(read(json), (issues) => unreadable(issueText(issues)))
}

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
