/**
 * Which of a merchant's URLs are let in: https, as Vipps demands, and plain http on this very machine, which Vipps could
 * not reach and the emulator can.
 */

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"])

/** Where Vipps calls the merchant, or a page of the merchant's. */
export const isMerchantUrl = (url: string): boolean => {
  if (!URL.canParse(url)) return false
  const { hostname, protocol } = new URL(url)
  return protocol === "https:" || (protocol === "http:" && loopback.has(hostname))
}

/** Where the payer is sent back to: a page, or an app by its own scheme. */
export const isReturnUrl = (url: string): boolean =>
  isMerchantUrl(url) ||
  (URL.canParse(url) && !["http:", "javascript:", "data:", "file:"].includes(new URL(url).protocol))
