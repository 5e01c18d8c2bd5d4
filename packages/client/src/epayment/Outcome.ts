/** How the customer's part of a payment ended. */
import type { Payment } from "./Payment.js"

/**
 * The outcome of a payment, with the payment as it was read. Only `Authorized` means that money is reserved; `Pending`
 * means that the outcome is still unknown at the end of the window: read the payment later, and deliver nothing.
 *
 * - `Authorized`: the customer approved. Capture when the goods are sent.
 * - `Aborted`: the customer rejected the payment, or went back from the landing page.
 * - `Expired`: the customer's time ran out.
 * - `Terminated`: the merchant cancelled it before it was approved.
 * - `Pending`: Vipps still says `CREATED`, or a state unknown to this version.
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
    default:
      return { _tag: "Pending", payment }
  }
}
