import type { Subject } from "../internal/outcome/signals.js"
import type { WebhookEvent } from "./WebhookEvent.js"

/** Whose waiters an event wakes. */
export const subjectOf = (event: WebhookEvent): Subject | undefined =>
  event._tag === "EPayment" || event._tag === "EPaymentFailed"
    ? { merchantSerialNumber: event.msn, reference: event.reference }
    : undefined
