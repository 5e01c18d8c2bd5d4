/** What goes into the Checkout operations and what comes out, field by field documented. */
export type * from "@effect-vipps/client/checkout/Configuration"
export type * from "@effect-vipps/client/checkout/Delivery"
export type * from "@effect-vipps/client/checkout/Logistics"
export type * from "@effect-vipps/client/checkout/LogisticsOption"
export type * from "@effect-vipps/client/checkout/OrderSummary"
export type * from "@effect-vipps/client/checkout/Session"
export type * from "@effect-vipps/client/checkout/SessionRequest"
export type * from "@effect-vipps/client/checkout/Subscription"
