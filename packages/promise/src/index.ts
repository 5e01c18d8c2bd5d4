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
export type { AwaitOptions, CallOptions, Logger, Signal, VippsOptions, VippsRequest } from "./options.js"
export type * as Recurring from "./Recurring.js"
export {
  type CheckoutApi,
  type EPaymentApi,
  type RecurringApi,
  Vipps,
  Vipps as default,
  type WebhooksApi
} from "./Vipps.js"
export { type VerifyOptions, verifyWebhook } from "./verify.js"
export type * as Webhooks from "./Webhooks.js"
