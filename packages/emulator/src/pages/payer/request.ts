/** What a payer's browser sends: a token in the query, and forms. */
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { maxBodySize } from "../../http/body.js"

/** A parameter of the query. */
export const query = (name: string) =>
  Effect.map(HttpServerRequest.ParsedSearchParams, ({ [name]: value }) => (typeof value === "string" ? value : ""))

export interface Form {
  /** Without white space around it; "" where there is none. */
  readonly text: (name: string) => string
}

/** A form that cannot be read is empty, and misses whatever is asked of it. */
export const form: Effect.Effect<Form, never, HttpServerRequest.HttpServerRequest> =
  HttpServerRequest.HttpServerRequest.pipe(
    Effect.flatMap((request) => request.urlParamsBody),
    HttpServerRequest.withMaxBodySize(Option.some(maxBodySize)),
    Effect.orElseSucceed(() => UrlParams.empty),
    Effect.map((params) => ({
      text: (name) => Option.getOrElse(UrlParams.getFirst(params, name), () => "").trim()
    }))
  )
