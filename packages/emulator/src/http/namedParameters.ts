/**
 * Problems that name the invalid parameters, without a status: those of QR and Order Management, which ASP.NET writes.
 *
 * Source: https://developer.vippsmobilepay.com/api/qr, https://developer.vippsmobilepay.com/api/order-management
 */
import type { Issue } from "../core/issues.js"
import type { ApiRequest } from "./ApiRequest.js"
import { type ApiResponse, json } from "./ApiResponse.js"
import { applicationJson } from "./body.js"
import type { Place } from "./problem.js"
import { bodies } from "./withBody.js"

interface InvalidParameter {
  readonly name: string
  readonly reason: string
}

export const problem = ({ ids }: Place, status: number, title: string, detail: string): ApiResponse =>
  json(status, { title, detail, instance: ids.uuid() })

/** One or more parameters of the request are invalid. */
export const invalid = ({ ids }: Place, parameters: ReadonlyArray<InvalidParameter>): ApiResponse =>
  json(400, {
    type: "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.1",
    title: "One or more validation errors occurred.",
    detail: "BadRequest",
    instance: ids.traceId(),
    invalidParams: parameters
  })

const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

/** As in `OrderLines[0].TotalAmount`. */
const nameOf = (path: Issue["path"]): string =>
  path
    .map((key, at) => (typeof key === "number" ? `[${key}]` : `${at === 0 ? "" : "."}${capitalized(String(key))}`))
    .join("")

/** [U] That several fields are named at once. */
export const malformed = (place: Place, issues: ReadonlyArray<Issue>): ApiResponse =>
  invalid(
    place,
    issues.map(({ message, path }) => ({ name: nameOf(path) || "Body", reason: message }))
  )

export const unsupportedMediaType = (place: Place, detail: string): ApiResponse =>
  problem(place, 415, "Unsupported Media Type", detail)

/** The sales unit of the header is not the one of the keys. [U] */
export const forbidden = (place: Place): ApiResponse =>
  problem(place, 403, "Forbidden", "The keys do not belong to this Merchant-Serial-Number.")

export const notFound = (place: Place, detail: string): ApiResponse => problem(place, 404, "Not found", detail)

export const broken = (place: Place): ApiResponse =>
  problem(place, 500, "Internal Server Error", "Internal Server Error")

/** Unknown fields are ignored: an ERP in production sends an image format in the body. [P] */
export const withBody = bodies({
  contentType: applicationJson,
  faults: {
    TooLarge: (call: ApiRequest) => problem(call, 413, "Payload Too Large", "The body is too large."),
    WrongType: (call) => unsupportedMediaType(call, "The body must be application/json."),
    NotJson: (call) => invalid(call, [{ name: "Body", reason: "The body is not valid JSON." }])
  },
  malformed
})
