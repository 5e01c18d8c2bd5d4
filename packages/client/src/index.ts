/**
 * Vipps MobilePay for Effect: every operation is an `Effect` that needs `VippsConfig` and `HttpClient`.
 *
 * @since 0.1.0
 */
export * as AccessToken from "./AccessToken.js"
export * as Callbacks from "./Callbacks.js"
export * as Checkout from "./Checkout.js"
export * as EPayment from "./EPayment.js"
export * as FetchHttp from "./FetchHttp.js"
export * as IdempotencyKey from "./IdempotencyKey.js"
export * as Metrics from "./Metrics.js"
export * as Money from "./Money.js"
export * as Operation from "./Operation.js"
export * as OrderLines from "./OrderLines.js"
export * as OrderManagement from "./OrderManagement.js"
export * as PhoneNumber from "./PhoneNumber.js"
export * as Qr from "./Qr.js"
export * as Recurring from "./Recurring.js"
export * as Report from "./Report.js"
export * as Timestamp from "./Timestamp.js"
export * as TokenStore from "./TokenStore.js"
export * as Userinfo from "./Userinfo.js"
export * as Vipps from "./Vipps.js"
export * as VippsConfig from "./VippsConfig.js"
export * as VippsError from "./VippsError.js"
export * as VippsRequest from "./VippsRequest.js"
export * as WebhookInbox from "./WebhookInbox.js"
export * as Webhooks from "./Webhooks.js"
