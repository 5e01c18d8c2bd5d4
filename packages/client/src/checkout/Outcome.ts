/** How the customer's part of a Checkout session ended. */
import * as Schema from "effect/Schema"
import { openAt } from "../internal/schema/rules.js"
import { type KnownSessionState, Session } from "./Session.js"

/**
 * The outcome of a session, with the session as it was last read.
 *
 * - `PaymentSuccessful`: paid, or the subscription is set up.
 * - `PaymentTerminated`: the payment was aborted, ran out of time or failed.
 * - `SessionExpired`: the session ended unpaid. If Vipps has forgotten it by then, `session` is from before its end.
 * - `Pending`: the time to wait is over and the session is still open.
 * - `Unknown`: a state that this version does not know, or `SessionTerminated`, which Vipps does not document; or a session
 *   that Vipps forgot while its payment was under way. Deliver nothing, offer no new payment, and read the session or
 *   `EPayment.getPayment` again later.
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

const outcome = <Tag extends SessionOutcome["_tag"]>(tag: Tag, ...states: ReadonlyArray<KnownSessionState>) =>
  Schema.Struct({
    _tag: Schema.Literal(tag),
    session: Schema.Struct({ ...Session.fields, sessionState: openAt(...states) })
  })

/**
 * The schema of {@link SessionOutcome}. A session may hold personal data.
 *
 * @since 0.1.0
 * @category schemas
 */
export const SessionOutcome = Schema.Union(
  outcome("PaymentSuccessful", "PaymentSuccessful"),
  outcome("PaymentTerminated", "PaymentTerminated"),
  outcome("SessionExpired", "SessionExpired"),
  outcome("Pending", "SessionCreated", "SessionStarted", "PaymentInitiated"),
  outcome("Unknown")
) satisfies Schema.Schema<SessionOutcome>

/** Nobody need wait any longer: not for a customer, and not for a state that may pass. */
export const isDecided = ({ _tag }: SessionOutcome): boolean => _tag !== "Pending" && _tag !== "Unknown"
