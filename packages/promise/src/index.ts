/** Vipps MobilePay for everyone: Promises in, Promises out. */

export type { Amount, Currency } from "@effect-vipps/client/Money"
export * from "./amounts.js"
export * from "./billing.js"
export type * as Checkout from "./Checkout.js"
export type * as EPayment from "./EPayment.js"
export * from "./errors.js"
export * from "./handlers.js"
export type * from "./handlerTypes.js"
export * from "./helpers.js"
export type { CallEvent } from "./internal/observe.js"
export * from "./lambda.js"
export type * as OrderManagement from "./OrderManagement.js"
export type { AwaitOptions, CallOptions, Logger, Signal, VippsOptions, VippsRequest } from "./options.js"
export type * as Qr from "./Qr.js"
export type * as Recurring from "./Recurring.js"
export type * as Report from "./Report.js"
export type * as Userinfo from "./Userinfo.js"
export {
  type CheckoutApi,
  type EPaymentApi,
  type OrderManagementApi,
  type QrApi,
  type RecurringApi,
  type ReportApi,
  type UserinfoApi,
  Vipps,
  Vipps as default,
  type WebhooksApi
} from "./Vipps.js"
export { type VerifyOptions, verifyWebhook } from "./verify.js"
export type * as Webhooks from "./Webhooks.js"
