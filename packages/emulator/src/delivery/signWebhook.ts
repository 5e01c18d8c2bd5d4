/** A signer of webhooks for tests of code that receives them. */
import * as DateTime from "effect/DateTime"
import { signed } from "./sign.js"

/**
 * A webhook as Vipps sends it: to be passed to `fetch`, `new Request` or a framework's own way to inject requests.
 *
 * @since 0.1.0
 * @category models
 */
export interface SignedWebhook {
  readonly method: "POST"
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Signs a webhook as Vipps does, over the method, the path with its query, the date, the host and the body.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/request-authentication
 *
 * @since 0.1.0
 * @category constructors
 */
export const signWebhook = (webhook: {
  /** The URL that is registered. */
  readonly url: string
  /** The event; text is sent as it is, anything else as JSON. */
  readonly body: unknown
  /** The secret of the registration. */
  readonly secret: string
  /** When it is sent. Defaults to now; receivers refuse dates that are too far away. */
  readonly date?: Date | undefined
}): SignedWebhook => {
  const { secret, url } = webhook
  const body = typeof webhook.body === "string" ? webhook.body : JSON.stringify(webhook.body)
  const sentAt = webhook.date?.getTime() ?? DateTime.toEpochMillis(DateTime.unsafeNow())
  const headers = signed(url, body, secret, sentAt)
  return {
    method: "POST",
    url,
    headers: { "content-type": "application/json", host: new URL(url).host, ...headers },
    body
  }
}
