/** Responses to browsers, and the forms they send. */
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { page } from "./pages/Layout.js"

/** Not cached: the back button loads the current page, with a cart that is not paid yet. */
const headers = { "cache-control": "no-store" }

export const html = (status: number, props: Parameters<typeof page>[0]): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(page(props), { status, headers, contentType: "text/html; charset=utf-8" })

/** After a form: the next page is loaded with GET. */
export const seeOther = (url: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.redirect(url, { status: 303, headers })

/** A form of this shop, which is short. */
export const form = <A, I extends Readonly<Record<string, string | undefined>>>(schema: Schema.Schema<A, I>) =>
  HttpServerRequest.schemaBodyUrlParams(schema).pipe(HttpServerRequest.withMaxBodySize(Option.some(10_000)))

const pattern = /^(\d{1,6})(?:[.,](\d{1,2}))?$/

/** Kroner as people write them, `49` or `49,50` or `49.50`, in minor units, without fractions in between. */
export const MinorUnits: Schema.Schema<number, string> = Schema.transform(
  Schema.Trim.pipe(Schema.pattern(pattern)),
  Schema.Number,
  {
    strict: true,
    decode: (text) => {
      const [, whole = "", part = ""] = pattern.exec(text) ?? []
      return Number(whole) * 100 + Number(part.padEnd(2, "0"))
    },
    encode: (value) => (value / 100).toFixed(2)
  }
)
