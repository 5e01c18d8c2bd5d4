/** How a scanned QR code is read. */
import * as Either from "effect/Either"
import { type ApiEvents, hasString, keyOf } from "../internal/receive/ApiEvents.js"
import { reading } from "../internal/schema/read.js"
import { type QrCheckInEvent, QrCheckInPayload } from "./QrCheckInEvent.js"

const read = reading(QrCheckInPayload)

export const events: ApiEvents<QrCheckInEvent> = {
  tags: ["QrCheckIn"],
  read: (json, bodyHash) =>
    hasString(json, "customerToken")
      ? Either.map(read(json), (event) => {
          const msn = event.msn ?? event.merchantSerialNumber
          const key = keyOf("QrCheckIn", bodyHash)
          return { ...event, ...(msn === undefined ? {} : { msn }), _tag: "QrCheckIn", dedupeKey: key }
        })
      : undefined,
  about: ({ initiatedAt }) => ({ event: "QrCheckIn", at: initiatedAt }),
  wakes: () => []
}
