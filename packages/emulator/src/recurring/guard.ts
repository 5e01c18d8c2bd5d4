/** What every call must carry before its body is looked at. */
import { authorized } from "../accessToken/tokens.js"
import type { Handler, MerchantHandler, MerchantRequest } from "../http/ApiRequest.js"
import { header } from "../http/ApiRequest.js"
import type { ApiResponse } from "../http/ApiResponse.js"
import { guarded, rateLimit, refusing } from "../http/guard.js"
import { keyOf } from "../http/idempotency.js"
import { plain, refusedAs } from "./problem.js"
import { settle } from "./time.js"

export interface Demands {
  readonly idempotencyKey: "required" | "ignored"
  /** How often the operation may be called in a minute. */
  readonly rate: {
    readonly operation: string
    readonly perMinute: number
    /** What is counted: the sales unit's calls, or those about what the path names. */
    readonly per: "merchant" | "path"
  }
}

/** [P] The server's own rule; the specification allows all but `#`, `?`, `/` and a backslash. */
const keyPattern = /^[A-Za-z0-9-]{1,40}$/

const headerRefusal = ({ idempotencyKey }: Demands, call: MerchantRequest): ApiResponse | undefined => {
  const msn = header(call, "Merchant-Serial-Number")
  // [U] The response where the header names another sales unit.
  if (msn !== undefined && msn !== call.merchant.credentials.merchantSerialNumber)
    return plain(call, 403, "The keys do not belong to this Merchant-Serial-Number.")
  if (idempotencyKey === "ignored") return undefined
  const key = keyOf(call)
  if (key === undefined) return refusedAs(call, "idempotency-key-header", "Missing value for Idempotency-Key")
  return keyPattern.test(key)
    ? undefined
    : refusedAs(call, "idempotency-key-header", "Invalid value for Idempotency-Key")
}

const countedFor =
  ({ rate: { operation, per } }: Demands) =>
  ({ parameters }: MerchantRequest): string =>
    `recurring ${operation} ${per === "path" ? Object.values(parameters).join(" ") : ""}`

/** No refusal here is remembered for an idempotency key. The handler gets the world as of now. */
export const guard = (demands: Demands, handler: MerchantHandler): Handler =>
  guarded(
    [
      authorized,
      rateLimit(demands.rate.perMinute, countedFor(demands)),
      refusing((call) => headerRefusal(demands, call))
    ],
    (call, world) => handler(call, settle(world, call.now))
  )
