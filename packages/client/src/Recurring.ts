/**
 * Subscriptions, memberships and donations: agreements that a customer approves once, and charges on them.
 *
 * An agreement is drafted, approved by the customer in the app within 10 minutes (`ACTIVE`), and then charged by the
 * merchant, period by period: Vipps keeps no schedule and creates no charges. It ends when the customer or the merchant
 * stops it.
 *
 * Above the operations, {@link chargeForPeriod} bills a period exactly once, {@link reconcileAgreement} finds what is
 * paid, open and unpaid, and {@link stopAgreement} stops without losing what is reserved.
 *
 * Idempotency keys of this API are 1 to 40 letters, digits and hyphens.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/recurring-api/
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Effect from "effect/Effect"
import { call } from "./internal/operation/call.js"
import type { CallOptions } from "./Operation.js"
import type { Agreement, ListAgreementsQuery } from "./recurring/Agreement.js"
import type {
  CaptureChargeRequest,
  Charge,
  ChargePage,
  ListChargesQuery,
  RefundChargeRequest
} from "./recurring/Charge.js"
import type {
  BatchCharge,
  CreateChargeRequest,
  CreateChargeResponse,
  CreateChargesResponse
} from "./recurring/CreateCharge.js"
import type { DraftAgreementRequest, DraftAgreementResponse } from "./recurring/DraftAgreement.js"
import * as operations from "./recurring/operations.js"
import type { AcceptAgreementRequest, UpdateAgreementRequest } from "./recurring/UpdateAgreement.js"
import type { VippsConfig } from "./VippsConfig.js"
import type { CommonError, CreateError, ModifyError, ReadError } from "./VippsError.js"

export type { StepOptions } from "./internal/operation/steps.js"
export * from "./recurring/Agreement.js"
export { AgreementOutcome, agreementOutcomeOf } from "./recurring/AgreementOutcome.js"
export { awaitAgreement } from "./recurring/awaitAgreement.js"
export * from "./recurring/Campaign.js"
export { type Ceiling, ceiling, chargedIn } from "./recurring/Ceiling.js"
export * from "./recurring/Charge.js"
export { type ChargeKey, chargeKey } from "./recurring/ChargeKey.js"
export { ChargeOutcome, outcomeOf } from "./recurring/ChargeOutcome.js"
export * from "./recurring/CreateCharge.js"
export { type ChargeForPeriodRequest, chargeForPeriod, type PeriodCharge } from "./recurring/chargeForPeriod.js"
export {
  captureDeadline,
  dueDateOf,
  earliestDue,
  latestDue,
  nextPeriods,
  type Period,
  type RecurringMarket,
  refundDeadline,
  retryWindowEnd,
  toDueDate
} from "./recurring/Dates.js"
export {
  DraftAgreementRequest,
  DraftAgreementResponse,
  type InitialCharge,
  type TransactionType
} from "./recurring/DraftAgreement.js"
export { AgreementId, ChargeId, OrderId, type RecurringCurrency } from "./recurring/Identifiers.js"
export * from "./recurring/Interval.js"
export { occurredAt } from "./recurring/occurredAt.js"
/**
 * The Recurring operations as plain values. `Recurring.stopAgreement` is `updateAgreement` with care.
 *
 * @since 0.1.0
 * @category operations
 */
export * as operations from "./recurring/operations.js"
export * from "./recurring/Pricing.js"
export { type AgreementReconciliation, type Movable, reconcile, unbilled } from "./recurring/Reconciliation.js"
export { reconcileAgreement } from "./recurring/reconcileAgreement.js"
export {
  captureRemaining,
  type RefundRemainingRequest,
  type RemainingOptions,
  refundRemaining,
  releaseRemaining
} from "./recurring/remaining.js"
export { type StopAgreementRequest, stopAgreement } from "./recurring/stopAgreement.js"
export { type AgreementsQuery, agreements, charges } from "./recurring/streams.js"
export * from "./recurring/UpdateAgreement.js"

/** What most operations need. */
type Needs = VippsConfig | HttpClient.HttpClient

