/** What every call must carry before its body is looked at. */
import * as Either from "effect/Either"
import { isAuthorized } from "../accessToken/tokens.js"
import * as RateLimits from "../core/rateLimits.js"
import type { World } from "../core/World.js"
import type { Handler, MerchantHandler, MerchantRequest } from "../http/ApiRequest.js"
import { header } from "../http/ApiRequest.js"
import type { ApiResponse } from "../http/ApiResponse.js"
import * as Gateway from "../http/gateway.js"
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

const checkRate = (
  { rate: { operation, per, perMinute } }: Demands,
  call: MerchantRequest,
  world: World
): readonly [ApiResponse | undefined, World] => {
  if (!call.settings.rateLimits) return [undefined, world]
  const about = per === "path" ? Object.values(call.parameters).join(" ") : ""
  const subject = `recurring ${operation} ${call.merchant.credentials.merchantSerialNumber} ${about}`
  const [wait, rates] = RateLimits.count(world.rates, subject, perMinute, call.now)
  return [wait === undefined ? undefined : Gateway.tooManyRequests(wait), { ...world, rates }]
}

/** Nothing that is refused here is remembered for an idempotency key. The handler sees the world as it is by now. */
export const guard =
  (demands: Demands, handler: MerchantHandler): Handler =>
  (call, world) => {
    const merchant = Gateway.merchantOf(call)
    if (Either.isLeft(merchant)) return [merchant.left, world]
    const admitted: MerchantRequest = { ...call, merchant: merchant.right }
    if (!isAuthorized(admitted, world)) return [Gateway.unauthorized, world]
    const [tooMany, counted] = checkRate(demands, admitted, world)
    const refusal = tooMany ?? headerRefusal(demands, admitted)
    return refusal === undefined ? handler(admitted, settle(counted, call.now)) : [refusal, counted]
  }
