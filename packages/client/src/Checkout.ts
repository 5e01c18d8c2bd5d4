/**
 * Checkout sessions: contact details, shipping and payment in one page that Vipps serves.
 *
 * Vipps takes no new Checkout merchants (it was sold to Kustom in 2026); those who have it keep it. Once a session is
 * paid, capture, refund and cancel with `EPayment` and the same reference.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { type SessionOutcome, sessionOutcomeOf } from "./checkout/Outcome.js"
import { CreateSessionResponse, Session } from "./checkout/Session.js"
import { CreateSessionRequest, UpdateSessionRequest } from "./checkout/SessionRequest.js"
import { Reference } from "./epayment/CreatePayment.js"
import { send } from "./internal/operation/send.js"
import { spanned } from "./internal/operation/span.js"
import { poller } from "./internal/outcome/poll.js"
import { discrepancies } from "./internal/schema/orderLines.js"
import type { AwaitOptions, CallOptions, Operation } from "./Operation.js"
import type { VippsConfig } from "./VippsConfig.js"
import type { VippsError } from "./VippsError.js"

export * from "./checkout/Configuration.js"
export * from "./checkout/Delivery.js"
export * from "./checkout/Logistics.js"
export * from "./checkout/LogisticsOption.js"
export * from "./checkout/OrderSummary.js"
export type { SessionOutcome } from "./checkout/Outcome.js"
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

// A session made elsewhere may have a longer reference than those this client makes: ePayment takes 64 characters.
const session = { path: "/checkout/v3/session/{reference}", auth: "ClientSecret", reference: Reference } as const

/** Order lines that do not add up. Shipping that the session asks for is not in the amount yet. */
const warningsOf = ({ transaction }: UpdateSessionRequest): ReadonlyArray<string> => {
  const summary = transaction?.orderSummary
  return transaction === undefined || summary === undefined
    ? []
    : discrepancies("transaction.orderSummary", transaction.amount, summary.orderLines, summary.orderBottomLine, true)
}

/**
 * The Checkout operations as plain values.
 *
 * @since 0.1.0
 * @category operations
 */
export const operations = {
  createSession: {
    name: "Checkout.createSession",
    method: "POST",
    path: "/checkout/v3/session",
    auth: "ClientSecret",
    kind: "Change",
    request: CreateSessionRequest,
    warnings: warningsOf,
    // Vipps requires `type`, and the official SDK's users leave it out: a session without one is for a payment.
    defaults: { type: "PAYMENT" },
    response: CreateSessionResponse
  } satisfies Operation<CreateSessionRequest, CreateSessionResponse>,
  getSession: {
    ...session,
    name: "Checkout.getSession",
    method: "GET",
    kind: "Read",
    response: Session
  } satisfies Operation<never, Session>,
  updateSession: {
    ...session,
    name: "Checkout.updateSession",
    method: "PATCH",
    kind: "Change",
    request: UpdateSessionRequest,
    warnings: warningsOf
  } satisfies Operation<UpdateSessionRequest, void>,
  expireSession: {
    ...session,
    name: "Checkout.expireSession",
    method: "POST",
    kind: "Change",
    path: `${session.path}/expire`
  } satisfies Operation<never, void>
}

const sendCreate = send<CreateSessionRequest, CreateSessionResponse>(operations.createSession)
const sendGet = send<never, Session>(operations.getSession)
const sendUpdate = send<UpdateSessionRequest, void>(operations.updateSession)
const sendExpire = send<never, void>(operations.expireSession)
/** Reads of a session for as long as it lives: one hour, and 30 seconds of grace. */
const readings = poller<Session>(operations.getSession, "3630 seconds")

/**
 * Opens a session for a payment or, with `type: "SUBSCRIPTION"`, for a subscription. It lives for one hour.
 *
 * Safe to retry in this process: running the effect again, and an equal call after an unknown outcome, retry the
 * request with its key. From another process, or after a restart, pass your own key (see `CallOptions`).
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
) => Effect.Effect<CreateSessionResponse, VippsError, VippsConfig | HttpClient.HttpClient> = spanned(
  "Vipps.Checkout.createSession"
)((request, options) => sendCreate({ request, options }))

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
) => Effect.Effect<Session, VippsError, VippsConfig | HttpClient.HttpClient> = spanned("Vipps.Checkout.getSession")(
  (reference, options) => sendGet({ reference, options })
)

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
) => Effect.Effect<void, VippsError, VippsConfig | HttpClient.HttpClient> = spanned("Vipps.Checkout.updateSession")(
  (reference, request, options) => sendUpdate({ reference, request, options })
)

/**
 * Ends a session that is not paid yet, so that nobody can pay it any more.
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
) => Effect.Effect<void, VippsError, VippsConfig | HttpClient.HttpClient> = spanned("Vipps.Checkout.expireSession")(
  (reference, options) => sendExpire({ reference, options })
)

/**
 * Waits for the outcome of a session. Reads it after 5 seconds, then every 2 seconds, and at once when something about
 * its reference is received in this process; never more than 120 times a minute. All that wait for one session with one
 * configuration share its reads.
 *
 * Ends with one of four outcomes. `Pending` means that the window is over (defaults to one hour and 30 seconds) and the
 * session is still open. Vipps forgets an expired session: one that was found before and no longer exists is reported
 * as `SessionExpired`. After `PaymentSuccessful`, compare what is reserved with the order: `EPayment.getPayment`
 * returns it, except for a bank transfer, which ePayment does not know.
 *
 * A read that fails temporarily (no response, 5xx, 429, busy) is retried with growing delays, or as `Retry-After` says;
 * only at the end of the window does the wait fail with that error. Other errors end it at once: `VippsInputError`,
 * `VippsAuthError`, and `VippsNotFoundError` when the session is unknown, or had expired before the wait began.
 *
 * @example
 * ```ts
 * import { Checkout } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const isPaid = Effect.map(
 *   Checkout.awaitOutcome("order-2026-0001"),
 *   (outcome) => outcome._tag === "PaymentSuccessful"
 * )
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/polling-guidelines/
 * @since 0.1.0
 * @category waiting
 */
export const awaitOutcome: (
  reference: string,
  options?: AwaitOptions
) => Effect.Effect<SessionOutcome, VippsError, VippsConfig | HttpClient.HttpClient> = Effect.fn(
  "Vipps.Checkout.awaitOutcome"
)(function* (reference, options) {
  const next = yield* readings("Checkout.awaitOutcome", reference, options)
  let known: Session | undefined
  while (true) {
    const reading = yield* Effect.either(next)
    if (Either.isLeft(reading)) {
      if (reading.left._tag !== "VippsNotFoundError" || known === undefined) return yield* reading.left
      return { _tag: "SessionExpired", session: known } as const
    }
    const { last, value } = reading.right
    const outcome = sessionOutcomeOf(value)
    if (last || outcome._tag !== "Pending") return outcome
    known = value
  }
}, Effect.scoped)
