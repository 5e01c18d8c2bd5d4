import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import type { AwaitOptions } from "../Operation.js"
import type { VippsConfig } from "../VippsConfig.js"
import type { ReadError } from "../VippsError.js"
import { isDecided, outcomeOf, type PaymentOutcome } from "./Outcome.js"
import { readings } from "./readings.js"

/**
 * Waits for the outcome of a payment. Reads it after 5 seconds, then every 2 seconds, and at once when a webhook about
 * it is received in this process; never more than 120 times a minute. All that wait for one payment with one
 * configuration, here or in {@link changes}, share its reads.
 *
 * Ends with one of six outcomes. `Pending` means that the window is over (defaults to 10 minutes and 30 seconds) and
 * Vipps still returns `CREATED`: the payment was not rejected, so deliver nothing and ask again later. `Unknown`
 * means that it is in a state this version does not know. A process may end while it waits: ask again about unsettled
 * payments when it starts.
 *
 * A read that fails temporarily (no response, 5xx, 429, busy) is retried with growing delays, or as `Retry-After` says;
 * only at the end of the window does the wait fail with that error. Other errors end it at once: `VippsInputError`,
 * `VippsAuthError`, and a repeated `VippsNotFoundError`: after the first in a row, the payment is read once more.
 *
 * @example
 * ```ts
 * import { EPayment } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const settled = Effect.gen(function* () {
 *   const outcome = yield* EPayment.awaitOutcome("order-2026-0001")
 *   switch (outcome._tag) {
 *     case "Authorized":
 *       return EPayment.remaining(outcome.payment).value > 0 ? "send the goods, then capture" : "released meanwhile"
 *     case "Aborted":
 *     case "Expired":
 *     case "Terminated":
 *       return "no money is reserved: offer a new try, with a new reference"
 *     default: // Pending, Unknown
 *       return "ask again later"
 *   }
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/polling-guidelines/
 * @since 0.1.0
 * @category waiting
 */
export const awaitOutcome: (
  reference: string,
  options?: AwaitOptions
) => Effect.Effect<PaymentOutcome, ReadError, VippsConfig | HttpClient.HttpClient> = Effect.fn("EPayment.awaitOutcome")(
  function* (reference, options) {
    const next = yield* readings("EPayment.awaitOutcome", [reference], options)
    while (true) {
      const { last, value } = yield* next
      const outcome = outcomeOf(value)
      if (last || isDecided(outcome)) return outcome
    }
  },
  Effect.scoped
)
