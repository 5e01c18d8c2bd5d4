/** What every Checkout call requires before its body is read: keys, not access tokens. */
import type { Issue } from "../core/issues.js"
import type { ApiRequest, Handler, MerchantHandler, MerchantRequest } from "../http/ApiRequest.js"
import { header } from "../http/ApiRequest.js"
import type { ApiResponse } from "../http/ApiResponse.js"
import { guarded, refusing } from "../http/guard.js"
import { keyOf, maxKeyLength } from "../http/idempotency.js"
import * as Problem from "./problem.js"

/** [P] The specification's limit of 30 characters is not enforced: plugins in production send whole URLs. */
const systemHeaders = [
  "Vipps-System-Name",
  "Vipps-System-Version",
  "Vipps-System-Plugin-Name",
  "Vipps-System-Plugin-Version"
] as const

const headerIssues = (call: ApiRequest): ReadonlyArray<Issue> => {
  const issues: Array<Issue> = []
  const required = (name: string, test = /^/, rule = "") => {
    const value = header(call, name) ?? ""
    if (value === "") issues.push({ path: [name], message: "The field is required." })
    else if (!test.test(value)) issues.push({ path: [name], message: rule })
  }
  required("Merchant-Serial-Number", /^[0-9]{4,10}$/, "The header must be 4 to 10 digits.")
  // [U] The specification requires all four; whether the server does is not known.
  for (const name of systemHeaders) required(name)
  if ((keyOf(call) ?? "").length > maxKeyLength) {
    issues.push({ path: ["Idempotency-Key"], message: `The header must have a maximum length of ${maxKeyLength}.` })
  }
  return issues
}

const refusal = (call: MerchantRequest): ApiResponse | undefined => {
  const { credentials } = call.merchant
  if (
    header(call, "client_id") !== credentials.clientId ||
    header(call, "client_secret") !== credentials.clientSecret
  ) {
    return Problem.plain(call, 401, "Authentication-00401", "The client credentials are missing or wrong.")
  }
  const issues = headerIssues(call)
  if (issues.length > 0) return Problem.invalid(call, issues)
  return header(call, "Merchant-Serial-Number") === credentials.merchantSerialNumber
    ? undefined
    : Problem.plain(call, 403, "Authorization-00403", "The keys do not belong to this merchant serial number.")
}

export const guard = (handler: MerchantHandler): Handler => guarded([refusing(refusal)], handler)
