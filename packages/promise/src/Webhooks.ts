import type { Methods } from "./internal/derive.js"

export type * as Webhooks from "./webhookTypes.js"

/** Registrations for events. @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/ */
export type WebhooksApi = Methods<"webhooks">
