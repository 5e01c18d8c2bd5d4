/** How the events of donation agreements are read. */
import * as Either from "effect/Either"
import { type ApiEvents, isOfType, keyOf } from "../internal/receive/ApiEvents.js"
import { reading } from "../internal/schema/read.js"
import { type DonationAgreementEvent, DonationAgreementPayload } from "./DonationAgreementEvent.js"

const read = reading(DonationAgreementPayload)

export const events: ApiEvents<DonationAgreementEvent> = {
  tags: ["DonationAgreement"],
  read: (json, bodyHash) =>
    isOfType(json, "donations.agreement.")
      ? Either.map(read(json), (event) => ({
          ...event,
          _tag: "DonationAgreement",
          dedupeKey: keyOf("DonationAgreement", bodyHash)
        }))
      : undefined,
  about: ({ agreementId, eventType }) => ({ event: eventType, reference: agreementId }),
  wakes: () => []
}
