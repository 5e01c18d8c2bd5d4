/** Which URLs of a merchant are accepted, by a list of the allowed kinds. */
import type { Settings } from "./Settings.js"

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"])

const parsed = (url: string): URL | undefined => (URL.canParse(url) ? new URL(url) : undefined)

/** Further hosts whose URLs may be plain http. */
type Allowed = Pick<Settings, "allowHttp">

/**
 * Where Vipps calls the merchant, or a page of the merchant's: https, as Vipps demands, and plain http on this machine
 * and on the hosts of the settings, which Vipps could not reach and the emulator can.
 */
export const isMerchantUrl = (url: string, { allowHttp }: Allowed): boolean => {
  const { hostname = "", protocol } = parsed(url) ?? {}
  return protocol === "https:" || (protocol === "http:" && (loopback.has(hostname) || allowHttp.includes(hostname)))
}

/** `shop://return`, or by a reversed domain name `com.example.shop:/return` (RFC 8252, 7.1). */
const appLink = /^[a-z][a-z0-9+-]*(?::\/\/|(?:\.[a-z0-9+-]+)+:\/)/

/** Schemes of that form that browsers and operating systems handle. */
const notOfApps =
  /^(?:javascript|vbscript|data|blob|file|filesystem|about|view-source|jar|content|intent|resource|https?|wss?|s?ftps?|ms-[a-z-]+|chrome[a-z-]*|edge|moz-[a-z-]+|android-app|ldaps?|telnet|ssh|smb):/

/** Whether the URL opens an app by its own scheme. */
const isAppLink = (url: string): boolean => {
  const { href = "" } = parsed(url) ?? {}
  return appLink.test(href) && !notOfApps.test(href)
}

/** Where the customer returns to: a page, or an app. */
export const isReturnUrl = (url: string, settings: Allowed): boolean => isMerchantUrl(url, settings) || isAppLink(url)

/** Whether a page of the emulator may link to it. */
export const isLinkable = (url: string): boolean => {
  const { protocol } = parsed(url) ?? {}
  return protocol === "https:" || protocol === "http:" || isAppLink(url)
}
