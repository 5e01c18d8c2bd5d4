import { defaultMaxBodySize, onceOnly } from "../internal/receive/onceOnly.js"
import type { Receiver } from "../internal/receive/receive.js"
import type { WebhookInbox, WebhookInboxError } from "../WebhookInbox.js"
import { aboutEvent, wokenBy } from "./events.js"
import type { ReceiverOptions, RegistrationReceiverOptions } from "./ReceiverOptions.js"
import { makeVerifier, registrationVerifier } from "./verifier.js"
import type { WebhookEvent } from "./WebhookEvent.js"

export const webhookReceiver = <E, R, E2 = never, R2 = never>(
  name: string,
  options: ReceiverOptions<E, R> | RegistrationReceiverOptions<E, R, E2, R2>
): Receiver<WebhookEvent, E | E2 | WebhookInboxError, R | R2 | WebhookInbox> => ({
  name,
  maxBodySize: options.maxBodySize ?? defaultMaxBodySize,
  timeout: options.timeout ?? "9 seconds",
  check: "registration" in options ? registrationVerifier(name, options) : makeVerifier(name, options),
  about: aboutEvent,
  work: (event, begin) => onceOnly(event.dedupeKey, () => options.handler(event), wokenBy(event), begin)
})
