/**
 * The errors of ePayment that have a code.
 *
 * Source: https://developer.vippsmobilepay.com/docs/knowledge-base/errors
 */
import type { ApiResponse } from "../http/ApiResponse.js"
import { type Place, problem } from "../http/problem.js"
import { type RefusalCode, statusOf, titleOf } from "./errorCodes.js"

/** A rule of the domain was broken: the code is in `extraDetails`. */
export const refused = (place: Place, code: RefusalCode, detail = titleOf(code)): ApiResponse =>
  problem(place, statusOf(code), titleOf(code), detail, [{ name: "ErrorCode", reason: code }])
