/** The shop's orders and their payments, as a service with its own types, errors and layer. */
import { type EPayment, IdempotencyKey, Money, Vipps, type VippsError, type Webhooks } from "@effect-vipps/client"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import { explain } from "./explain.js"
import { learn, type Order, type Payment, statusOf, sumsOf } from "./Order.js"
import type { Product } from "./Products.js"
import { ShopConfig } from "./ShopConfig.js"

export class UnknownOrder extends Data.TaggedError("UnknownOrder")<{ readonly reference: string }> {}

/** The order does not allow it. No request was sent. */
export class NotPossible extends Data.TaggedError("NotPossible")<{ readonly message: string }> {}

/** Vipps did not carry out the request. The message is for the user, the cause for the log. */
export class PaymentProblem extends Data.TaggedError("PaymentProblem")<{
  readonly message: string
  readonly cause: VippsError.VippsError
}> {}

type Changed = Effect.Effect<Order, UnknownOrder | NotPossible | PaymentProblem>

export class Orders extends Context.Tag("webshop/Orders")<
  Orders,
  {
    /** Newest first. */
    readonly all: Effect.Effect<ReadonlyArray<Order>>
    /** Returns where to send the customer. A product in a cart is one order and one payment, also after several calls. */
    readonly pay: (cart: string, product: Product) => Effect.Effect<string, PaymentProblem>
    /** Returns the order once it is settled. Reads the payment for a few seconds, then returns what is known. */
    readonly settled: (reference: string) => Effect.Effect<Order, UnknownOrder | PaymentProblem>
    /** Handles a webhook. Runs again if it fails, and never after it has succeeded. */
    readonly heard: (event: Webhooks.EPaymentEvent) => Effect.Effect<void, PaymentProblem>
    /** Reads the payment of every order that waits for its customer, because a webhook may never arrive. */
    readonly reconcile: Effect.Effect<void>
    /** Captures the whole reserved amount, including the shipping of Express. */
    readonly ship: (reference: string) => Changed
    /** Refunds `value` minor units after `before` were refunded. Two equal calls refund once. */
    readonly refund: (reference: string, value: number, before: number) => Changed
    /** Releases the reservation, or ends a payment that is not approved yet. */
    readonly cancel: (reference: string) => Changed
  }
>() {}

