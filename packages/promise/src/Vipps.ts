import * as CheckoutOperations from "@effect-vipps/client/Checkout"
import * as EPaymentOperations from "@effect-vipps/client/EPayment"
import { send } from "@effect-vipps/client/VippsRequest"
import * as WebhooksOperations from "@effect-vipps/client/Webhooks"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Checkout from "./Checkout.js"
import type * as EPayment from "./EPayment.js"
import { callSite } from "./internal/failure.js"
import { Runner } from "./internal/run.js"
import type { AwaitOptions, CallOptions, VippsOptions, VippsRequest } from "./options.js"
import type * as Webhooks from "./Webhooks.js"

/** Payments online and in person. @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/ */
export interface EPaymentApi {
  /**
   * Creates a payment; send the customer to its `redirectUrl`. No money moves until they approve.
   *
   * Safe to retry with the same client: an equal call after an unknown outcome retries the request with its key. See
   * `idempotencyKey` of `CallOptions`.
   */
  createPayment(request: EPayment.CreatePaymentRequest, options?: CallOptions): Promise<EPayment.CreatePaymentResponse>
  /** Reads a payment: its `state`, and in `aggregate` what has happened to the money. */
  getPayment(reference: string, options?: CallOptions): Promise<EPayment.Payment>
  /** Reads what happened to a payment, event by event. */
  getPaymentEventLog(reference: string, options?: CallOptions): Promise<ReadonlyArray<EPayment.PaymentEvent>>
  /**
   * Ends a payment that is not approved yet, or releases what is not captured of one that is. Safe to retry with the same
   * client, as `capturePayment` is.
   */
  cancelPayment(
    reference: string,
    request?: EPayment.CancelPaymentRequest,
    options?: CallOptions
  ): Promise<EPayment.ModificationResponse>
  /**
   * Captures reserved money, in full or in part.
   *
   * Safe to retry with the same client: an equal call after an unknown outcome retries the request with its key; after
   * a success it captures another part. From another process, after a restart, and for equal parts that may overlap,
   * pass an `idempotencyKey` for each part. The same key returns the first response again.
   */
  capturePayment(
    reference: string,
    request: EPayment.ModificationRequest,
    options?: CallOptions
  ): Promise<EPayment.ModificationResponse>
  /**
   * Refunds captured money, in full or in part. Safe to retry with the same client, and a further refund is a new
   * intent, as with `capturePayment`.
   */
  refundPayment(
    reference: string,
    request: EPayment.ModificationRequest,
    options?: CallOptions
  ): Promise<EPayment.ModificationResponse>
  /** Approves a payment on behalf of a test user. Test environment only, and not for Express. */
  forceApprovePayment(reference: string, request: EPayment.ForceApproveRequest, options?: CallOptions): Promise<void>
  /**
   * Waits for the outcome: reads after 5 seconds, then every 2, and at once when a webhook about the payment is
   * received in this process. `Pending` after 10 and a half minutes is not a rejection: ask again later.
   */
  awaitOutcome(reference: string, options?: AwaitOptions): Promise<EPayment.PaymentOutcome>
  /** Reconciles a payment: sums, event log, what is left. Read-only; use it after an unknown outcome. */
  reconcile(reference: string, options?: CallOptions): Promise<EPayment.Reconciliation>
}

/** Checkout sessions. @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/ */
export interface CheckoutApi {
  /**
   * Opens a session for a payment or, with `type: "SUBSCRIPTION"`, for a subscription. It lives for one hour. Safe to
   * retry with the same client: an equal call after an unknown outcome retries the request with its key.
   */
  createSession(request: Checkout.CreateSessionRequest, options?: CallOptions): Promise<Checkout.CreateSessionResponse>
  /** Reads a session: its state, and once known the customer, the shipping and the payment. */
  getSession(reference: string, options?: CallOptions): Promise<Checkout.Session>
  /** Changes the amount, the order or the shipping options of a session. Lock it in the browser first. */
  updateSession(reference: string, request: Checkout.UpdateSessionRequest, options?: CallOptions): Promise<void>
  /** Ends a session that is not paid yet. */
  expireSession(reference: string, options?: CallOptions): Promise<void>
  /**
   * Waits for the outcome: reads after 5 seconds, then every 2. `Pending` after an hour and half a minute is not a
   * rejection: ask again later.
   */
  awaitOutcome(reference: string, options?: AwaitOptions): Promise<Checkout.SessionOutcome>
}

