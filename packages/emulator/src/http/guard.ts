/** What a request must pass before its handler runs. */
import * as Either from "effect/Either"
import * as RateLimits from "../core/rateLimits.js"
import type { World } from "../core/World.js"
import type { Handler, MerchantHandler, MerchantRequest } from "./ApiRequest.js"
import type { ApiResponse } from "./ApiResponse.js"
import * as Gateway from "./gateway.js"

/** A refusal or undefined, and the world that has noted the request. */
export type Check = (call: MerchantRequest, world: World) => readonly [ApiResponse | undefined, World]

/** A check that notes nothing. */
export const refusing =
  (refusal: (call: MerchantRequest, world: World) => ApiResponse | undefined): Check =>
  (call, world) => [refusal(call, world), world]

/** At most so many requests a minute of one sales unit with the same subject. */
export const rateLimit =
  (perMinute: number, subjectOf: (call: MerchantRequest) => string): Check =>
  (call, world) => {
    if (!call.settings.rateLimits) return [undefined, world]
    const subject = `${call.merchant.credentials.merchantSerialNumber} ${subjectOf(call)}`
    const [wait, rates] = RateLimits.count(world.rates, subject, perMinute, call.now)
    return [wait === undefined ? undefined : Gateway.tooManyRequests(wait), { ...world, rates }]
  }

/**
 * Finds the sales unit by its subscription key and runs the checks in order; the first refusal ends the request. No
 * refusal of a check is remembered for an idempotency key.
 */
export const guarded =
  (checks: ReadonlyArray<Check>, handler: MerchantHandler): Handler =>
  (call, before) => {
    const merchant = Gateway.merchantOf(call)
    if (Either.isLeft(merchant)) return [merchant.left, before]
    const admitted: MerchantRequest = { ...call, merchant: merchant.right }
    let world = before
    for (const check of checks) {
      const [refusal, noted] = check(admitted, world)
      if (refusal !== undefined) return [refusal, noted]
      world = noted
    }
    return handler(admitted, world)
  }
