/** The events of an agreement and its charges. */
import * as Schema from "effect/Schema"
import { event } from "../internal/receive/event.js"
import { detail, minorUnits, type Open, open } from "../internal/schema/rules.js"
import type { Currency } from "../Money.js"

/**
 * The fields of every event of an agreement.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/recurring-api/
 * @since 0.1.0
 * @category models
 */
export interface RecurringAgreementPayload {
  readonly eventType: Open<
    | "recurring.agreement-activated.v1"
    | "recurring.agreement-rejected.v1"
    | "recurring.agreement-stopped.v1"
    | "recurring.agreement-expired.v1"
  >
  readonly agreementId: string
  /** When it happened, RFC 3339. */
  readonly occurred: string
  /** The sales unit's merchant serial number. */
  readonly msn?: string | undefined
  readonly agreementUUID?: string | undefined
  /** The merchant's own id of the agreement. */
  readonly agreementExternalId?: string | undefined
  /**
   * Who did it. `agreement-stopped` by the `MERCHANT` echoes your own stop; one by the `USER` happened in the app, and one
   * by the `ADMIN` at Vipps, for example because the customer's profile was deleted.
   */
  readonly actor?: Open<"MERCHANT" | "USER" | "ADMIN"> | undefined
}

/**
 * The fields of every event of a charge. Read the charge before you act on an event: events of a charge and of its
 * agreement come in any order. Amounts are in minor units of `currency`; the three at the end are running
 * totals.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/recurring-api/
 * @since 0.1.0
 * @category models
 */
export interface RecurringChargePayload {
  readonly eventType: Open<
    | "recurring.charge-reserved.v1"
    | "recurring.charge-captured.v1"
    | "recurring.charge-canceled.v1"
    | "recurring.charge-refunded.v1"
    | "recurring.charge-failed.v1"
    | "recurring.charge-creation-failed.v1"
  >
  readonly agreementId: string
  /** Absent, perhaps, when the charge could not be created. */
  readonly chargeId?: string | undefined
  /** When it happened, RFC 3339. */
  readonly occurred: string
  /** The sales unit's merchant serial number. */
  readonly msn?: string | undefined
  /** The merchant's own id of the charge. */
  readonly chargeExternalId?: string | undefined
  readonly transactionId?: string | undefined
  readonly chargeType?: Open<"INITIAL" | "RECURRING" | "UNSCHEDULED"> | undefined
  readonly currency?: Currency | undefined
  readonly amount?: number | undefined
  readonly amountCaptured?: number | undefined
  readonly amountCanceled?: number | undefined
  readonly amountRefunded?: number | undefined
  readonly failureCode?: string | undefined
  readonly failureReason?:
    | Open<"user_action_required" | "charge_amount_too_high" | "non_technical_error" | "technical_error">
    | undefined
  /** @deprecated By Vipps: use `failureReason`. */
  readonly failureText?: string | undefined
}

/**
 * Something happened to an agreement.
 *
 * @since 0.1.0
 * @category models
 */
export interface RecurringAgreementEvent extends RecurringAgreementPayload {
  readonly _tag: "RecurringAgreement"
  /** The same for every delivery of this event, and for no other event. */
  readonly dedupeKey: string
}

/**
 * Something happened to a charge.
 *
 * @since 0.1.0
 * @category models
 */
export interface RecurringChargeEvent extends RecurringChargePayload {
  readonly _tag: "RecurringCharge"
  /** The same for every delivery of this event, and for no other event. */
  readonly dedupeKey: string
}

/**
 * The schema of {@link RecurringAgreementPayload}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RecurringAgreementPayload = Schema.Struct({
  eventType: open<RecurringAgreementPayload["eventType"]>(),
  agreementId: Schema.String,
  occurred: Schema.String,
  msn: Schema.optional(detail(Schema.String)),
  agreementUUID: Schema.optional(detail(Schema.String)),
  agreementExternalId: Schema.optional(detail(Schema.String)),
  actor: Schema.optional(detail(open("MERCHANT", "USER", "ADMIN")))
}) satisfies Schema.Schema<RecurringAgreementPayload>

/**
 * The schema of {@link RecurringChargePayload}. Undocumented by Vipps: which fields are always present. Only the fields
 * that identify the event are required.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RecurringChargePayload = Schema.Struct({
  eventType: open<RecurringChargePayload["eventType"]>(),
  agreementId: Schema.String,
  chargeId: Schema.optional(detail(Schema.String)),
  occurred: Schema.String,
  msn: Schema.optional(detail(Schema.String)),
  chargeExternalId: Schema.optional(detail(Schema.String)),
  transactionId: Schema.optional(detail(Schema.String)),
  chargeType: Schema.optional(detail(open("INITIAL", "RECURRING", "UNSCHEDULED"))),
  currency: Schema.optional(Schema.String as unknown as Schema.Schema<Currency>),
  amount: Schema.optional(minorUnits),
  amountCaptured: Schema.optional(minorUnits),
  amountCanceled: Schema.optional(minorUnits),
  amountRefunded: Schema.optional(minorUnits),
  failureCode: Schema.optional(detail(Schema.String)),
  failureReason: Schema.optional(
    detail(open("user_action_required", "charge_amount_too_high", "non_technical_error", "technical_error"))
  ),
  failureText: Schema.optional(detail(Schema.String))
}) satisfies Schema.Schema<RecurringChargePayload>

/**
 * The schema of {@link RecurringAgreementEvent}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RecurringAgreementEvent = event(
  "RecurringAgreement",
  RecurringAgreementPayload.fields
) satisfies Schema.Schema<RecurringAgreementEvent>

/**
 * The schema of {@link RecurringChargeEvent}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RecurringChargeEvent = event(
  "RecurringCharge",
  RecurringChargePayload.fields
) satisfies Schema.Schema<RecurringChargeEvent>
