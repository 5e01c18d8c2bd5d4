/**
 * The headers that prove a webhook to be Vipps'.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/request-authentication
 */
import { createHash, createHmac } from "node:crypto"
import * as DateTime from "effect/DateTime"

/** RFC 1123, as in HTTP. */
const httpDate = (millis: number): string => DateTime.toDateUtc(DateTime.unsafeMake(millis)).toUTCString()

/** The key is the secret's text, not what it may be the base64 of. A port that is not the scheme's own is part of the host. */
export const signed = (url: string, body: string, secret: string, now: number): Readonly<Record<string, string>> => {
  const { host, pathname, search } = new URL(url)
  const date = httpDate(now)
  const contentHash = createHash("sha256").update(body, "utf8").digest("base64")
  const signature = createHmac("sha256", Buffer.from(secret, "utf8"))
    .update(`POST\n${pathname}${search}\n${date};${host};${contentHash}`, "utf8")
    .digest("base64")
  return {
    "x-ms-date": date,
    "x-ms-content-sha256": contentHash,
    authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`
  }
}
