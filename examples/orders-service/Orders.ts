/**
 * A service of a shop, built on the Vipps client, with its own types, errors and layer.
 * Its tests are in test/examples/Orders.test.ts.
 */
import { type EPayment, IdempotencyKey, type Money, Vipps, type VippsError } from "@effect-vipps/client"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export interface Order {
  /** The shop's order id: 4 to 40 letters, digits and hyphens. */
  readonly id: string
  readonly total: Money.Amount
  readonly description: string
}

/** The customer has not paid yet, or the payment has ended. */
export class OrderNotPaid extends Data.TaggedError("OrderNotPaid")<{
  readonly orderId: string
  readonly reason: "Waiting" | "Declined" | "Expired"
}> {}

/** The call to Vipps failed. Retrying is safe; the cause includes when and why. */
export class PaymentsUnavailable extends Data.TaggedError("PaymentsUnavailable")<{
  readonly orderId: string
  readonly cause: VippsError.VippsError
}> {}

export class Orders extends Context.Tag("Orders")<
  Orders,
  {
    /** Returns where to send the customer. Two calls for one order return the same URL and make one payment. */
    readonly pay: (order: Order) => Effect.Effect<string, PaymentsUnavailable>
    /** Captures the whole reserved amount. Two calls capture it once. */
    readonly ship: (order: Order) => Effect.Effect<Money.Amount, OrderNotPaid | PaymentsUnavailable>
  }
>() {}

const reasons: { readonly [state: string]: OrderNotPaid["reason"] } = {
  EXPIRED: "Expired",
  ABORTED: "Declined",
  TERMINATED: "Declined"
}

/** Also of a state that is new: nothing is claimed of it. */
const reasonOf = (state: EPayment.State): OrderNotPaid["reason"] => reasons[state] ?? "Waiting"

const unavailable = ({ id }: Order) =>
  Effect.mapError((cause: VippsError.VippsError) => new PaymentsUnavailable({ orderId: id, cause }))

const make = Effect.map(Vipps.Vipps, ({ ePayment }) =>
  // Every key is made from the order, so that a retry sends the same key.
  Orders.of({
    pay: (order) =>
      ePayment
        .createPayment(
          {
            reference: `shop-${order.id}`,
            amount: order.total,
            paymentMethod: { type: "WALLET" },
            userFlow: "WEB_REDIRECT",
            returnUrl: `https://shop.example/orders/${order.id}`,
            paymentDescription: order.description
          },
          { idempotencyKey: IdempotencyKey.make(`shop-${order.id}`, "pay") }
        )
        .pipe(
          unavailable(order),
          Effect.map(({ redirectUrl }) => redirectUrl ?? `https://shop.example/orders/${order.id}`)
        ),

    ship: (order) =>
      Effect.gen(function* () {
        const { aggregate, state } = yield* unavailable(order)(ePayment.getPayment(`shop-${order.id}`))
        if (state !== "AUTHORIZED") return yield* new OrderNotPaid({ orderId: order.id, reason: reasonOf(state) })
        const captured = ePayment.capturePayment(
          `shop-${order.id}`,
          { modificationAmount: aggregate.authorizedAmount },
          { idempotencyKey: IdempotencyKey.make(`shop-${order.id}`, "ship") }
        )
        return (yield* unavailable(order)(captured)).aggregate.capturedAmount
      })
  })
)

export const layer: Layer.Layer<Orders, never, Vipps.Vipps> = Layer.effect(Orders, make)
