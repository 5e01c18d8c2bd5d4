/** A payment from its creation to the refund, as a workflow that outlives the process that started it. */
import * as Activity from "@effect/workflow/Activity"
import * as DurableDeferred from "@effect/workflow/DurableDeferred"
import * as Workflow from "@effect/workflow/Workflow"
import { EPayment, IdempotencyKey, VippsError } from "@effect-vipps/client"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { alarm } from "./Alarm.js"
import { Orders } from "./Orders.js"

/** What became of a payment. */
export const PaymentEnd = Schema.Literal("Captured", "Refunded", "NotPaid", "NotShipped")

export type PaymentEnd = typeof PaymentEnd.Type

/**
 * An execution is its reference: a second start with the same one is the same payment, for ever. The engine stores the
 * reference and nothing else; what the payment is about is in {@link Orders}.
 */
export const Payment = Workflow.make({
  name: "Payment",
  payload: { reference: Schema.String },
  success: PaymentEnd,
  error: VippsError.VippsError,
  idempotencyKey: ({ reference }) => reference
})

/** The customer has decided (`true`), or the time to do so is over. Which of these it is, Vipps says. */
const Decided = DurableDeferred.make("Decided", { success: Schema.Boolean })

/** The goods have left (`true`), or the order was given up. */
const Shipped = DurableDeferred.make("Shipped", { success: Schema.Boolean })

/** The goods came back (`true`), or can no longer come back. */
const Returned = DurableDeferred.make("Returned", { success: Schema.Boolean })

const signals = { Decided, Shipped, Returned }

export type Signal = keyof typeof signals

export const signalNames = Object.keys(signals) as ReadonlyArray<Signal>

/** Signals a payment. The first value of a signal stays; later ones are ignored. */
export const signal = (reference: string, name: Signal, value = true) =>
  Effect.flatMap(
    DurableDeferred.tokenFromPayload(signals[name], { workflow: Payment, payload: { reference } }),
    (token) => DurableDeferred.succeed(signals[name], { token, value })
  )

/** How long a payment waits for each signal. */
export type Waits = { readonly [Name in Signal]: Duration.DurationInput }

/** For a day. Every repetition sends the same key. */
const patiently = {
  while: VippsError.isWorthRepeating,
  schedule: Schedule.exponential("200 millis").pipe(Schedule.union(Schedule.spaced("1 minute")), Schedule.upTo("1 day"))
}

/**
 * A step that is stored when it has ended, without its response, which may name a customer. An engine that dies between
 * Vipps' response and its own storing repeats the step, with the same key.
 */
const step = <R>(name: string, call: Effect.Effect<unknown, VippsError.VippsError, R>) =>
  Activity.make({
    name,
    error: VippsError.VippsError,
    execute: call.pipe(Effect.retry(patiently), Effect.asVoid)
  })

/** What is not approved ends, what is reserved is released. These are two intents, and have two keys. */
const cancel = (reference: string, intent: "expire" | "release") =>
  EPayment.cancelPayment(
    reference,
    { cancelTransactionOnly: intent === "expire" },
    { idempotencyKey: IdempotencyKey.make(reference, intent) }
  )

/**
 * Whether the customer has approved, when the wait is over. A payment that is not decided is cancelled, so that nobody
 * approves one that no workflow waits for.
 */
const isAuthorized = (reference: string) =>
  Activity.make({
    name: "isAuthorized",
    success: Schema.Boolean,
    error: VippsError.VippsError,
    execute: Effect.gen(function* () {
      const outcome = Effect.map(EPayment.getPayment(reference), (payment) => EPayment.outcomeOf(payment)._tag)
      if ((yield* outcome) === "Pending") {
        // Refused if the customer approves at this very moment.
        yield* Effect.catchTag(cancel(reference, "expire"), "VippsRequestError", () => Effect.void)
      }
      return (yield* outcome) === "Authorized"
    }).pipe(Effect.retry(patiently))
  })

const create = (reference: string) =>
  Effect.gen(function* () {
    const { amount, phoneNumber, returnUrl } = yield* Effect.flatMap(Orders, ({ find }) => find(reference))
    yield* EPayment.createPayment(
      {
        reference,
        amount,
        returnUrl,
        paymentMethod: { type: "WALLET" },
        userFlow: "WEB_REDIRECT",
        ...(phoneNumber === undefined ? {} : { customer: { phoneNumber } })
      },
      { idempotencyKey: IdempotencyKey.make(reference, "create") }
    )
  })

/** Captures or refunds all of it. */
const move = (reference: string, operation: "capture" | "refund") =>
  Effect.gen(function* () {
    const { amount } = yield* Effect.flatMap(Orders, ({ find }) => find(reference))
    const send = operation === "capture" ? EPayment.capturePayment : EPayment.refundPayment
    yield* send(
      reference,
      { modificationAmount: amount },
      { idempotencyKey: IdempotencyKey.make(reference, operation) }
    )
  })

/** The steps of a payment. */
export const layer = (waits: Waits) => {
  const waitFor = (reference: string, name: Signal) =>
    Effect.zipRight(alarm(reference, name, waits[name]), DurableDeferred.await(signals[name]))
  return Payment.toLayer(
    Effect.fnUntraced(function* ({ reference }) {
      yield* step("create", create(reference))
      yield* waitFor(reference, "Decided")
      if (!(yield* isAuthorized(reference))) return "NotPaid" as const
      if (!(yield* waitFor(reference, "Shipped"))) {
        yield* step("cancel", cancel(reference, "release"))
        return "NotShipped" as const
      }
      yield* step("capture", move(reference, "capture"))
      if (!(yield* waitFor(reference, "Returned"))) return "Captured" as const
      yield* step("refund", move(reference, "refund"))
      return "Refunded" as const
    })
  )
}
