/** Registrations, events and callbacks, with every field documented. */
export type * from "@effect-vipps/client/callbacks/ShippingOptionsQuery"
export type * from "@effect-vipps/client/internal/receive/SignedRequest"
export type { EnsureRequest, KeptWebhook } from "@effect-vipps/client/webhooks/Ensure"
export type * from "@effect-vipps/client/webhooks/EPaymentEvent"
export type * from "@effect-vipps/client/webhooks/OtherEvent"
export type * from "@effect-vipps/client/webhooks/RecurringEvent"
export type { EventName, RegisterRequest, Webhook } from "@effect-vipps/client/webhooks/Registration"
export type * from "@effect-vipps/client/webhooks/WebhookEvent"

import type { KeptWebhook } from "@effect-vipps/client/webhooks/Ensure"

/** The response to a registration. */
export interface RegisterResponse {
  /** For `delete`. */
  readonly id: string
  /** Signs the events of this registration. Vipps returns it only once: store it. */
  readonly secret: string
}

/** There is a new registration: store its `id` and its `secret`. Vipps returns the secret only once. */
export interface CreatedWebhook extends RegisterResponse {
  readonly created: true
  /** The ids of the registrations that it replaces. */
  readonly removed: ReadonlyArray<string>
}

/** What `ensure` did. */
export type EnsureResponse = KeptWebhook | CreatedWebhook
