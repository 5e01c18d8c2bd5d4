/** How the events of payments are read. */
import * as Either from "effect/Either"
import { type ApiEvents, hasString, keyOf } from "../internal/receive/ApiEvents.js"
import { reading } from "../internal/schema/read.js"
import { type EPaymentEvent, type EPaymentFailedEvent, EPaymentPayload } from "./EPaymentEvent.js"

type Event = EPaymentEvent | EPaymentFailedEvent

const read = reading(EPaymentPayload)

export const events: ApiEvents<Event> = {
  tags: ["EPayment", "EPaymentFailed"],
  read: (json) =>
    hasString(json, "name") && hasString(json, "reference")
      ? Either.map(read(json), (event): Event => {
          const key = [event.msn, event.reference, event.pspReference, event.name]
          return event.success
            ? { ...event, _tag: "EPayment", success: true, dedupeKey: keyOf("EPayment", ...key) }
            : { ...event, _tag: "EPaymentFailed", success: false, dedupeKey: keyOf("EPaymentFailed", ...key) }
        })
      : undefined,
  about: ({ name, reference, timestamp }) => ({ event: name, reference, at: timestamp }),
  wakes: ({ msn, reference }) => [{ merchantSerialNumber: msn, reference }]
}
