/** The errors of Recurring: https://developer.vippsmobilepay.com/docs/APIs/recurring-api/recurring-api-problems */
import { STATUS_CODES } from "node:http"
import type { Issue } from "../core/issues.js"
import type { ApiRequest } from "../http/ApiRequest.js"
import type { ApiResponse } from "../http/ApiResponse.js"
import { json } from "../http/ApiResponse.js"
import { type Identifier, type Refusal, refusal, statusOf } from "./refusals.js"

type Place = Pick<ApiRequest, "ids" | "path">

const page = "https://developer.vippsmobilepay.com/docs/APIs/recurring-api/recurring-api-problems"

const problem = (
  { ids, path }: Place,
  type: string,
  status: number,
  { detail, extraDetails }: Omit<Refusal, "identifier">
) =>
  json(
    status,
    {
      type,
      title: STATUS_CODES[status],
      status,
      detail,
      instance: path.replace(/^\/recurring/, "/vipps-recurring-merchant-api"),
      contextId: ids.uuid(),
      ...(extraDetails === undefined ? {} : { extraDetails })
    },
    "application/problem+json"
  )

export const refused = (place: Place, refused: Refusal): ApiResponse =>
  problem(place, `${page}#${refused.identifier}`, statusOf(refused.identifier), refused)

export const refusedAs = (place: Place, identifier: Identifier, detail: string): ApiResponse =>
  refused(place, refusal(identifier, detail))

/** Without an identifier of its own. */
export const plain = (place: Place, status: number, detail: string): ApiResponse =>
  problem(place, "about:blank", status, { detail })

export const malformed = (place: Place, issues: ReadonlyArray<Issue>): ApiResponse =>
  refused(place, {
    ...refusal("validation-error", "See extraDetails for further details"),
    extraDetails: issues.map(({ message, path }) => ({ name: path.map(String).join(".") || "body", reason: message }))
  })
