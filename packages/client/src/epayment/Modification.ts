/** Requests and responses of capture, refund, cancel and approve. */
import * as Schema from "effect/Schema"
import { identifier, request } from "../internal/schema/rules.js"
import { Amount, ReceivedAmount } from "../Money.js"
import { Customer } from "./Customer.js"
import { Aggregate, State } from "./Payment.js"

/**
 * The response to a capture, refund or cancellation.
 *
 * @see https://developer.vippsmobilepay.com/api/epayment/#tag/AdjustPayments
 * @since 0.1.0
 * @category models
 */
export interface ModificationResponse {
  /** The payment's own amount, not what this request moved: read `aggregate`. */
  readonly amount: Amount
  readonly state: State
  readonly aggregate: Aggregate
  /** That of the creation. */
  readonly pspReference: string
  readonly reference: string
}

/**
 * How much to capture or refund, in minor units and the payment's currency.
 *
 * @since 0.1.0
 * @category models
 */
export interface ModificationRequest {
  readonly modificationAmount: Amount
}

/**
 * How far a cancellation goes.
 *
 * @since 0.1.0
 * @category models
 */
export interface CancelPaymentRequest {
  /** True: cancel only if the customer has not approved yet, and leave a reservation alone. */
  readonly cancelTransactionOnly?: boolean | undefined
}

/**
 * Who approves a test payment: the test customer, or the token from the payment's `redirectUrl`. One of the two.
 *
 * @since 0.1.0
 * @category models
 */
export interface ForceApproveRequest {
  readonly customer?: Customer | undefined
  /** The `token` in the query of `redirectUrl`. */
  readonly token?: string | undefined
}

/**
 * The schema of {@link ModificationResponse}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ModificationResponse = Schema.Struct({
  amount: ReceivedAmount,
  state: State,
  aggregate: Aggregate,
  pspReference: identifier,
  reference: identifier
}) satisfies Schema.Schema<ModificationResponse>

/**
 * The schema of {@link ModificationRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ModificationRequest = request(
  Schema.Struct({ modificationAmount: Amount })
) satisfies Schema.Schema<ModificationRequest>

/**
 * The schema of {@link CancelPaymentRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CancelPaymentRequest = request(
  Schema.Struct({ cancelTransactionOnly: Schema.optional(Schema.Boolean) })
) satisfies Schema.Schema<CancelPaymentRequest>

/**
 * The schema of {@link ForceApproveRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ForceApproveRequest: Schema.Schema<ForceApproveRequest> = request(
  Schema.Struct({ customer: Schema.optional(Customer), token: Schema.optional(Schema.NonEmptyString) }).pipe(
    Schema.filter(
      ({ customer, token }) => (customer === undefined) !== (token === undefined) || "give either customer or token"
    )
  )
)