/**
 * Drafts an agreement and returns the `vippsConfirmationUrl` to send the customer to, who approves or rejects it within
 * 10 minutes. Store the `agreementId` first: {@link awaitAgreement} waits for the outcome.
 *
 * Not safe to retry: Vipps may make a second agreement of a repeated draft, so an attempt without a response is not
 * retried. The error has `outcome: "unknown"`: an agreement may exist whose id you do not know. It stays `PENDING` for 10
 * minutes. Nobody can approve it without its URL, except with `skipLandingPage`: then Vipps asks the customer in the app
 * at once, and an approval also takes the initial charge. Before you draft again, look for your `externalId` among the
 * agreements that are `PENDING` or `ACTIVE`.
 *
 * Fails with `VippsInputError` before anything is sent; `VippsConflictError` when the `orderId` of the initial charge is
 * in use (`reason: "ReferenceExists"`); `VippsAuthError` also for `skipLandingPage` without approval;
 * `VippsRequestError` when Vipps rejects the request, with a `code` such as `validation-error`. See `VippsError` for
 * errors common to all operations.
 *
 * @example
 * ```ts
 * import { Recurring } from "@effect-vipps/client"
 *
 * const drafted = Recurring.draftAgreement({
 *   pricing: { type: "LEGACY", amount: 19900, currency: "NOK" },
 *   interval: { unit: "MONTH", count: 1 },
 *   productName: "Membership",
 *   merchantRedirectUrl: "https://example.com/welcome?membership=4711",
 *   merchantAgreementUrl: "https://example.com/memberships/4711",
 *   initialCharge: { amount: 19900, description: "First month", transactionType: "DIRECT_CAPTURE" }
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category agreements
 */
export const draftAgreement: (
  request: DraftAgreementRequest,
  options?: CallOptions
) => Effect.Effect<DraftAgreementResponse, CreateError, Needs> = call(operations.draftAgreement)

/**
 * Reads an agreement.
 *
 * Fails with `VippsNotFoundError` when this sales unit has no such agreement. See `VippsError` for errors common to all
 * operations.
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category agreements
 */
export const getAgreement: (agreementId: string, options?: CallOptions) => Effect.Effect<Agreement, ReadError, Needs> =
  call(operations.getAgreement)

/**
 * Lists one page of agreements with one status: by default the first 500 that are `ACTIVE`. A page with fewer than
 * `pageSize` agreements is the last. {@link agreements} reads all of them.
 *
 * Vipps allows 5 lists a minute. See `VippsError` for errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category listing
 */
export const listAgreements: (
  query?: ListAgreementsQuery,
  options?: CallOptions
) => Effect.Effect<ReadonlyArray<Agreement>, CommonError, Needs> = call(operations.listAgreements)

/**
 * Changes an active agreement: texts, price, interval. The customer need not approve, and Vipps does not notify the
 * customer: that is the merchant's duty. Charges that exist keep their amounts: cancel them and create them again.
 *
 * Safe to repeat: it sets the fields that it names. After an unknown outcome call it again, or read the agreement.
 *
 * Fails with `VippsRequestError` and the code `illegal-agreement-update` when the agreement is not active, or the price
 * is not of its pricing's type. See `VippsError` for errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category agreements
 */
export const updateAgreement: (
  agreementId: string,
  request: UpdateAgreementRequest,
  options?: CallOptions
) => Effect.Effect<void, ModifyError, Needs> = call(operations.updateAgreement)

/**
 * Accepts a pending agreement on behalf of a test user. Only in the test environment: with `environment: "production"`
 * it fails with `VippsInputError` and no request is sent.
 *
 * See `VippsError` for errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category testing
 */
export const acceptAgreement: (
  agreementId: string,
  request: AcceptAgreementRequest,
  options?: CallOptions
) => Effect.Effect<void, ModifyError, Needs> = call(operations.acceptAgreement)

/**
 * Creates a charge on an active agreement. It is carried out on its `due` day, and retried for `retryDays`; an
 * `UNSCHEDULED` one at once. {@link chargeForPeriod} checks first and is safe to retry.
 *
 * Pass an `orderId`: Vipps accepts each once, so that the charge cannot be created twice, not even with another key.
 * {@link chargeKey} derives one.
 *
 * Safe to retry with this configuration: an equal call after an unknown outcome retries the request with its key. With
 * another configuration, in another process or after a restart, pass your own key (see `CallOptions`). Vipps repeats
 * its first response for a key, also a refusal: a corrected request needs a new key.
 *
 * Fails with `VippsConflictError` when the `orderId` is in use (`reason: "ReferenceExists"`); with `VippsRequestError` and
 * a code: `charge-amount-too-high`, `charge-due-too-soon`, `charge-due-in-too-long`, `charge-creation-failed` (the
 * agreement is not active); with `VippsNotFoundError` when this sales unit has no such agreement. See `VippsError` for
 * errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category charges
 */
