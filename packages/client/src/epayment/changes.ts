import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import { pulled } from "../internal/operation/pulled.js"
import type { Amount } from "../Money.js"
import type { AwaitOptions } from "../Operation.js"
import type { VippsConfig } from "../VippsConfig.js"
import type { ReadError } from "../VippsError.js"
import { isDecided, outcomeOf } from "./Outcome.js"
import type { Payment } from "./Payment.js"
import { readings } from "./readings.js"

const equal = (a: Amount, b: Amount) => a.value === b.value && a.currency === b.currency

const unchanged = (a: Payment, b: Payment): boolean =>
  a.state === b.state &&
  equal(a.aggregate.authorizedAmount, b.aggregate.authorizedAmount) &&
  equal(a.aggregate.capturedAmount, b.aggregate.capturedAmount) &&
  equal(a.aggregate.refundedAmount, b.aggregate.refundedAmount) &&
  equal(a.aggregate.cancelledAmount, b.aggregate.cancelledAmount)

/**
 * Follows a payment as a stream: the payment as first read, then each time its state or its aggregate differs. Read
 * and woken as {@link awaitOutcome} is, with the same options and errors.
 *
 * It ends after a final state, which is its last element, or when the window is over; then the last element may still
 * say `CREATED`. What happens later, captures and refunds, is the merchant's own doing and is not followed.
 *
 * @example
 * ```ts
 * import { EPayment } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 *
 * const shown = EPayment.changes("order-2026-0001").pipe(
 *   Stream.runForEach((payment) => Effect.log(`The payment is ${payment.state}`))
 * )
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/polling-guidelines/
 * @since 0.1.0
 * @category waiting
 */
export const changes = (
  reference: string,
  options?: AwaitOptions
): Stream.Stream<Payment, ReadError, VippsConfig | HttpClient.HttpClient> =>
  pulled(
    Effect.map(readings("EPayment.changes", [reference], options), (next) => {
      let known: Payment | undefined
      let ended = false
      const look = Effect.map(next, ({ last, value }) => {
        ended = last || isDecided(outcomeOf(value))
        const items = known !== undefined && unchanged(known, value) ? [] : [value]
        known = value
        return items
      })
      return Effect.suspend(() => (ended ? Effect.succeed(undefined) : look))
    })
  )
