/** How the customer's part of a Checkout session ended. */
import type { Session } from "./Session.js"

/**
 * The outcome of a session, with the session as it was last read.
 *
 * - `PaymentSuccessful`: paid, or the subscription is set up.
 * - `PaymentTerminated`: the payment was aborted, ran out of time or failed.
 * - `SessionExpired`: the session ended unpaid. If Vipps has forgotten it by then, `session` is from before its end.
 * - `Pending`: the time to wait is over and the session is still open, or in a state unknown to this version.
 *
 * @since 0.1.0
 * @category models
 */
export type SessionOutcome =
  | { readonly _tag: "PaymentSuccessful"; readonly session: Session }
  | { readonly _tag: "PaymentTerminated"; readonly session: Session }
  | { readonly _tag: "SessionExpired"; readonly session: Session }
  | { readonly _tag: "Pending"; readonly session: Session }

/** [U] What `SessionTerminated` means, which no specification has: the wait goes on. */
export const sessionOutcomeOf = (session: Session): SessionOutcome => {
  switch (session.sessionState) {
    case "PaymentSuccessful":
      return { _tag: "PaymentSuccessful", session }
    case "PaymentTerminated":
      return { _tag: "PaymentTerminated", session }
    case "SessionExpired":
      return { _tag: "SessionExpired", session }
    default:
      return { _tag: "Pending", session }
  }
}
