import type * as Checkout from "@effect-vipps/client/Checkout"
import { awaitOutcome as awaitSession } from "@effect-vipps/client/checkout/awaitOutcome"
import { operations as checkout } from "@effect-vipps/client/checkout/operations"
import type * as EPayment from "@effect-vipps/client/EPayment"
import { awaitOutcome } from "@effect-vipps/client/epayment/awaitOutcome"
import { changes } from "@effect-vipps/client/epayment/changes"
import { operations as ePayment } from "@effect-vipps/client/epayment/operations"
import { reconcile } from "@effect-vipps/client/epayment/reconcile"
import type * as OrderManagement from "@effect-vipps/client/OrderManagement"
import { addImage } from "@effect-vipps/client/orderManagement/addImage"
import { operations as orderManagement } from "@effect-vipps/client/orderManagement/operations"
import type * as Qr from "@effect-vipps/client/Qr"
import { downloadCallback, downloadImage, downloadRedirect } from "@effect-vipps/client/qr/downloadImage"
import { ensureCallback, ensureRedirect } from "@effect-vipps/client/qr/ensure"
import { operations as qr } from "@effect-vipps/client/qr/operations"
import { payCheckedInCustomer } from "@effect-vipps/client/qr/payCheckedInCustomer"
import type * as Recurring from "@effect-vipps/client/Recurring"
import type * as Report from "@effect-vipps/client/Report"
import { awaitAgreement } from "@effect-vipps/client/recurring/awaitAgreement"
import { chargeForPeriod } from "@effect-vipps/client/recurring/chargeForPeriod"
import { operations as recurring } from "@effect-vipps/client/recurring/operations"
import { reconcileAgreement } from "@effect-vipps/client/recurring/reconcileAgreement"
import { captureRemaining, refundRemaining, releaseRemaining } from "@effect-vipps/client/recurring/remaining"
import { stopAgreement } from "@effect-vipps/client/recurring/stopAgreement"
import { agreements, charges } from "@effect-vipps/client/recurring/streams"
import { operations as report } from "@effect-vipps/client/report/operations"
import { days, feed, ledgers } from "@effect-vipps/client/report/streams"
import type * as Userinfo from "@effect-vipps/client/Userinfo"
import { forPayment } from "@effect-vipps/client/userinfo/forPayment"
import { operations as userinfo } from "@effect-vipps/client/userinfo/operations"
import { send } from "@effect-vipps/client/VippsRequest"
import type * as Webhooks from "@effect-vipps/client/Webhooks"
import { ensure } from "@effect-vipps/client/webhooks/ensureRegistration"
import { operations as webhooks } from "@effect-vipps/client/webhooks/operations"
import { api, changing, moving, reading, streaming, waiting } from "./internal/api.js"
import type { Promises } from "./internal/derive.js"
import { callSite } from "./internal/failure.js"
import { Runner } from "./internal/run.js"
import type { CallOptions, VippsOptions, VippsRequest } from "./options.js"

/** Payments online and in person. @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/ */
export type EPaymentApi = Promises<
  Pick<typeof EPayment, keyof typeof EPayment.operations | "awaitOutcome" | "changes" | "reconcile">
>
const ePaymentApi = api(ePayment, {
  awaitOutcome: waiting(awaitOutcome, 1),
  changes: streaming(changes, 1),
  reconcile: reading(reconcile, 1)
})

/** Checkout sessions. @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/ */
export type CheckoutApi = Promises<Pick<typeof Checkout, keyof typeof Checkout.operations | "awaitOutcome">>
const checkoutApi = api(checkout, { awaitOutcome: waiting(awaitSession, 1) })

/** Registrations for events. @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/ */
export type WebhooksApi = Promises<Pick<typeof Webhooks, keyof typeof Webhooks.operations | "ensure">>
const webhooksApi = api(webhooks, { ensure: changing(ensure, 1) })

/** Agreements and their charges. @see https://developer.vippsmobilepay.com/docs/APIs/recurring-api/ */
export type RecurringApi = Promises<
  Pick<
    typeof Recurring,
    | keyof typeof Recurring.operations
    | "agreements"
    | "awaitAgreement"
    | "captureRemaining"
    | "chargeForPeriod"
    | "charges"
    | "reconcileAgreement"
    | "refundRemaining"
    | "releaseRemaining"
    | "stopAgreement"
  >
