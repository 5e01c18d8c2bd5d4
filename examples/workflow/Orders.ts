/** The shop's own record of an order, which the engine does not store. */
import type { EPayment } from "@effect-vipps/client"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

export interface Order {
  readonly reference: string
  readonly amount: EPayment.CreatePaymentRequest["amount"]
  readonly returnUrl: string
  readonly phoneNumber?: string | undefined
}

/** Orders by their reference. */
export class Orders extends Context.Tag("examples/workflow/Orders")<
  Orders,
  { readonly find: (reference: string) => Effect.Effect<Order> }
>() {}
