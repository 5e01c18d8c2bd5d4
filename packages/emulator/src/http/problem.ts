/**
 * RFC 7807 with `extraDetails`, as most of the APIs have it.
 *
 * Source: https://developer.vippsmobilepay.com/docs/knowledge-base/errors
 */

import type { Issue } from "../core/issues.js"
import type { ApiRequest } from "./ApiRequest.js"
import type { ApiResponse } from "./ApiResponse.js"
import { json } from "./ApiResponse.js"

const contentType = "application/problem+json"

/** The place and time of the error. */
export type Place = Pick<ApiRequest, "ids" | "path">

/** Of `/epayment/v1/payments`: `epayment`, and the path in that API. */
const split = (path: string): { readonly api: string; readonly instance: string } => {
  const [, api = "", instance = path] = /^\/([a-z-]+)(\/.*)$/.exec(path) ?? []
  return { api, instance }
}

export const problem = (
  { ids, path }: Place,
  status: number,
  title: string,
  detail: string,
  extraDetails: ReadonlyArray<{ readonly name: string; readonly reason: string }>
): ApiResponse => {
  const { api, instance } = split(path)
  return json(
    status,
    {
      type: `https://developer.vippsmobilepay.com/docs/APIs/${api}-api/errors#${title.toLowerCase().replaceAll(" ", "-")}`,
      title,
      status,
      detail,
      instance,
      traceId: ids.traceId(),
      extraDetails
    },
    contentType
  )
}

/** The request is malformed: `extraDetails` names the fields, and there is no ErrorCode. */
export const malformed = (place: Place, issues: ReadonlyArray<Issue>): ApiResponse =>
  problem(
    place,
    400,
    "Bad Request",
    "See extraDetails for further details",
    issues.map(({ message, path }) => ({ name: path.map(String).join(".") || "body", reason: message }))
  )

export const field = (place: Place, name: string, message: string): ApiResponse =>
  malformed(place, [{ path: [name], message }])

export const tooLarge = (place: Place): ApiResponse =>
  plain(place, 413, "Payload Too Large", "The body is larger than 1 MiB.")

/** Every error without its own code. */
export const plain = (place: Place, status: number, title: string, detail: string): ApiResponse =>
  problem(place, status, title, detail, [])
