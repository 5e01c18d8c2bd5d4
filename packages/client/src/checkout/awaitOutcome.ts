import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { poller } from "../internal/outcome/poll.js"
import { isJudged } from "../internal/request/isJudged.js"
import type { AwaitOptions } from "../Operation.js"
import type { VippsConfig } from "../VippsConfig.js"
import type { ReadError } from "../VippsError.js"
import { isDecided, outcomeOf, type SessionOutcome } from "./Outcome.js"
import * as operations from "./operations.js"
import type { Session } from "./Session.js"

/** [U] When Vipps forgets a session whose payment has begun. */
const forgotten = (session: Session): SessionOutcome => {
  const unpaid = session.sessionState === "SessionCreated" || session.sessionState === "SessionStarted"
  return { _tag: unpaid ? "SessionExpired" : "Unknown", session }
}

/** Reads of a session for as long as it lives: one hour, and 30 seconds of grace. */
const readings = poller(operations.getSession, { window: "3630 seconds" })

/**
 * Waits for the outcome of a session. Reads it after 5 seconds, then every 2 seconds, and at once when something about
 * its reference is received in this process; never more than 120 times a minute. All that wait for one session with one
 * configuration share its reads.
 *
 * Ends with one of five outcomes. `Pending` means that the window is over (defaults to one hour and 30 seconds) and the
 * session is still open; `Unknown`, that it is in a state this version does not know. Vipps forgets an expired session:
 * one that Vipps no longer knows is reported as `SessionExpired` if no payment had begun, else as `Unknown`: the customer may
 * have paid, and `EPayment.getPayment` says so. After `PaymentSuccessful`, compare what is reserved with the order:
 * `EPayment.getPayment` returns it, except for a bank transfer, which ePayment does not know.
 *
 * A read that fails temporarily (no response, 5xx, 429, busy) is retried with growing delays, or as `Retry-After` says;
 * only at the end of the window does the wait fail with that error. Other errors end it at once: `VippsInputError`,
 * `VippsAuthError`, and a repeated `VippsNotFoundError` when the session is unknown, had expired before the wait began, or
 * is not found by a gateway rather than by Vipps. After the first, the session is read once more.
 *
 * @example
 * ```ts
 * import { Checkout } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const isPaid = Effect.map(
 *   Checkout.awaitOutcome("order-2026-0001"),
 *   (outcome) => outcome._tag === "PaymentSuccessful"
 * )
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/polling-guidelines/
 * @since 0.1.0
 * @category waiting
 */
export const awaitOutcome: (
  reference: string,
  options?: AwaitOptions
) => Effect.Effect<SessionOutcome, ReadError, VippsConfig | HttpClient.HttpClient> = Effect.fn("Checkout.awaitOutcome")(
  function* (reference, options) {
    const next = yield* readings("Checkout.awaitOutcome", [reference], options)
    let known: Session | undefined
    while (true) {
      const reading = yield* Effect.either(next)
      if (Either.isLeft(reading)) {
        const isGone = reading.left._tag === "VippsNotFoundError" && isJudged(reading.left)
        if (!isGone || known === undefined) return yield* reading.left
        return forgotten(known)
      }
      const { last, value } = reading.right
      const outcome = outcomeOf(value)
      if (last || isDecided(outcome)) return outcome
      known = value
    }
  },
  Effect.scoped
)
