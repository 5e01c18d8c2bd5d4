/**
 * Webhooks handled once, and access tokens shared by processes, by your own SQL database.
 *
 * @since 0.1.0
 */
export * as SqlTokenStore from "./SqlTokenStore.js"
export * as SqlWebhookClaims from "./SqlWebhookClaims.js"
export * as SqlWebhookInbox from "./SqlWebhookInbox.js"
