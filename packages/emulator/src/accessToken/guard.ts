/** What a call with an access token requires before its body is read. */
import type { ApiRequest, Handler, MerchantHandler, MerchantRequest } from "../http/ApiRequest.js"
import { header, referenceIn } from "../http/ApiRequest.js"
import type { ApiResponse } from "../http/ApiResponse.js"
import { guarded, rateLimit, refusing } from "../http/guard.js"
import { keyOf, maxKeyLength } from "../http/idempotency.js"
import * as Problem from "../http/problem.js"
import { authorized } from "./tokens.js"

/** How often the operation may be called, by payment and sales unit. */
export interface Rate {
  readonly operation: string
  readonly perMinute: number
}

export interface Demands {
  /** The pattern of the path's parameter, where others are refused, and its name. */
  readonly names?: { readonly what: string; readonly pattern: RegExp }
  readonly rate?: Rate
  readonly idempotencyKey: "required" | "optional" | "ignored"
  /** The response where a required key is missing. */
  readonly missingKey?: (call: ApiRequest) => ApiResponse
  /** Defaults to 50 characters. */
  readonly maxKeyLength?: number
}

const headerRefusal = (demands: Demands, call: MerchantRequest): ApiResponse | undefined => {
  const msn = header(call, "Merchant-Serial-Number")
  if (msn === undefined) {
    return Problem.field(call, "Merchant-Serial-Number", "The Merchant-Serial-Number header is required.")
  }
  if (!/^[0-9]{4,10}$/.test(msn)) {
    return Problem.field(
      call,
      "Merchant-Serial-Number",
      "The header must match the regular expression '^[0-9]{4,10}$'."
    )
  }
  if (msn !== call.merchant.credentials.merchantSerialNumber) {
    return Problem.plain(call, 403, "Forbidden", "Merchant Not Allowed for Ecommerce Payment")
  }
  const key = keyOf(call)
  const longest = demands.maxKeyLength ?? maxKeyLength
  // [U] A missing key gets the code for a missing parameter, a long one a field error.
  if (demands.idempotencyKey === "required" && key === undefined) {
    const message = "The Idempotency-Key header is required."
    return demands.missingKey?.(call) ?? Problem.field(call, "Idempotency-Key", message)
  }
  if (demands.idempotencyKey !== "ignored" && key !== undefined && key.length > longest) {
    return Problem.field(call, "Idempotency-Key", `The header must be a string with a maximum length of ${longest}.`)
  }
  // [U] A reference of the wrong form could also be a 404.
  const { names } = demands
  if (names !== undefined && call.reference !== "" && !names.pattern.test(call.reference)) {
    const { pattern, what } = names
    return Problem.field(
      call,
      what,
      `The field ${what.charAt(0).toUpperCase()}${what.slice(1)} must match the regular expression '${pattern.source}'.`
    )
  }
  return undefined
}

/** Calls without a reference, or with a malformed one, share one count. */
const countedFor =
  ({ names, rate }: Demands) =>
  (call: MerchantRequest): string => {
    const reference = referenceIn(call)
    const isWellFormed = names === undefined || names.pattern.test(reference)
    return `${rate?.operation} ${isWellFormed ? reference : ""}`
  }

/** A refusal here is not remembered for an idempotency key. */
export const guard = (demands: Demands, handler: MerchantHandler): Handler =>
  guarded(
    [
      authorized,
      ...(demands.rate === undefined ? [] : [rateLimit(demands.rate.perMinute, countedFor(demands))]),
      refusing((call) => headerRefusal(demands, call))
    ],
    handler
  )
