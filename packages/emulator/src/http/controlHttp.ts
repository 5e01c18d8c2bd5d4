/** The control endpoints' own HTTP: the response on a path without one, and which pages of other sites may call them. */
import type { Settings } from "../core/Settings.js"
import type { Received } from "./ApiRequest.js"
import type { ApiResponse } from "./ApiResponse.js"
import { empty, json } from "./ApiResponse.js"

/** Where the description of all control endpoints is. */
export const openApiPath = "/_emulator/openapi.json"

export const controlMethods: ReadonlyArray<string> = ["GET", "POST", "PUT", "DELETE"]

/** The response on a path that has no endpoint with this method; `methods` are those that it has. */
export const noSuchControl = (method: string, path: string, methods: ReadonlyArray<string>): ApiResponse => {
  const allow = methods.join(", ")
  if (methods.length === 0) {
    const message = `There is no control endpoint ${path}. GET ${openApiPath} lists all of them.`
    return json(404, { error: "UnknownPath", message })
  }
  if (method === "OPTIONS") return { ...empty(204), headers: { allow } }
  const message = `${path} has no ${method}, only ${allow}. GET ${openApiPath} lists all control endpoints.`
  return { ...json(405, { error: "MethodNotAllowed", message }), headers: { allow } }
}

/** The response with the headers that let the page of an allowed origin read it. */
export const withCors = (
  { allowOrigins }: Pick<Settings, "allowOrigins">,
  { headers: { origin } }: Pick<Received, "headers">,
  answer: ApiResponse
): ApiResponse => {
  if (allowOrigins.length === 0) return answer
  const cors =
    origin !== undefined && allowOrigins.includes(origin)
      ? {
          "access-control-allow-origin": origin,
          "access-control-allow-methods": controlMethods.join(", "),
          "access-control-allow-headers": "content-type"
        }
      : {}
  return { ...answer, headers: { ...answer.headers, ...cors, vary: "origin" } }
}
