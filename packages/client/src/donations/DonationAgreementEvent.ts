/** The events of donation agreements. */
import * as Schema from "effect/Schema"
import { event } from "../internal/receive/event.js"
import { detail, type Open, open } from "../internal/schema/rules.js"

/**
 * Something happened to a donation agreement. Undocumented by Vipps, except for the names of these events: what else
 * there is stays on the event.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/donations-api/
 * @since 0.1.0
 * @category models
 */
export interface DonationAgreementPayload {
  readonly eventType: Open<
    | "donations.agreement.started.v1"
    | "donations.agreement.stopped.v1"
    | "donations.agreement.withdrawal-day-changed.v1"
    | "donations.agreement.amount-changed.v1"
  >
  readonly agreementId?: string | undefined
}

/**
 * See {@link DonationAgreementPayload}.
 *
 * @since 0.1.0
 * @category models
 */
export interface DonationAgreementEvent extends DonationAgreementPayload {
  readonly _tag: "DonationAgreement"
  /** The same for every delivery of this event, and for no other event. */
  readonly dedupeKey: string
}

/**
 * The schema of {@link DonationAgreementPayload}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const DonationAgreementPayload = Schema.Struct({
  eventType: open<DonationAgreementPayload["eventType"]>(),
  agreementId: Schema.optional(detail(Schema.String))
}) satisfies Schema.Schema<DonationAgreementPayload>

/**
 * The schema of {@link DonationAgreementEvent}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const DonationAgreementEvent = event(
  "DonationAgreement",
  DonationAgreementPayload.fields
) satisfies Schema.Schema<DonationAgreementEvent>
