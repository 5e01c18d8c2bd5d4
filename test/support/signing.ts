import { createHash, createHmac } from "node:crypto"

/** As Vipps signs an event; written from its documentation, with Node's own cryptography. */
export const signed = (options: {
  readonly secret: string
  readonly url: string
  readonly body: string | Uint8Array
  /** RFC 1123. */
  readonly date?: string
}) => {
  const { body, date = "Thu, 30 Mar 2023 08:38:32 GMT", secret, url } = options
  const { host, pathname, search } = new URL(url)
  const hash = createHash("sha256").update(body).digest("base64")
  const signature = createHmac("sha256", secret)
    .update(`POST\n${pathname}${search}\n${date};${host};${hash}`)
    .digest("base64")
  return {
    "x-ms-date": date,
    "x-ms-content-sha256": hash,
    authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`
  }
}
