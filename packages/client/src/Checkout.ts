/**
 * Checkout sessions: contact details, shipping and payment in one page that Vipps serves.
 *
 * Legacy: Vipps takes no new Checkout merchants (it was sold to Kustom in 2026); those who have it keep it. For new work
 * use `EPayment.createPayment`, with `shipping` and a `profile` scope for the address (Express). Once a session is
 * paid, capture, refund and cancel with `EPayment` and the same reference.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Effect from "effect/Effect"
import * as operations from "./checkout/operations.js"
import type { CreateSessionResponse, Session } from "./checkout/Session.js"
import type { CreateSessionRequest, UpdateSessionRequest } from "./checkout/SessionRequest.js"
import { call } from "./internal/operation/call.js"
import type { CallOptions } from "./Operation.js"
import type { VippsConfig } from "./VippsConfig.js"
import type { CreateError, ModifyError, ReadError } from "./VippsError.js"

export { awaitOutcome } from "./checkout/awaitOutcome.js"
export * from "./checkout/Configuration.js"
export * from "./checkout/Delivery.js"
export * from "./checkout/Logistics.js"
export * from "./checkout/LogisticsOption.js"
export * from "./checkout/OrderSummary.js"
export { outcomeOf, SessionOutcome } from "./checkout/Outcome.js"
/**
 * The Checkout operations as plain values.
 *
 * @since 0.1.0
 * @category operations
 */
export * as operations from "./checkout/operations.js"
export * from "./checkout/Session.js"
export {
  CreateSessionRequest,
  type MerchantInfo,
  PaymentSessionRequest,
  type PaymentTransaction,
  type PrefillCustomer,
  SessionReference,
  SubscriptionSessionRequest,
  UpdateSessionRequest
} from "./checkout/SessionRequest.js"
export * from "./checkout/Subscription.js"

/**
 * Opens a session for a payment or, with `type: "SUBSCRIPTION"`, for a subscription. It lives for one hour.
 *
 * Safe to retry with this configuration: an equal call after an unknown outcome retries the request with its key. With
 * another configuration, in another process or after a restart, pass your own key (see `CallOptions`).
 *
 * Fails with `VippsInputError` before anything is sent; `VippsConflictError` (`reason: "ReferenceExists"`) when the
 * reference is already in use; `VippsRequestError` when Vipps rejects the request, with the invalid fields in
 * `extraDetails`. See `VippsError` for errors common to all operations.
 *
 * @example
 * ```ts
 * import { Checkout } from "@effect-vipps/client"
 *
 * const session = Checkout.createSession({
 *   reference: "order-2026-0001",
 *   merchantInfo: {
 *     callbackUrl: "https://example.com/vipps/callback",
 *     returnUrl: "https://example.com/thanks",
 *     callbackAuthorizationToken: "a-long-random-secret"
 *   },
 *   transaction: { amount: { value: 49900, currency: "NOK" }, paymentDescription: "Socks" }
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session/paths/~1checkout~1v3~1session/post
 * @since 0.1.0
 * @category operations
 */
export const createSession: (
  request: CreateSessionRequest,
  options?: CallOptions
) => Effect.Effect<CreateSessionResponse, CreateError, VippsConfig | HttpClient.HttpClient> = call(
  operations.createSession
)

/**
 * Reads a session: its state, and once known the customer, the shipping and the payment.
 *
 * Fails with `VippsNotFoundError` when the session is unknown or has expired (some expired sessions are returned with
 * the state `SessionExpired` instead). See `VippsError` for errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session/paths/~1checkout~1v3~1session~1{reference}/get
 * @since 0.1.0
 * @category operations
 */
export const getSession: (
  reference: string,
  options?: CallOptions
) => Effect.Effect<Session, ReadError, VippsConfig | HttpClient.HttpClient> = call(operations.getSession)

/**
 * Changes the amount, the order or the shipping options of a session the customer has open. Lock it in the browser
 * first, with the front-end SDK's `lock()`.
 *
 * Fails with `VippsNotFoundError` when the session is unknown or has expired. See `VippsError` for errors common to all
 * operations.
 *
 * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session/paths/~1checkout~1v3~1session~1{reference}/patch
 * @since 0.1.0
 * @category operations
 */
export const updateSession: (
  reference: string,
  request: UpdateSessionRequest,
  options?: CallOptions
) => Effect.Effect<void, ModifyError, VippsConfig | HttpClient.HttpClient> = call(operations.updateSession)

/**
 * Expires a session that is not paid yet, so that it cannot be paid any more.
 *
 * Fails with `VippsNotFoundError` when the session is unknown or has expired. See `VippsError` for errors common to all
 * operations.
 *
 * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session/paths/~1checkout~1v3~1session~1{reference}~1expire/post
 * @since 0.1.0
 * @category operations
 */
export const expireSession: (
  reference: string,
  options?: CallOptions
) => Effect.Effect<void, ModifyError, VippsConfig | HttpClient.HttpClient> = call(operations.expireSession)
