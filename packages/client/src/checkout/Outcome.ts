/** How the customer's part of a Checkout session ended. */
import type { Session } from "./Session.js"

/**
 * The outcome of a session, with the session as it was last read.
 *
 * - `PaymentSuccessful`: paid, or the subscription is set up.
 * - `PaymentTerminated`: the payment was aborted, ran out of time or failed.
 * - `SessionExpired`: the session ended unpaid. If Vipps has forgotten it by then, `session` is from before its end.
 * - `Pending`: the time to wait is over and the session is still open.
 * - `Unknown`: a state that this version does not know, or `SessionTerminated`, which Vipps does not document. Deliver
 *   nothing, and read the session again later.
 *
 * @since 0.1.0
 * @category models
 */
export type SessionOutcome =
  | { readonly _tag: "PaymentSuccessful"; readonly session: Session }
  | { readonly _tag: "PaymentTerminated"; readonly session: Session }
  | { readonly _tag: "SessionExpired"; readonly session: Session }
  | { readonly _tag: "Pending"; readonly session: Session }
  | { readonly _tag: "Unknown"; readonly session: Session }

/**
 * The outcome of a session that was read, or received by a callback. {@link awaitOutcome} waits for one.
 *
 * @since 0.1.0
 * @category models
 */
export const outcomeOf = (session: Session): SessionOutcome => {
  switch (session.sessionState) {
    case "PaymentSuccessful":
      return { _tag: "PaymentSuccessful", session }
    case "PaymentTerminated":
      return { _tag: "PaymentTerminated", session }
    case "SessionExpired":
      return { _tag: "SessionExpired", session }
    case "SessionCreated":
    case "SessionStarted":
    case "PaymentInitiated":
      return { _tag: "Pending", session }
    default:
      // [U] What `SessionTerminated` means, which no specification has.
      return { _tag: "Unknown", session }
  }
}

/** Nobody need wait any longer: not for a customer, and not for a state that may pass. */
export const isDecided = ({ _tag }: SessionOutcome): boolean => _tag !== "Pending" && _tag !== "Unknown"
