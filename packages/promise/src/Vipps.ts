import * as CheckoutOperations from "@effect-vipps/client/Checkout"
import * as EPaymentOperations from "@effect-vipps/client/EPayment"
import { send } from "@effect-vipps/client/VippsRequest"
import * as WebhooksOperations from "@effect-vipps/client/Webhooks"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Promises } from "./internal/derive.js"
import { callSite } from "./internal/failure.js"
import { Runner } from "./internal/run.js"
import type { CallOptions, VippsOptions, VippsRequest } from "./options.js"

/** Payments online and in person. @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/ */
export type EPaymentApi = Promises<
  Pick<typeof EPaymentOperations, keyof typeof EPaymentOperations.operations | "awaitOutcome" | "reconcile">
>

/** Checkout sessions. @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/ */
export type CheckoutApi = Promises<
  Pick<typeof CheckoutOperations, keyof typeof CheckoutOperations.operations | "awaitOutcome">
>

/** Registrations for events. @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/ */
export type WebhooksApi = Promises<
  Pick<typeof WebhooksOperations, keyof typeof WebhooksOperations.operations | "ensure">
>

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
    // Without types, `new Vipps()` can happen: the error lists what is missing.
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
