/**
 * Webhooks handled once, by your own SQL database.
 *
 * @since 0.1.0
 */
export * as SqlWebhookInbox from "./SqlWebhookInbox.js"
