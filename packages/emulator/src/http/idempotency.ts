/**
 * Repeating a call with its idempotency key returns its first response.
 *
 * Source: https://developer.vippsmobilepay.com/docs/knowledge-base/http-headers
 * [U] How long Vipps remembers (here: until a reset), and how wide a key's scope is.
 */
import { createHash } from "node:crypto"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Worlds from "../core/World.js"
import type { ApiRequest, MerchantHandler, MerchantRequest } from "./ApiRequest.js"
import { header } from "./ApiRequest.js"
import type { ApiResponse } from "./ApiResponse.js"
import { fingerprint } from "./body.js"

export const maxKeyLength = 50

export const keyOf = (call: ApiRequest): string | undefined => header(call, "Idempotency-Key")

/** A path's parameter may be of any length, and keys of the data file may not. */
const maxSlotLength = 500

const slotOf = (call: MerchantRequest, scope: string, key: string): string => {
  const slot = `${call.merchant.credentials.merchantSerialNumber} ${scope} ${key}`
  return slot.length > maxSlotLength ? createHash("sha256").update(slot).digest("hex") : slot
}

/** `scope` names the operation, and what else sets one use of a key apart from another. */
export const idempotent =
  (
    scope: (call: MerchantRequest) => string,
    conflict: (call: ApiRequest) => ApiResponse,
    handler: MerchantHandler
  ): MerchantHandler =>
  (call, world) => {
    const key = keyOf(call)
    if (key === undefined) return handler(call, world)
    const slot = slotOf(call, scope(call), key)
    const mark = fingerprint(call)
    const first = HashMap.get(world.answers, slot)
    if (Option.isSome(first)) {
      return [first.value.fingerprint === mark ? first.value.answer : conflict(call), world]
    }
    const [answer, next] = handler(call, world)
    // Refusals stick to their key as well. A failure of the server does not: it is an exception and never gets here.
    return [answer, Worlds.putAnswer(next, slot, { fingerprint: mark, answer })]
  }
