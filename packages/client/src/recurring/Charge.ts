/** What Recurring returns for a charge, and what changes one. */
import * as Schema from "effect/Schema"
import { detail, identifier, known, minorUnits, type Open, open, request, timestamp } from "../internal/schema/rules.js"
import { amount, Description, type RecurringCurrency } from "./Identifiers.js"

/**
 * The status of a charge. `PENDING` and `DUE` wait for their day; `PROCESSING` is under way; `RESERVED` and
 * `PARTIALLY_CAPTURED` have money to capture or release; `FAILED`, `CANCELLED` and `REFUNDED` are final. A value unknown
 * to this version passes through. `Recurring.outcomeOf` says what it means.
 *
 * @since 0.1.0
 * @category models
 */
export type ChargeStatus = Open<KnownChargeStatus>

/**
 * The statuses that this version knows.
 *
 * @since 0.1.0
 * @category models
 */
export type KnownChargeStatus = (typeof statuses)[number]

/**
 * Why a charge failed: the customer must act (money, card), the amount is above the customer's maximum, or something
 * else. Before `FAILED` it is for information only: Vipps retries.
 *
 * @since 0.1.0
 * @category models
 */
export type FailureReason = Open<
  "user_action_required" | "charge_amount_too_high" | "non_technical_error" | "technical_error"
>

/**
 * What has happened to a charge's money so far, in minor units. Left to capture: amount - captured - cancelled. Left to
 * refund: captured - refunded.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChargeSummary {
  readonly captured: number
  readonly refunded: number
  /** Released. */
  readonly cancelled: number
}

/**
 * One thing that was tried with a charge.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChargeHistoryEvent {
  /** RFC 3339. */
  readonly occurred: string
  readonly event: Open<"CREATE" | "RESERVE" | "CAPTURE" | "REFUND" | "CANCEL" | "FAIL">
  /** Minor units. */
  readonly amount: number
  /** False: it was tried and moved no money. */
  readonly success: boolean
  /** Of the request; Vipps makes up keys for its own doings. */
  readonly idempotencyKey?: string | undefined
  readonly transactionId?: string | undefined
  readonly externalId?: string | undefined
}

/**
 * A charge. Vipps documents more fields as required; only `id`, `status` and `amount` are relied on. Where there are sums and
 * a history, they must be readable, because they are about money.
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category models
 */
export interface Charge {
  /** The `orderId` it was created with, or one that Vipps made. */
  readonly id: string
  readonly status: ChargeStatus
  /** Minor units of `currency`. */
  readonly amount: number
  readonly currency?: Open<RecurringCurrency> | undefined
  readonly agreementId?: string | undefined
  /** When it is due: a time, or a date. `Recurring.dueDateOf` reads the day in the market's own time. */
  readonly due?: string | undefined
  readonly retryDays?: number | undefined
  readonly type?: Open<"INITIAL" | "RECURRING" | "UNSCHEDULED"> | undefined
  readonly transactionType?: Open<"DIRECT_CAPTURE" | "RESERVE_CAPTURE"> | undefined
  readonly processingMode?: Open<"MULTIPLE_ATTEMPTS" | "SINGLE_ATTEMPT"> | undefined
  readonly description?: string | undefined
  /** Your own id of the charge. */
  readonly externalId?: string | undefined
  /** Your own id of the agreement. */
  readonly externalAgreementId?: string | undefined
  /** Of the latest transaction; absent before there is one. */
  readonly transactionId?: string | undefined
  readonly failureReason?: FailureReason | undefined
  readonly failureDescription?: string | undefined
  readonly summary?: ChargeSummary | undefined
  readonly history?: ReadonlyArray<ChargeHistoryEvent> | undefined
}

/**
 * Which charges of an agreement `Recurring.listCharges` returns. `Recurring.charges` reads all of them.
 *
 * @since 0.1.0
 * @category models
 */
export interface ListChargesQuery {
  /** Omit for all statuses. */
  readonly status?:
    | "PENDING"
    | "DUE"
    | "PROCESSING"
    | "RESERVED"
    | "PARTIALLY_CAPTURED"
    | "CHARGED"
    | "PARTIALLY_REFUNDED"
    | "REFUNDED"
    | "FAILED"
    | "CANCELLED"
    | undefined
  /** Of the page before; valid for some minutes. Omit for the first page. */
  readonly continuationToken?: string | undefined
}

