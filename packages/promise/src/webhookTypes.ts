/** Registrations, events and callbacks, with every field documented. */
export type * from "@effect-vipps/client/callbacks/ShippingOptionsQuery"
export type * from "@effect-vipps/client/donations/DonationAgreementEvent"
export type * from "@effect-vipps/client/epayment/EPaymentEvent"
export type * from "@effect-vipps/client/internal/receive/SignedRequest"
export type * from "@effect-vipps/client/login/LoginPingEvent"
export type * from "@effect-vipps/client/qr/QrCheckInEvent"
export type * from "@effect-vipps/client/recurring/RecurringEvent"
export type { EnsureRequest, KeptWebhook } from "@effect-vipps/client/webhooks/Ensure"
export type { EventName, RegisterRequest, Webhook } from "@effect-vipps/client/webhooks/Registration"
export type * from "@effect-vipps/client/webhooks/UnknownEvent"
export type * from "@effect-vipps/client/webhooks/WebhookEvent"

import type * as Ensure from "@effect-vipps/client/webhooks/Ensure"
import type * as Registration from "@effect-vipps/client/webhooks/Registration"
import type { Plain, Revealed } from "./internal/derive.js"

/** The response to a registration. */
export type RegisterResponse = Revealed<Registration.RegisterResponse>

/** A new registration was made: store its `id` and its `secret`. Vipps returns the secret only once. */
export type CreatedWebhook = Revealed<Ensure.CreatedWebhook>

/** The result of `ensure`. */
export type EnsureResponse = Plain<Ensure.EnsureResponse>
