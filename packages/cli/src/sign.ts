import { createHash, createHmac } from "node:crypto"

/**
 * The headers that prove an event.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/request-authentication/
 */
export const signatureHeaders = (url: URL, body: string, secret: string, now: Date): Record<string, string> => {
  const date = now.toUTCString()
  const hash = createHash("sha256").update(body).digest("base64")
  const signature = createHmac("sha256", secret)
    .update(`POST\n${url.pathname}${url.search}\n${date};${url.host};${hash}`)
    .digest("base64")
  return {
    "content-type": "application/json",
    "x-ms-date": date,
    "x-ms-content-sha256": hash,
    authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`
  }
}
