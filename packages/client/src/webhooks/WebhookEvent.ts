/** All events. */
import type { DonationAgreementEvent } from "../donations/DonationAgreementEvent.js"
import type { EPaymentEvent, EPaymentFailedEvent } from "../epayment/EPaymentEvent.js"
import type { LoginPingEvent } from "../login/LoginPingEvent.js"
import type { QrCheckInEvent } from "../qr/QrCheckInEvent.js"
import type { RecurringAgreementEvent, RecurringChargeEvent } from "../recurring/RecurringEvent.js"
import type { UnknownEvent } from "./UnknownEvent.js"

/**
 * An authentic event, distinguished by `_tag`.
 *
 * A payment's events have two tags: Vipps also reports operations that failed, under the same `name` and with
 * `success: false`. Their own tag distinguishes them from a capture.
 *
 * Each has a `dedupeKey`: Vipps delivers an event at least once, and twice when two registrations overlap.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/events/
 * @since 0.1.0
 * @category models
 */
export type WebhookEvent =
  | EPaymentEvent
  | EPaymentFailedEvent
  | RecurringAgreementEvent
  | RecurringChargeEvent
  | QrCheckInEvent
  | LoginPingEvent
  | DonationAgreementEvent
  | UnknownEvent
