/** What a charge is. Times are epoch milliseconds, amounts are integers in minor units. */
import type { AgreementCurrency } from "./Agreement.js"

/**
 * CHARGED can still be refunded; REFUNDED, FAILED and CANCELLED are final.
 *
 * @since 0.1.0
 * @category models
 */
export type ChargeStatus =
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

export const chargeStatuses = [
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
] as const satisfies ReadonlyArray<ChargeStatus>

/**
 * Why an attempt failed. It is final once the charge is FAILED.
 *
 * @since 0.1.0
 * @category models
 */
export type FailureReason =
  | "user_action_required"
  | "charge_amount_too_high"
  | "non_technical_error"
  | "technical_error"

/**
 * Something that happened to a charge. `occurred` is in epoch milliseconds.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChargeEvent {
  readonly occurred: number
  readonly event: "CREATE" | "RESERVE" | "CAPTURE" | "REFUND" | "CANCEL" | "FAIL"
  /** The amount of this event, in minor units. */
  readonly amount: number
  /** Of what happens by itself, one that the emulator makes up. */
  readonly idempotencyKey: string
  readonly success: boolean
  /** Every event has its own. */
  readonly transactionId: string
  /** What moved; absent where no money did. */
  readonly movement?: "AUTHORIZED" | "CAPTURED" | "REFUNDED" | "CANCELLED"
}

/**
 * A charge of an agreement.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/recurring-api
 *
 * @since 0.1.0
 * @category models
 */
export interface Charge {
  readonly id: string
  readonly agreementId: string
  readonly merchantSerialNumber: string
  readonly type: "INITIAL" | "RECURRING" | "UNSCHEDULED"
  readonly transactionType: "DIRECT_CAPTURE" | "RESERVE_CAPTURE"
  readonly processingMode: "MULTIPLE_ATTEMPTS" | "SINGLE_ATTEMPT"
  readonly status: ChargeStatus
  readonly amount: number
  readonly currency: AgreementCurrency
  readonly captured: number
  readonly refunded: number
  readonly cancelled: number
  readonly description: string
  readonly externalId: string | undefined
  readonly externalAgreementId: string | undefined
  /** `YYYY-MM-DD`, in the market's time. */
  readonly due: string
  readonly retryDays: number
  /** At least ten digits; events count on from it. */
  readonly transactionId: string
  readonly createdAt: number
  /** How often the customer's payment source was tried. */
  readonly attempts: number
  readonly failureReason: FailureReason | undefined
  /** When the charge changes by itself; undefined when it does not. */
  readonly nextAt: number | undefined
  readonly lastCaptureAt: number | undefined
  /** Oldest first. */
  readonly history: readonly [ChargeEvent, ...ReadonlyArray<ChargeEvent>]
}

/** What can still be captured or released of a reservation. */
export const remaining = ({ amount, cancelled, captured }: Charge): number => amount - captured - cancelled

/** What can still be refunded. */
export const refundable = ({ captured, refunded }: Charge): number => captured - refunded
