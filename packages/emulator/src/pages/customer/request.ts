/** The requests of the customer's browser: a token in the query, and forms. */
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import { form as submitted } from "../form.js"

/** A parameter of the query. */
export const query = (name: string) =>
  Effect.map(HttpServerRequest.ParsedSearchParams, ({ [name]: value }) => (typeof value === "string" ? value : ""))

export interface Form {
  /** Without surrounding white space; "" if absent. */
  readonly text: (name: string) => string
}

export const form: Effect.Effect<Form, never, HttpServerRequest.HttpServerRequest> = Effect.map(
  submitted,
  (fields) => ({
    text: (name) => (fields.get(name) ?? "").trim()
  })
)
