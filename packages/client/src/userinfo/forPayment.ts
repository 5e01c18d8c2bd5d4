import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import { isDecided, outcomeOf } from "../epayment/Outcome.js"
import { readings } from "../epayment/readings.js"
import { send } from "../internal/operation/send.js"
import type { AwaitOptions } from "../Operation.js"
import type { VippsConfig } from "../VippsConfig.js"
import type { ReadError } from "../VippsError.js"
import * as operations from "./operations.js"
import type { Userinfo } from "./UserinfoResponse.js"

const sendGetUserinfo = send(operations.getUserinfo)

/**
 * Reads what the customer of a payment has agreed to share (`profile.scope` of its creation). Waits for the customer's
 * id, which Vipps writes a moment after the approval: reads the payment every 2 seconds, for 30 seconds.
 *
 * Returns `undefined` when the window is over without an id: nothing was requested, or the customer has not approved.
 * A payment that has ended without an approval ends the wait at once.
 *
 * Fails as `EPayment.getPayment` and {@link getUserinfo} do.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/userinfo-api/
 * @since 0.1.0
 * @category operations
 */
export const forPayment: (
  reference: string,
  options?: AwaitOptions
) => Effect.Effect<Userinfo | undefined, ReadError, VippsConfig | HttpClient.HttpClient> = Effect.fn(
  "Userinfo.forPayment"
)(function* (reference, options) {
  const waiting = {
    ...options,
    window: options?.window ?? "30 seconds",
    firstReadAfter: options?.firstReadAfter ?? 0
  }
  const next = yield* readings("Userinfo.forPayment", [reference], waiting)
  while (true) {
    const { last, value } = yield* next
    const { sub } = value.profile
    if (sub !== undefined) {
      return yield* sendGetUserinfo({
        parameters: [sub],
        options: { merchantSerialNumber: options?.merchantSerialNumber }
      })
    }
    const outcome = outcomeOf(value)
    if (last || (isDecided(outcome) && outcome._tag !== "Authorized")) return undefined
  }
}, Effect.scoped)
