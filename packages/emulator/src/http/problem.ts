/**
 * The errors of ePayment and Webhooks: RFC 7807 with `extraDetails`.
 *
 * Source: https://developer.vippsmobilepay.com/docs/knowledge-base/errors
 */
import type { RefusalCode } from "../payment/refusals.js"
import { statusOf, titleOf } from "../payment/refusals.js"
import type { Issue } from "../schemas/issues.js"
import type { Answer } from "./Answer.js"
import { json } from "./Answer.js"
import type { Call } from "./Call.js"

const contentType = "application/problem+json"

/** Where and when it went wrong. */
export type Place = Pick<Call, "ids" | "path">

const apiOf = (path: string): string => (path.startsWith("/webhooks/") ? "webhooks-api" : "epayment-api")

const problem = (
  { ids, path }: Place,
  status: number,
  title: string,
  detail: string,
  extraDetails: ReadonlyArray<{ readonly name: string; readonly reason: string }>
): Answer =>
  json(
    status,
    {
      type: `https://developer.vippsmobilepay.com/docs/APIs/${apiOf(path)}/errors#${title.toLowerCase().replaceAll(" ", "-")}`,
      title,
      status,
      detail,
      instance: path.replace(/^\/(epayment|webhooks)(?=\/)/, ""),
      traceId: ids.traceId(),
      extraDetails
    },
    contentType
  )

/** A rule of the domain was broken: the code is in `extraDetails`. */
export const refused = (place: Place, code: RefusalCode, detail = titleOf(code)): Answer =>
  problem(place, statusOf(code), titleOf(code), detail, [{ name: "ErrorCode", reason: code }])

/** The request is malformed: `extraDetails` names the fields, and there is no ErrorCode. */
export const malformed = (place: Place, issues: ReadonlyArray<Issue>): Answer =>
  problem(
    place,
    400,
    "Bad Request",
    "See extraDetails for further details",
    issues.map(({ message, path }) => ({ name: path.map(String).join(".") || "body", reason: message }))
  )

export const field = (place: Place, name: string, message: string): Answer =>
  malformed(place, [{ path: [name], message }])

export const tooLarge = (place: Place): Answer =>
  plain(place, 413, "Payload Too Large", "The body is larger than 1 MiB.")

/** Everything without a code of its own. */
export const plain = (place: Place, status: number, title: string, detail: string): Answer =>
  problem(place, status, title, detail, [])
