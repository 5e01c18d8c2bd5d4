import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"
import { VippsWebhookError } from "../VippsError.js"
import { EPaymentPayload } from "../webhooks/EPaymentEvent.js"
import { DonationAgreementPayload, LoginPingPayload, QrCheckInPayload } from "../webhooks/OtherEvent.js"
import { RecurringAgreementPayload, RecurringChargePayload } from "../webhooks/RecurringEvent.js"
import type { WebhookEvent } from "../webhooks/WebhookEvent.js"
import { issuesOf } from "./issues.js"
import { dropNulls } from "./schema.js"

const unreadable = (what: string): VippsWebhookError =>
  new VippsWebhookError({
    reason: "Payload",
    message: `This request is genuine, but cannot be read: ${what}. Answer 400; Vipps will send it again.`
  })

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** The JSON of a body. What it says is not repeated in the error. */
export const parseBody = (body: Uint8Array): Either.Either<unknown, VippsWebhookError> => {
  try {
    return Either.right(JSON.parse(utf8.decode(body)))
  } catch {
    return Either.left(unreadable("the body is not JSON"))
  }
}

/** Reads JSON as a schema has it. Its errors name fields, never values. */
export const reader = <A>(schema: Schema.Schema<A, unknown>) => {
  const decode = ParseResult.decodeUnknownEither(schema)
  return (json: unknown): Either.Either<A, VippsWebhookError> =>
    Either.mapLeft(decode(json), (issue) =>
      unreadable(
        issuesOf(issue)
          .map(({ path, message }) => (path === "" ? message : `${path}: ${message}`))
          .join("; ")
      )
    )
}

const readEPayment = reader(EPaymentPayload)
const readAgreement = reader(RecurringAgreementPayload)
const readCharge = reader(RecurringChargePayload)
const readQrCheckIn = reader(QrCheckInPayload)
const readLoginPing = reader(LoginPingPayload)
const readDonation = reader(DonationAgreementPayload)

const hasString = (json: unknown, field: string): boolean =>
  Predicate.hasProperty(json, field) && typeof json[field] === "string"

const startsWith = (json: unknown, prefix: string): boolean =>
  Predicate.hasProperty(json, "eventType") && typeof json.eventType === "string" && json.eventType.startsWith(prefix)

/**
 * Which event it is. There is no envelope, and the event's full name is not in the body: the fields tell.
 *
 * A key for deduplication must not name a person and must be told from every other. What has no id of its own is known
 * by the hash of its body.
 */
export const readEvent = (json: unknown, bodyHash: string): Either.Either<WebhookEvent, VippsWebhookError> => {
  if (hasString(json, "name") && hasString(json, "reference")) {
    return Either.map(readEPayment(json), (event): WebhookEvent => {
      const key = [event.msn, event.reference, event.pspReference, event.name].join(":")
      return event.success
        ? { ...event, _tag: "EPayment", success: true, dedupeKey: `EPayment:${key}` }
        : { ...event, _tag: "EPaymentFailed", success: false, dedupeKey: `EPaymentFailed:${key}` }
    })
  }
  if (startsWith(json, "recurring.agreement-")) {
    return Either.map(readAgreement(json), (event): WebhookEvent => {
      const key = [event.agreementId, event.eventType, event.occurred].join(":")
      return { ...event, _tag: "RecurringAgreement", dedupeKey: `RecurringAgreement:${key}` }
    })
  }
  if (startsWith(json, "recurring.charge-")) {
    return Either.map(readCharge(json), (event): WebhookEvent => {
      const key = [event.agreementId, event.chargeId ?? "", event.eventType, event.occurred].join(":")
      return { ...event, _tag: "RecurringCharge", dedupeKey: `RecurringCharge:${key}` }
    })
  }
  if (startsWith(json, "donations.agreement.")) {
    return Either.map(readDonation(json), (event): WebhookEvent => {
      return { ...event, _tag: "DonationAgreement", dedupeKey: `DonationAgreement:${bodyHash}` }
    })
  }
  if (hasString(json, "customerToken")) {
    return Either.map(readQrCheckIn(json), (event): WebhookEvent => {
      return { ...event, _tag: "QrCheckIn", dedupeKey: `QrCheckIn:${bodyHash}` }
    })
  }
  if (hasString(json, "auth_req_id")) {
    return Either.map(readLoginPing(json), (event): WebhookEvent => {
      return { ...event, _tag: "LoginPing", dedupeKey: `LoginPing:${bodyHash}` }
    })
  }
  return Either.right({ _tag: "Unknown", payload: dropNulls(json), dedupeKey: `Unknown:${bodyHash}` })
}
