/** `shop://return`, or a reversed domain name, `com.example.shop:/return` (RFC 8252, section 7.1). */
const form = /^[a-z][a-z0-9+-]*(?::\/\/|(?:\.[a-z0-9+-]+)+:\/)/

/** Schemes of that form which a browser or an operating system handles itself: never an app of the merchant's. */
const reserved =
  /^(?:javascript|vbscript|data|blob|file|filesystem|about|view-source|jar|content|intent|resource|https?|wss?|s?ftps?|ms-[a-z-]+|chrome[a-z-]*|edge|moz-[a-z-]+|android-app|ldaps?|telnet|ssh|smb):/

/** Whether an absolute URL opens an app by a scheme of the app's own. */
export const isAppLink = ({ href }: URL): boolean => form.test(href) && !reserved.test(href)
