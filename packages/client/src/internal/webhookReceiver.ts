import * as Effect from "effect/Effect"
import { WebhookInbox, type WebhookInboxError } from "../WebhookInbox.js"
import type { ReceiverOptions } from "../webhooks/ReceiverOptions.js"
import type { WebhookEvent } from "../webhooks/WebhookEvent.js"
import type { About, Receiver, Reply } from "./receive.js"
import { signal } from "./signals.js"
import { makeVerifier } from "./verifier.js"

/** More than any event has, by far. */
export const defaultMaxBodySize = 1024 * 1024

const done: Reply = { status: 200 }

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

/** Does the work once, and wakes what waits for its subject: also after a duplicate, which may be news to this process. */
export const onceOnly = <E, R>(
  key: string,
  work: () => Effect.Effect<unknown, E, R>,
  subject: Parameters<typeof signal>[0] | undefined
): Effect.Effect<Reply, E | WebhookInboxError, R | WebhookInbox> =>
  Effect.flatMap(WebhookInbox, (inbox) => inbox.once(key, Effect.suspend(work))).pipe(
    Effect.tap(() => Effect.sync(() => subject && signal(subject))),
    Effect.as(done)
  )

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
