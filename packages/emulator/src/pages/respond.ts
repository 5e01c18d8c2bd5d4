/** How pages are answered: HTML that is never kept, and redirects to where the reader goes next. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { page } from "./Layout.js"

/**
 * Nothing on a customer's page comes from anywhere else. Its forms may lead anywhere, since they end at the merchant's
 * URL; and any page may frame it, as the shop does with Checkout and what follows it.
 */
const policy = "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; base-uri 'none'"

export const html = (status: number, props: Parameters<typeof page>[0]): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(page(props), {
    status,
    contentType: "text/html; charset=utf-8",
    headers: { "cache-control": "no-store", "content-security-policy": policy }
  })

/** The URL as it was given, unless HTTP cannot carry it in a header. */
const headerSafe = (url: string): string => (/^[\x21-\x7e]*$/.test(url) ? url : new URL(url, "http://127.0.0.1").href)

/** After a form: the next page is loaded with GET. Takes a path of the emulator's, or a URL that is linkable. */
export const seeOther = (url: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.redirect(headerSafe(url), { status: 303, headers: { "cache-control": "no-store" } })