>
const recurringApi = api(recurring, {
  agreements: streaming(agreements, 1),
  awaitAgreement: waiting(awaitAgreement, 1),
  captureRemaining: moving(captureRemaining, 2),
  chargeForPeriod: moving(chargeForPeriod, 3),
  charges: streaming(charges, 2),
  reconcileAgreement: reading(reconcileAgreement, 1),
  refundRemaining: moving(refundRemaining, 3),
  releaseRemaining: moving(releaseRemaining, 2),
  stopAgreement: moving(stopAgreement, 2)
})

/** QR codes, and the customers who scan or show them. @see https://developer.vippsmobilepay.com/docs/APIs/qr-api/ */
export type QrApi = Promises<
  Pick<
    typeof Qr,
    | keyof typeof Qr.operations
    | "downloadCallback"
    | "downloadImage"
    | "downloadRedirect"
    | "ensureCallback"
    | "ensureRedirect"
    | "payCheckedInCustomer"
  >
>
const qrApi = api(qr, {
  downloadCallback: reading(downloadCallback, 2),
  downloadImage: reading(downloadImage, 1),
  downloadRedirect: reading(downloadRedirect, 2),
  ensureCallback: changing(ensureCallback, 3),
  ensureRedirect: changing(ensureRedirect, 2),
  payCheckedInCustomer: changing(payCheckedInCustomer, 2)
})

/** Receipts, links and images of orders. @see https://developer.vippsmobilepay.com/docs/APIs/order-management-api/ */
export type OrderManagementApi = Promises<Pick<typeof OrderManagement, keyof typeof OrderManagement.operations>>
// Bytes instead of the operation's base64.
const orderManagementApi = api(orderManagement, { addImage: changing(addImage, 1) })

/** The books. @see https://developer.vippsmobilepay.com/docs/APIs/report-api/ */
export type ReportApi = Promises<Pick<typeof Report, keyof typeof Report.operations | "days" | "feed" | "ledgers">>
const reportApi = api(report, {
  days: streaming(days, 3),
  feed: streaming(feed, 3),
  ledgers: streaming(ledgers, 1)
})

/** What customers share. @see https://developer.vippsmobilepay.com/docs/APIs/userinfo-api/ */
export type UserinfoApi = Promises<Pick<typeof Userinfo, keyof typeof Userinfo.operations | "forPayment">>
const userinfoApi = api(userinfo, { forPayment: waiting(forPayment, 1) })

const custom = { name: "VippsRequest.send", kind: "MoneyMovement", options: 1 } as const

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
  readonly #runner: Runner
  readonly #apis = new Map<unknown, unknown>()

  constructor(options: VippsOptions) {
    // Without types, `new Vipps()` can happen: the error lists what is missing.
    this.#runner = new Runner(options ?? ({} as VippsOptions), callSite())
  }

  /** Made when it is first used: most programs use one or two APIs, and some have a thousand clients. */
  #api<A>(make: (runner: Runner) => A): A {
    const known = this.#apis.get(make) as A | undefined
    if (known !== undefined) return known
    const made = make(this.#runner)
    this.#apis.set(make, made)
    return made
  }

  get ePayment(): EPaymentApi {
    return this.#api(ePaymentApi)
  }

  get checkout(): CheckoutApi {
    return this.#api(checkoutApi)
  }

  get recurring(): RecurringApi {
    return this.#api(recurringApi)
  }

  get qr(): QrApi {
    return this.#api(qrApi)
  }

  get orderManagement(): OrderManagementApi {
    return this.#api(orderManagementApi) as OrderManagementApi
  }

  get report(): ReportApi {
    return this.#api(reportApi)
  }

  get userinfo(): UserinfoApi {
    return this.#api(userinfoApi)
  }

  get webhooks(): WebhooksApi {
    return this.#api(webhooksApi)
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
   * const salesUnits = (vipps: Vipps) =>
   *   vipps.request({ method: "GET", path: "/management/v1/sales-units" })
   * ```
   */
  request(request: VippsRequest, options?: CallOptions): Promise<unknown> {
    return this.#runner.run(custom, send, [request, options])
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
