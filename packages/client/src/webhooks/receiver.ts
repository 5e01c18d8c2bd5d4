import { defaultMaxBodySize, onceOnly } from "../internal/receive/onceOnly.js"
import type { About, Receiver } from "../internal/receive/receive.js"
import type { WebhookInbox, WebhookInboxError } from "../WebhookInbox.js"
import type { ReceiverOptions } from "./ReceiverOptions.js"
import { makeVerifier } from "./verifier.js"
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

export const webhookReceiver = <E, R>(
  name: string,
  options: ReceiverOptions<E, R>
): Receiver<WebhookEvent, E | WebhookInboxError, R | WebhookInbox> => ({
  name,
  maxBodySize: options.maxBodySize ?? defaultMaxBodySize,
  timeout: options.timeout ?? "9 seconds",
  check: makeVerifier(name, options),
  about: aboutEvent,
  work: (event) =>
    onceOnly(
      event.dedupeKey,
      () => options.handler(event),
      event._tag === "EPayment" || event._tag === "EPaymentFailed"
        ? { merchantSerialNumber: event.msn, reference: event.reference }
        : undefined
    )
})
