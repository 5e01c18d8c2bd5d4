/** A payment from its creation to the refund, as a workflow that outlives the process that started it. */
import * as Activity from "@effect/workflow/Activity"
import * as DurableDeferred from "@effect/workflow/DurableDeferred"
import * as Workflow from "@effect/workflow/Workflow"
import { EPayment, IdempotencyKey, VippsError } from "@effect-vipps/client"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Alarm from "./Alarm.js"
import { Orders } from "./Orders.js"
import { durable, patiently, step } from "./step.js"

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
}).annotateContext(durable)

/** The customer has decided (`true`), or the time to do so is over. Which of these it is, Vipps says. */
const Decided = Alarm.signal("Decided")

/** The goods have left (`true`), or the order was given up. */
const Shipped = Alarm.signal("Shipped")

/** The goods came back (`true`), or can no longer come back. */
const Returned = Alarm.signal("Returned")

const signals = { Decided, Shipped, Returned }

export type Signal = keyof typeof signals

export const signalNames = Object.keys(signals) as ReadonlyArray<Signal>

/** Signals a payment. The first value of a signal stays; later ones are ignored. */
export const signal = (reference: string, name: Signal, value = true) =>
  Effect.flatMap(
    DurableDeferred.tokenFromPayload(signals[name], { workflow: Payment, payload: { reference } }),
    (token) => Alarm.end(signals[name], token, value)
  )

/** What the engine runs for a payment: itself, and the alarms of its waits. */
export const executionsOf = (reference: string) =>
  Effect.gen(function* () {
    const payment = yield* Payment.executionId({ reference })
    const alarms = yield* Effect.forEach(signalNames, (name) => Alarm.executionIdOf(Payment, payment, signals[name]))
    return { payment, alarms }
  })

/** How long a payment waits for each signal. */
export type Waits = { readonly [Name in Signal]: Duration.DurationInput }

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
      let end = yield* outcome
      // A state that is new claims nothing: it is read until it is one that is known.
      while (end === "Pending" || end === "Unknown") {
        yield* Effect.sleep("1 minute")
        end = yield* outcome
      }
      return end === "Authorized"
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
  const waitFor = (name: Signal) => Alarm.waitFor(signals[name], waits[name])
  return Payment.toLayer(
    Effect.fnUntraced(function* ({ reference }) {
      yield* step("create", create(reference))
      yield* waitFor("Decided")
      if (!(yield* isAuthorized(reference))) return "NotPaid" as const
      if (!(yield* waitFor("Shipped"))) {
        yield* step("cancel", cancel(reference, "release"))
        return "NotShipped" as const
      }
      yield* step("capture", move(reference, "capture"))
      if (!(yield* waitFor("Returned"))) return "Captured" as const
      yield* step("refund", move(reference, "refund"))
      return "Refunded" as const
    })
  )
}