const make = Effect.gen(function* () {
  const { shippingToken, url } = yield* ShopConfig
  const { ePayment } = yield* Vipps.Vipps
  const orders = yield* Ref.make<ReadonlyMap<string, Order>>(new Map()) // In place of a database.

  const find = (reference: string) =>
    Effect.flatMap(Ref.get(orders), (all) =>
      Effect.mapError(Effect.fromNullable(all.get(reference)), () => new UnknownOrder({ reference }))
    )

  /** Changes the current order, or adds a new one. */
  const update = (order: Order, change: (order: Order) => Order) =>
    Ref.modify(orders, (all) => {
      const next = change(all.get(order.reference) ?? order)
      return [next, new Map(all).set(order.reference, next)]
    })

  const store = (order: Order, payment: Payment) => update(order, (known) => learn(known, payment))

  /** Maps the error of an operation to the shop's. */
  const ask = <A>(operation: Effect.Effect<A, VippsError.VippsError>) =>
    operation.pipe(
      Effect.tapError(({ message }) => Effect.logError(message)), // No secrets and no personal data in it.
      Effect.mapError((cause) => new PaymentProblem({ message: explain(cause), cause }))
    )

  const read = (order: Order) =>
    Effect.flatMap(ask(ePayment.getPayment(order.reference)), (payment) => store(order, payment))

  /** A capture, refund or cancellation. After any failure the sums are read again: they show what has happened. */
  const change = (order: Order, operation: Effect.Effect<EPayment.ModificationResponse, VippsError.VippsError>) =>
    operation.pipe(
      // Vipps repeats a rejection for its key. After any other error the next attempt must reuse the key, to pay only once.
      Effect.tapErrorTag("VippsRequestError", ({ outcome, retryable }) =>
        outcome === "refused" && !retryable
          ? update(order, (known) => ({ ...known, refusals: known.refusals + 1 }))
          : Effect.void
      ),
      ask,
      Effect.flatMap((payment) => store(order, payment)),
      Effect.tapError(() => Effect.ignore(read(order)))
    )

  // Every key is made from the order, so that a retry sends the same key.
  return Orders.of({
    all: Effect.map(Ref.get(orders), (all) => [...all.values()].reverse()),

    pay: (cart, product) =>
      Effect.gen(function* () {
        const reference = `${product.id}-${cart}`
        const returnUrl = `${url}/orders/${reference}`
        const order = yield* update(
          { reference, product, redirectUrl: undefined, payment: undefined, events: [], refusals: 0 },
          (known) => known
        )
        const { redirectUrl = returnUrl } = yield* ask(
          ePayment.createPayment(
            {
              reference,
              amount: product.price,
              paymentMethod: { type: "WALLET" },
              userFlow: "WEB_REDIRECT",
              returnUrl,
              paymentDescription: product.name,
              ...(product.express && {
                profile: { scope: "name address phoneNumber" },
                shipping: {
                  dynamicOptions: {
                    callbackUrl: `${url}/vipps/shipping`,
                    callbackAuthorizationToken: Redacted.value(shippingToken)
                  }
                }
              })
            },
            { idempotencyKey: IdempotencyKey.make(reference) }
          )
        )
        yield* update(order, (known) => ({ ...known, redirectUrl }))
        return redirectUrl
      }),

    settled: (reference) =>
      Effect.gen(function* () {
        const order = yield* find(reference)
        if (statusOf(order) !== "Waiting") return order
        const wait = ePayment.awaitOutcome(reference, { firstReadAfter: 0, window: "4 seconds" })
        return yield* store(order, (yield* ask(wait)).payment)
      }),

    // An event says that something happened; the current state comes from reading the payment.
    heard: ({ amount, name, reference }) =>
      find(reference).pipe(
        Effect.flatMap(read),
        Effect.flatMap((order) =>
          update(order, (known) => ({ ...known, events: [...known.events, `${name} ${Money.format(amount)}`] }))
        ),
        // Of another shop at the same sales unit, or from before a restart: Vipps need not redeliver it.
        Effect.catchTag("UnknownOrder", () => Effect.logWarning(`A webhook about ${reference}, which is not ours`))
      ),

    reconcile: Effect.gen(function* () {
      for (const order of (yield* Ref.get(orders)).values()) {
        if (order.redirectUrl !== undefined && statusOf(order) === "Waiting") yield* Effect.ignore(read(order))
      }
    }),

    ship: (reference) =>
      Effect.gen(function* () {
        const order = yield* Effect.flatMap(find(reference), read)
        const { captured, remaining } = sumsOf(order)
        if (remaining.value > 0) {
          return yield* change(
            order,
            ePayment.capturePayment(
              reference,
              { modificationAmount: remaining },
              { idempotencyKey: IdempotencyKey.make(reference, "ship", captured.value, order.refusals) }
            )
          )
        }
        if (captured.value > 0) return order // The second click.
        return yield* new NotPossible({ message: `Nothing to ship: this order is ${statusOf(order).toLowerCase()}.` })
      }),

    // `before` comes from the page: a second click has the same key, and a second refund has another one.
    refund: (reference, value, before) =>
      Effect.gen(function* () {
        const order = yield* find(reference)
        const { captured } = sumsOf(order)
        const most = { ...captured, value: captured.value - before }
        if (value < 1 || value > most.value) {
          return yield* new NotPossible({
            message: `A refund is at least 0.01 and here at most ${Money.format(most)}.`
          })
        }
        return yield* change(
          order,
          ePayment.refundPayment(
            reference,
            { modificationAmount: { ...captured, value } },
            { idempotencyKey: IdempotencyKey.make(reference, "refund", before, order.refusals) }
          )
        )
      }),

    cancel: (reference) =>
      Effect.gen(function* () {
        const order = yield* Effect.flatMap(find(reference), read)
        if (sumsOf(order).cancellable.value > 0) {
          const idempotencyKey = IdempotencyKey.make(reference, "cancel", order.refusals)
          return yield* change(order, ePayment.cancelPayment(reference, {}, { idempotencyKey }))
        }
        if (statusOf(order) === "Cancelled") return order // The second click.
        return yield* new NotPossible({ message: `Nothing to cancel: this order is ${statusOf(order).toLowerCase()}.` })
      })
  })
})

export const layer: Layer.Layer<Orders, never, ShopConfig | Vipps.Vipps> = Layer.effect(Orders, make)