export const createCharge: (
  agreementId: string,
  request: CreateChargeRequest,
  options?: CallOptions
) => Effect.Effect<CreateChargeResponse, CreateError | ReadError, Needs> = call(operations.createCharge)

/**
 * Creates up to 2000 charges, each of any agreement. The response says which are accepted; one that cannot be created
 * afterwards is reported by the webhook `recurring.charge-creation-failed.v1` only, so read them back.
 *
 * One key covers the whole batch, and each `orderId` its charge: a batch with the same ids cannot bill twice.
 *
 * See `VippsError` for errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category charges
 */
export const createCharges: (
  items: ReadonlyArray<BatchCharge>,
  options?: CallOptions
) => Effect.Effect<CreateChargesResponse, CreateError, Needs> = call(operations.createCharges)

/**
 * Reads a charge. {@link outcomeOf} says what its status and sums mean. Vipps allows 10 reads of a charge a minute.
 *
 * Fails with `VippsNotFoundError` when the agreement has no such charge. See `VippsError` for errors common to all
 * operations.
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category charges
 */
export const getCharge: (
  agreementId: string,
  chargeId: string,
  options?: CallOptions
) => Effect.Effect<Charge, ReadError, Needs> = call(operations.getCharge)

/**
 * Reads a charge of an unknown agreement, for support and investigations. Vipps asks not to automate it: use {@link
 * getCharge}.
 *
 * Fails with `VippsNotFoundError` when this sales unit has no such charge. See `VippsError` for errors common to all
 * operations.
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category charges
 */
export const getChargeById: (chargeId: string, options?: CallOptions) => Effect.Effect<Charge, ReadError, Needs> = call(
  operations.getChargeById
)

/**
 * Lists one page of an agreement's charges, in no particular order. {@link charges} reads all of them. Vipps allows 10
 * lists of an agreement a minute.
 *
 * Fails with `VippsNotFoundError` when this sales unit has no such agreement. See `VippsError` for errors common to all
 * operations.
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category listing
 */
export const listCharges: (
  agreementId: string,
  query?: ListChargesQuery,
  options?: CallOptions
) => Effect.Effect<ChargePage, ReadError, Needs> = call(operations.listCharges)

/**
 * Cancels a charge that is not carried out yet, or releases what is not captured of a reserved one: a charge that is
 * captured in part becomes `CHARGED` with what is captured.
 *
 * Safe to retry with this configuration: an equal call after an unknown outcome retries the request with its key. With
 * another configuration, in another process or after a restart, pass your own key (see `CallOptions`).
 *
 * Fails with `VippsRequestError` and the code `cancel-charge-failed` when there is nothing to cancel. See `VippsError` for
 * errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/api/recurring/
 * @since 0.1.0
 * @category charges
 */
export const cancelCharge: (
  agreementId: string,
  chargeId: string,
  options?: CallOptions
) => Effect.Effect<void, ModifyError, Needs> = call(operations.cancelCharge)

/**
 * Captures reserved money, in full or in part. Capture when the goods are sent, before {@link captureDeadline}.
 * {@link captureRemaining} captures the rest.
 *
 * Safe to retry with this configuration: an equal call after an unknown outcome retries the request with its key. With
 * another configuration, in another process or after a restart, pass your own key (see `CallOptions`). Another partial
 * capture needs a new key.
 *
 * Fails with `VippsRequestError` and the code `charge-capture-failed` when the charge is not reserved, or less is left.
 * See `VippsError` for errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/reserve-and-capture/
 * @since 0.1.0
 * @category settling
 */
export const captureCharge: (
  agreementId: string,
  chargeId: string,
  request: CaptureChargeRequest,
  options?: CallOptions
) => Effect.Effect<void, ModifyError, Needs> = call(operations.captureCharge)

/**
 * Refunds captured money, in full or in part, before {@link refundDeadline}. {@link refundRemaining} refunds the rest. It
 * does not stop the agreement.
 *
 * Safe to retry with this configuration: an equal call after an unknown outcome retries the request with its key. With
 * another configuration, in another process or after a restart, pass your own key (see `CallOptions`). Another partial
 * refund needs a new key.
 *
 * Fails with `VippsRequestError` when the charge is not captured, or less is left. See `VippsError` for errors common to
 * all operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/refunds/
 * @since 0.1.0
 * @category settling
 */
export const refundCharge: (
  agreementId: string,
  chargeId: string,
  request: RefundChargeRequest,
  options?: CallOptions
) => Effect.Effect<void, ModifyError, Needs> = call(operations.refundCharge)