/** Registrations for events. @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/ */
export interface WebhooksApi {
  /** Registers a URL for events. Store the `secret`: `webhookHandler` needs it, and it is returned only once. */
  register(request: Webhooks.RegisterRequest, options?: CallOptions): Promise<Webhooks.RegisterResponse>
  /**
   * Ensures one registration for a URL and these events whose secret you know. Use it in each deployment. Keeps the
   * registration with the given `id`; otherwise registers a new one, and removes others of the same URL. When `created`
   * is true, store the `id` and the `secret` of the response.
   *
   * Run it in one place at a time: of two that replace the same registration, one may remove the other's. After a
   * failure, call it again.
   */
  ensure(
    request: Webhooks.EnsureRequest,
    options?: Omit<CallOptions, "idempotencyKey">
  ): Promise<Webhooks.EnsureResponse>
  /** Lists the registrations, without their secrets. */
  list(options?: CallOptions): Promise<ReadonlyArray<Webhooks.Webhook>>
  /** Ends a registration, by its `id`. */
  delete(id: string, options?: CallOptions): Promise<void>
}

const revealed = <A extends { readonly secret: Redacted.Redacted }>(registration: A) => ({
  ...registration,
  secret: Redacted.value(registration.secret)
})

/**
 * A client for one merchant. Make it once and keep it: it caches the access token.
 *
 * Calls reject with a `VippsError`; see its `_tag`, `retryable` and `outcome`. The constructor throws a
 * `VippsInputError` if an option cannot work.
 *
 * @example
 * ```ts
 * import Vipps from "@effect-vipps/promise"
 *
 * const vipps = new Vipps({
 *   clientId: process.env.VIPPS_CLIENT_ID ?? "",
 *   clientSecret: process.env.VIPPS_CLIENT_SECRET ?? "",
 *   subscriptionKey: process.env.VIPPS_SUBSCRIPTION_KEY ?? "",
 *   merchantSerialNumber: process.env.VIPPS_MERCHANT_SERIAL_NUMBER ?? "",
 *   useTestMode: true
 * })
 *
 * const { redirectUrl } = await vipps.ePayment.createPayment({
 *   reference: "order-2026-0001",
 *   amount: { value: 49900, currency: "NOK" },
 *   paymentMethod: { type: "WALLET" },
 *   userFlow: "WEB_REDIRECT",
 *   returnUrl: "https://example.com/thanks"
 * })
 * ```
 */
export class Vipps {
  /** Bundling shortens the names of classes; this one is printed. */
  static readonly name = "Vipps"
  readonly ePayment: EPaymentApi
  readonly checkout: CheckoutApi
  readonly webhooks: WebhooksApi
  readonly #runner: Runner

