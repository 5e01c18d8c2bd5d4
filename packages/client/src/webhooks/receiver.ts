import { defaultMaxBodySize, onceOnly } from "../internal/receive/onceOnly.js"
import type { About, Receiver } from "../internal/receive/receive.js"
import type { WebhookInbox, WebhookInboxError } from "../WebhookInbox.js"
import type { ReceiverOptions, RegistrationReceiverOptions } from "./ReceiverOptions.js"
import { subjectOf } from "./subject.js"
import { makeVerifier, registrationVerifier } from "./verifier.js"
import type { WebhookEvent } from "./WebhookEvent.js"

/** Every event has a name and a subject of its own. */
const aboutEvent = (event: WebhookEvent): About => {
  switch (event._tag) {
    case "EPayment":
    case "EPaymentFailed":
      return { event: event.name, reference: event.reference }
    case "RecurringAgreement":
      return { event: event.eventType, reference: event.agreementId }
    case "RecurringCharge":
      return { event: event.eventType, reference: event.chargeId ?? event.agreementId }
    case "DonationAgreement":
      return { event: event.eventType, reference: event.agreementId }
    default:
      return { event: event._tag }
  }
}

export const webhookReceiver = <E, R, E2 = never, R2 = never>(
  name: string,
  options: ReceiverOptions<E, R> | RegistrationReceiverOptions<E, R, E2, R2>
): Receiver<WebhookEvent, E | E2 | WebhookInboxError, R | R2 | WebhookInbox> => ({
  name,
  maxBodySize: options.maxBodySize ?? defaultMaxBodySize,
  timeout: options.timeout ?? "9 seconds",
  check: "registration" in options ? registrationVerifier(name, options) : makeVerifier(name, options),
  about: aboutEvent,
  work: (event) => onceOnly(event.dedupeKey, () => options.handler(event), subjectOf(event))
})
