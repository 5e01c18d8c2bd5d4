/** How the customer's part of a payment ended. */
import * as Schema from "effect/Schema"
import { openAt } from "../internal/schema/rules.js"
import { type KnownState, Payment } from "./Payment.js"

/**
 * The outcome of a payment, with the payment as it was read. Only `Authorized` means that the customer approved; `Pending`
 * means that the outcome is still unknown at the end of the window: read the payment later, and deliver nothing.
 *
 * - `Authorized`: the customer approved. Capture when the goods are sent. It stays the outcome when the payment is released
 *   or refunded later: `remaining(payment)` is what can still be captured.
 * - `Aborted`: the customer rejected the payment, or went back from the landing page.
 * - `Expired`: the customer's time ran out.
 * - `Terminated`: the merchant cancelled it before it was approved.
 * - `Pending`: Vipps still says `CREATED`.
 * - `Unknown`: a state that this version does not know. Update the package; until then read `payment.aggregate`, and
 *   deliver nothing.
 *
 * @since 0.1.0
 * @category models
 */
export type PaymentOutcome =
  | { readonly _tag: "Authorized"; readonly payment: Payment }
  | { readonly _tag: "Aborted"; readonly payment: Payment }
  | { readonly _tag: "Expired"; readonly payment: Payment }
  | { readonly _tag: "Terminated"; readonly payment: Payment }
  | { readonly _tag: "Pending"; readonly payment: Payment }
  | { readonly _tag: "Unknown"; readonly payment: Payment }

/**
 * The outcome of a payment that was read. {@link awaitOutcome} waits for one.
 *
 * @example
 * ```ts
 * import { EPayment } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const isReserved = Effect.map(
 *   EPayment.getPayment("order-2026-0001"),
 *   (payment) => EPayment.outcomeOf(payment)._tag === "Authorized" && EPayment.remaining(payment).value > 0
 * )
 * ```
 *
 * @since 0.1.0
 * @category models
 */
export const outcomeOf = (payment: Payment): PaymentOutcome => {
  switch (payment.state) {
    case "AUTHORIZED":
      return { _tag: "Authorized", payment }
    case "ABORTED":
      return { _tag: "Aborted", payment }
    case "EXPIRED":
      return { _tag: "Expired", payment }
    case "TERMINATED":
      return { _tag: "Terminated", payment }
    case "CREATED":
      return { _tag: "Pending", payment }
    default:
      return { _tag: "Unknown", payment }
  }
}

const outcome = <Tag extends PaymentOutcome["_tag"]>(tag: Tag, ...states: ReadonlyArray<KnownState>) =>
  Schema.Struct({
    _tag: Schema.Literal(tag),
    payment: Schema.Struct({ ...Payment.fields, state: openAt(...states) })
  })

/**
 * The schema of {@link PaymentOutcome}. A payment may hold personal data: `userDetails`, `shippingDetails`.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PaymentOutcome = Schema.Union(
  outcome("Authorized", "AUTHORIZED"),
  outcome("Aborted", "ABORTED"),
  outcome("Expired", "EXPIRED"),
  outcome("Terminated", "TERMINATED"),
  outcome("Pending", "CREATED"),
  outcome("Unknown")
) satisfies Schema.Schema<PaymentOutcome>

/** Nobody need wait any longer: not for a customer, and not for a state that may pass. */
export const isDecided = ({ _tag }: PaymentOutcome): boolean => _tag !== "Pending" && _tag !== "Unknown"