  constructor(options: VippsOptions) {
    // Without types, `new Vipps()` can happen: it is told what is missing.
    const runner = new Runner(options ?? ({} as VippsOptions), callSite())
    this.#runner = runner

    const epayment = EPaymentOperations.operations
    this.ePayment = {
      createPayment: (request, options) =>
        runner.run(
          epayment.createPayment,
          (given) => EPaymentOperations.createPayment(request, given),
          options,
          callSite()
        ),
      getPayment: (reference, options) =>
        runner.run(
          epayment.getPayment,
          (given) => EPaymentOperations.getPayment(reference, given),
          options,
          callSite()
        ),
      getPaymentEventLog: (reference, options) =>
        runner.run(
          epayment.getPaymentEventLog,
          (given) => EPaymentOperations.getPaymentEventLog(reference, given),
          options,
          callSite()
        ),
      cancelPayment: (reference, request, options) =>
        runner.run(
          epayment.cancelPayment,
          (given) => EPaymentOperations.cancelPayment(reference, request, given),
          options,
          callSite()
        ),
      capturePayment: (reference, request, options) =>
        runner.run(
          epayment.capturePayment,
          (given) => EPaymentOperations.capturePayment(reference, request, given),
          options,
          callSite()
        ),
      refundPayment: (reference, request, options) =>
        runner.run(
          epayment.refundPayment,
          (given) => EPaymentOperations.refundPayment(reference, request, given),
          options,
          callSite()
        ),
      forceApprovePayment: (reference, request, options) =>
        runner.run(
          epayment.forceApprovePayment,
          (given) => EPaymentOperations.forceApprovePayment(reference, request, given),
          options,
          callSite()
        ),
      awaitOutcome: (reference, options) =>
        runner.wait(
          { name: "EPayment.awaitOutcome", kind: "Read" },
          (given) => EPaymentOperations.awaitOutcome(reference, given),
          options,
          callSite()
        ),
      reconcile: (reference, options) =>
        runner.run(
          { name: "EPayment.reconcile", kind: "Read" },
          (given) => EPaymentOperations.reconcile(reference, given),
          options,
          callSite()
        )
    }

    const checkout = CheckoutOperations.operations
    this.checkout = {
      createSession: (request, options) =>
        runner.run(
          checkout.createSession,
          (given) => CheckoutOperations.createSession(request, given),
          options,
          callSite()
        ),
      getSession: (reference, options) =>
        runner.run(
          checkout.getSession,
          (given) => CheckoutOperations.getSession(reference, given),
          options,
          callSite()
        ),
      updateSession: (reference, request, options) =>
        runner.run(
          checkout.updateSession,
          (given) => CheckoutOperations.updateSession(reference, request, given),
          options,
          callSite()
        ),
      expireSession: (reference, options) =>
        runner.run(
          checkout.expireSession,
          (given) => CheckoutOperations.expireSession(reference, given),
          options,
          callSite()
        ),
      awaitOutcome: (reference, options) =>
        runner.wait(
          { name: "Checkout.awaitOutcome", kind: "Read" },
          (given) => CheckoutOperations.awaitOutcome(reference, given),
          options,
          callSite()
        )
    }

    const webhooks = WebhooksOperations.operations
    this.webhooks = {
      register: (request, options) =>
        runner.run(
          webhooks.register,
          (given) => Effect.map(WebhooksOperations.register(request, given), revealed),
          options,
          callSite()
        ),
      ensure: (request, options) =>
        runner.run(
          { name: "Webhooks.ensure", kind: "Change" },
          (given) =>
            Effect.map(WebhooksOperations.ensure(request, given), (ensured) =>
              ensured.created ? revealed(ensured) : ensured
            ),
          options,
          callSite()
        ),
      list: (options) => runner.run(webhooks.list, (given) => WebhooksOperations.list(given), options, callSite()),
      delete: (id, options) =>
        runner.run(webhooks.delete, (given) => WebhooksOperations.delete(id, given), options, callSite())
    }
  }

  /**
   * Sends a request to an endpoint that this package does not cover, with the access token, retries, idempotency key,
   * deadline and errors of every other call. Resolves to the JSON of the response as sent, or to `undefined` for an
   * empty body.
   *
   * @example
   * ```ts
   * import type { Vipps } from "@effect-vipps/promise"
   *
   * const agreements = (vipps: Vipps) =>
   *   vipps.request({ method: "GET", path: "/recurring/v3/agreements?status=ACTIVE" })
   * ```
   */
  request(request: VippsRequest, options?: CallOptions): Promise<unknown> {
    return this.#runner.run(
      { name: "VippsRequest.send", kind: "MoneyMovement" },
      (given) => send(request, given),
      options,
      callSite()
    )
  }

  /**
   * Lets calls in progress finish and ends waits for an outcome, which reject; later calls reject. A process can end
   * without it.
   */
  close(): Promise<void> {
    return this.#runner.close()
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
