/** Registrations, events and callbacks, field by field documented. */
export type * from "@effect-vipps/client/callbacks/ShippingOptionsQuery"
export type * from "@effect-vipps/client/webhooks/EPaymentEvent"
export type * from "@effect-vipps/client/webhooks/OtherEvent"
export type * from "@effect-vipps/client/webhooks/RecurringEvent"
export type { EventName, RegisterRequest, Webhook } from "@effect-vipps/client/webhooks/Registration"
export type * from "@effect-vipps/client/webhooks/SignedRequest"
export type * from "@effect-vipps/client/webhooks/WebhookEvent"

/** The answer to a registration. */
export interface RegisterResponse {
  /** For `delete`. */
  readonly id: string
  /** Signs the events of this registration. Vipps never tells it again: store it. */
  readonly secret: string
}
