/** All events. */
import * as Schema from "effect/Schema"
import { DonationAgreementEvent } from "../donations/DonationAgreementEvent.js"
import { EPaymentEvent, EPaymentFailedEvent } from "../epayment/EPaymentEvent.js"
import { LoginPingEvent } from "../login/LoginPingEvent.js"
import { QrCheckInEvent } from "../qr/QrCheckInEvent.js"
import { RecurringAgreementEvent, RecurringChargeEvent } from "../recurring/RecurringEvent.js"
import { UnknownEvent } from "./UnknownEvent.js"

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

/**
 * The schema of {@link WebhookEvent}: writes an event to a queue, an outbox or the input of a workflow, and reads it back
 * equal, with fields that this version does not know. An event may hold personal data: `userDetails`, `shippingDetails`.
 *
 * It reads what it wrote. What Vipps sends has no tag: `verify` and `receiver` read that.
 *
 * @example
 * ```ts
 * import { Webhooks } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Json = Schema.parseJson(Webhooks.WebhookEvent)
 *
 * const send = (event: Webhooks.WebhookEvent) => Schema.encode(Json)(event)
 * const receive = (text: string) => Effect.tap(Schema.decode(Json)(text), Webhooks.notify)
 * ```
 *
 * @since 0.1.0
 * @category schemas
 */
export const WebhookEvent = Schema.Union(
  EPaymentEvent,
  EPaymentFailedEvent,
  RecurringAgreementEvent,
  RecurringChargeEvent,
  QrCheckInEvent,
  LoginPingEvent,
  DonationAgreementEvent,
  UnknownEvent
) satisfies Schema.Schema<WebhookEvent>