/**
 * A page of an agreement's charges. Their order is not documented, and has changed.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChargePage {
  readonly charges: ReadonlyArray<Charge>
  /** What reads the next page; absent after the last. */
  readonly continuationToken?: string | undefined
}

/**
 * How much to capture of a reserved charge.
 *
 * @since 0.1.0
 * @category models
 */
export interface CaptureChargeRequest {
  /** Minor units: all that is left, or a part. `Recurring.captureRemaining` captures the rest. */
  readonly amount: number
  /**
   * 1 to 100 characters.
   *
   * @deprecated By Vipps.
   */
  readonly description?: string | undefined
}

/**
 * How much to refund of what is captured.
 *
 * @since 0.1.0
 * @category models
 */
export interface RefundChargeRequest {
  /** Minor units: all that is left, or a part. `Recurring.refundRemaining` refunds the rest. */
  readonly amount: number
  /** Why, 1 to 100 characters. */
  readonly description: string
}

const statuses = [
  "PENDING",
  "DUE",
  "PROCESSING",
  "RESERVED",
  "PARTIALLY_CAPTURED",
  "CHARGED",
  "PARTIALLY_REFUNDED",
  "REFUNDED",
  "FAILED",
  "CANCELLED"
] as const

/**
 * Narrows a status to those that this version knows, so that a `switch` over them can be exhaustive.
 *
 * @since 0.1.0
 * @category guards
 */
export const isKnownChargeStatus: (status: ChargeStatus) => status is KnownChargeStatus = known(...statuses)

const ChargeHistoryEvent = Schema.Struct({
  occurred: timestamp,
  event: open("CREATE", "RESERVE", "CAPTURE", "REFUND", "CANCEL", "FAIL"),
  amount: minorUnits,
  success: Schema.Boolean,
  idempotencyKey: Schema.optional(detail(Schema.String)),
  transactionId: Schema.optional(detail(Schema.String)),
  externalId: Schema.optional(detail(Schema.String))
}) satisfies Schema.Schema<ChargeHistoryEvent>

/**
 * The schema of {@link Charge}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Charge = Schema.Struct({
  id: identifier,
  status: open(...statuses),
  amount: minorUnits,
  currency: Schema.optional(open("NOK", "DKK", "EUR")),
  agreementId: Schema.optional(identifier),
  due: Schema.optional(timestamp),
  retryDays: Schema.optional(detail(minorUnits)),
  type: Schema.optional(open("INITIAL", "RECURRING", "UNSCHEDULED")),
  transactionType: Schema.optional(open("DIRECT_CAPTURE", "RESERVE_CAPTURE")),
  processingMode: Schema.optional(detail(open("MULTIPLE_ATTEMPTS", "SINGLE_ATTEMPT"))),
  description: Schema.optional(detail(Schema.String)),
  externalId: Schema.optional(detail(Schema.String)),
  externalAgreementId: Schema.optional(detail(Schema.String)),
  transactionId: Schema.optional(detail(Schema.String)),
  failureReason: Schema.optional(
    detail(open("user_action_required", "charge_amount_too_high", "non_technical_error", "technical_error"))
  ),
  failureDescription: Schema.optional(detail(Schema.String)),
  summary: Schema.optional(Schema.Struct({ captured: minorUnits, refunded: minorUnits, cancelled: minorUnits })),
  history: Schema.optional(Schema.Array(ChargeHistoryEvent))
}) satisfies Schema.Schema<Charge>

/**
 * The schema of {@link ListChargesQuery}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ListChargesQuery = Schema.Struct({
  status: Schema.optional(Schema.Literal(...statuses)),
  continuationToken: Schema.optional(
    Schema.String.pipe(
      Schema.pattern(/^[\x21-\x7e]{1,1000}$/, { description: "the continuationToken of the page before" })
    )
  )
}) satisfies Schema.Schema<ListChargesQuery>

/**
 * The schema of {@link CaptureChargeRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CaptureChargeRequest = request(
  Schema.Struct({ amount: amount(1), description: Schema.optional(Description) })
) satisfies Schema.Schema<CaptureChargeRequest>

/**
 * The schema of {@link RefundChargeRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RefundChargeRequest = request(
  Schema.Struct({ amount: amount(1), description: Description })
) satisfies Schema.Schema<RefundChargeRequest>
