/** The forms that pages submit. */
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import { limited } from "../http/body.js"
import { readBody } from "../http/httpApp.js"

/** A form that is too large or cannot be read is empty, so that its required fields are missing. */
export const form: Effect.Effect<URLSearchParams, never, HttpServerRequest.HttpServerRequest> = Effect.map(
  Effect.flatMap(HttpServerRequest.HttpServerRequest, readBody),
  (read) => {
    const body = limited(read)
    return new URLSearchParams(body === "TooLarge" ? "" : body.text)
  }
)
