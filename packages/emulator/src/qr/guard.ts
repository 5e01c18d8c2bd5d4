/** What every call must carry. There are no idempotency keys, and no limits are known. */
import { authorized } from "../accessToken/tokens.js"
import type { Handler, MerchantHandler, MerchantRequest } from "../http/ApiRequest.js"
import { header } from "../http/ApiRequest.js"
import type { ApiResponse } from "../http/ApiResponse.js"
import { unauthorized } from "../http/gateway.js"
import { guarded, refusing } from "../http/guard.js"
import { forbidden, invalid } from "../http/namedParameters.js"

const ofOther = (call: MerchantRequest, msn: string): boolean => msn !== call.merchant.credentials.merchantSerialNumber

/** [U] The response where the header names another sales unit: the specification has no 403 here. */
const optionalMsn = (call: MerchantRequest): ApiResponse | undefined => {
  const msn = header(call, "Merchant-Serial-Number")
  return msn !== undefined && ofOther(call, msn) ? unauthorized : undefined
}

const requiredMsn = (call: MerchantRequest): ApiResponse | undefined => {
  const msn = header(call, "Merchant-Serial-Number")
  if (msn === undefined) {
    return invalid(call, [{ name: "Merchant-Serial-Number", reason: "The Merchant-Serial-Number header is required." }])
  }
  return ofOther(call, msn) ? forbidden(call) : undefined
}

/** Of codes that lead to a page, and of exchanges. */
export const guard = (handler: MerchantHandler): Handler => guarded([authorized, refusing(optionalMsn)], handler)

/** Of codes that customers check in with. */
export const callbackGuard = (handler: MerchantHandler): Handler =>
  guarded([authorized, refusing(requiredMsn)], handler)
