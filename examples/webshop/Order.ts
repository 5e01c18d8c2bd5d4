/** An order, and the latest known state of its payment. */
import { EPayment } from "@effect-vipps/client"
import type { Product } from "./Products.js"

export interface Order {
  /** Made from the cart and the product. Also the reference of its payment at Vipps. */
  readonly reference: string
  readonly product: Product
  /** Where the customer pays; undefined until Vipps has made the payment. */
  readonly redirectUrl: string | undefined
  /** The latest state from Vipps: a payment that was read, or the response to a change. */
  readonly payment: Payment | undefined
  /** The events that Vipps delivered, each once. */
  readonly events: ReadonlyArray<string>
  /** How often Vipps rejected a change: the next attempt is a new request, and needs a new idempotency key. */
  readonly refusals: number
}

export type Payment = EPayment.HasAggregate & Pick<EPayment.Payment, "shippingDetails">

const none = { value: 0, currency: "NOK" } as const

/** The sums of an order; all zero until the customer has approved. */
export const sumsOf = ({ payment }: Order) => ({
  authorized: payment?.aggregate.authorizedAmount ?? none,
  captured: payment?.aggregate.capturedAmount ?? none,
  refunded: payment?.aggregate.refundedAmount ?? none,
  remaining: payment === undefined ? none : EPayment.remaining(payment),
  refundable: payment === undefined ? none : EPayment.refundable(payment),
  cancellable: payment === undefined ? none : EPayment.cancellable(payment)
})

export type Status = "Waiting" | "Paid" | "Shipped" | "Refunded" | "Declined" | "Expired" | "Cancelled"

export const statusOf = (order: Order): Status => {
  const { captured, refundable, remaining } = sumsOf(order)
  switch (order.payment?.state) {
    case "AUTHORIZED":
      if (captured.value > 0) return refundable.value > 0 ? "Shipped" : "Refunded"
      return remaining.value > 0 ? "Paid" : "Cancelled"
    case "ABORTED":
      return "Declined"
    case "EXPIRED":
      return "Expired"
    case "TERMINATED":
      return "Cancelled"
    default:
      return "Waiting" // Also for an unknown state: the page must not claim anything.
  }
}

const progress = ({ aggregate, state }: Payment): number =>
  (state === "CREATED" ? 0 : 1) +
  aggregate.authorizedAmount.value +
  aggregate.capturedAmount.value +
  aggregate.refundedAmount.value +
  aggregate.cancelledAmount.value

/**
 * The order with a payment from Vipps. The state changes once and the sums only grow, so the response with the greater
 * sums is the newer one, in whatever order they arrive.
 */
export const learn = (order: Order, payment: Payment): Order =>
  order.payment !== undefined && progress(order.payment) > progress(payment)
    ? order
    : { ...order, payment: { ...order.payment, ...payment } }
