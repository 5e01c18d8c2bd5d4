/** What every ePayment call must carry before its body is looked at. */
import * as Either from "effect/Either"
import * as Rates from "../rates.js"
import { referencePattern } from "../schemas/epayment.js"
import type { World } from "../World.js"
import type { Answer } from "./Answer.js"
import type { Handler, MerchantCall, MerchantHandler } from "./Call.js"
import { header, referenceIn } from "./Call.js"
import * as Gateway from "./gateway.js"
import { keyOf, maxKeyLength } from "./idempotency.js"
import * as Problem from "./problem.js"
import { isAuthorized } from "./token.js"

/** How often the operation may be asked for, by payment and sales unit. */
export interface Rate {
  readonly operation: string
  readonly perMinute: number
}

export interface Demands {
  /** What the path names, where it names something. */
  readonly names: "payment" | "webhook"
  readonly rate?: Rate
  readonly idempotencyKey: "required" | "optional" | "ignored"
}

const headerRefusal = (demands: Demands, call: MerchantCall): Answer | undefined => {
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
  // [U] A missing key gets the code for a missing parameter, a long one a field error.
  if (demands.idempotencyKey === "required" && key === undefined) {
    return Problem.refused(call, "4140", "The Idempotency-Key header is required.")
  }
  if (demands.idempotencyKey !== "ignored" && key !== undefined && key.length > maxKeyLength) {
    return Problem.field(
      call,
      "Idempotency-Key",
      `The header must be a string with a maximum length of ${maxKeyLength}.`
    )
  }
  // [U] A reference of the wrong form could also be a 404.
  if (demands.names === "payment" && call.reference !== "" && !referencePattern.test(call.reference)) {
    return Problem.field(
      call,
      "reference",
      `The field Reference must match the regular expression '${referencePattern.source}'.`
    )
  }
  return undefined
}

/** Calls without a reference, or with a malformed one, share one count. */
const countedFor = (call: MerchantCall, { operation }: Rate): string => {
  const reference = referenceIn(call)
  return `${operation} ${call.merchant.credentials.merchantSerialNumber} ${referencePattern.test(reference) ? reference : ""}`
}

const checkRate = ({ rate }: Demands, call: MerchantCall, world: World): readonly [Answer | undefined, World] => {
  if (rate === undefined || !call.settings.rateLimits) return [undefined, world]
  const [wait, rates] = Rates.count(world.rates, countedFor(call, rate), rate.perMinute, call.now)
  return [wait === undefined ? undefined : Gateway.tooManyRequests(wait), { ...world, rates }]
}

/** Nothing that is refused here is remembered for an idempotency key. */
export const guard =
  (demands: Demands, handler: MerchantHandler): Handler =>
  (call, world) => {
    const merchant = Gateway.merchantOf(call)
    if (Either.isLeft(merchant)) return [merchant.left, world]
    const admitted: MerchantCall = { ...call, merchant: merchant.right }
    if (!isAuthorized(admitted, world)) return [Gateway.unauthorized, world]
    const [tooMany, counted] = checkRate(demands, admitted, world)
    const refusal = tooMany ?? headerRefusal(demands, admitted)
    return refusal === undefined ? handler(admitted, counted) : [refusal, counted]
  }
