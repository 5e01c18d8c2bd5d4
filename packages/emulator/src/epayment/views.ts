/** Payments as the control endpoints show them: as ePayment does, with their events and what only the emulator knows. */
import * as Effect from "effect/Effect"
import * as Iterable from "effect/Iterable"
import * as Schema from "effect/Schema"
import { action } from "../core/Action.js"
import { page, pageOf } from "../core/queryPage.js"
import { OneOf } from "../core/rules.js"
import * as StateStores from "../core/StateStore.js"
import { runStep } from "../core/steps.js"
import { timestamp } from "../core/timestamp.js"
import { findPayment } from "./customer.js"
import { type Payment, states } from "./Payment.js"
import { payments } from "./payments.js"
import { settle } from "./stateMachine.js"
import * as Wire from "./wire.js"

const State = OneOf(...states)
const text = Schema.String
const amount = Schema.Struct({ currency: text, value: Schema.Int })
const address = Schema.Struct({ addressLine1: text, city: text, country: text, postCode: text })

/** As ePayment returns it. */
const fields = {
  reference: text,
  pspReference: text,
  state: State,
  amount,
  aggregate: Schema.Struct({
    authorizedAmount: amount,
    cancelledAmount: amount,
    capturedAmount: amount,
    refundedAmount: amount
  }),
  paymentMethod: Schema.Struct({ type: text, cardBin: Schema.optional(text) }),
  profile: Schema.Struct({ sub: Schema.optional(text) }),
  redirectUrl: Schema.optional(text),
  metadata: Schema.optional(Schema.Record({ key: text, value: text })),
  captureGuaranteedUntil: Schema.optional(text),
  shippingDetails: Schema.optional(
    Schema.Struct({ address, shippingCost: Schema.Int, shippingOptionId: text, shippingOptionName: text })
  ),
  userDetails: Schema.optional(Schema.Unknown.annotations({ jsonSchema: {} }))
}

/** What the customer's actions return. */
export const PaymentView = Schema.Struct(fields).annotations({ identifier: "Payment" })

const PaymentRow = Schema.Struct({
  ...fields,
  merchantSerialNumber: text,
  userFlow: text,
  createdAt: text,
  expiresAt: text,
  events: Schema.Array(
    Schema.Struct({
      reference: text,
      pspReference: text,
      name: text,
      amount,
      timestamp: text,
      idempotencyKey: Schema.optional(text),
      success: Schema.Boolean
    })
  )
}).annotations({ identifier: "PaymentWithEvents" })

const rowOf = (payment: Payment) => ({
  ...Wire.payment(payment),
  merchantSerialNumber: payment.merchantSerialNumber,
  userFlow: payment.userFlow,
  createdAt: timestamp(payment.events[0].timestamp),
  expiresAt: timestamp(payment.expiresAt),
  events: Wire.events(payment)
})

export const list = action({
  name: "payments",
  summary: "Payments, newest first",
  method: "GET",
  path: "/payments",
  input: Schema.Struct({ reference: Schema.optional(text), state: Schema.optional(State), ...page }),
  inputIs: "query is",
  run: ({ store }, { merchantSerialNumber }, query) =>
    StateStores.read(store, (now, world) => {
      const isAsked = (payment: Payment) =>
        (query.reference === undefined || payment.reference === query.reference) &&
        (merchantSerialNumber === undefined || payment.merchantSerialNumber === merchantSerialNumber) &&
        (query.state === undefined || payment.state === query.state)
      const settled = Iterable.map(payments.newest(world), (payment) => settle(payment, now))
      return pageOf(Iterable.filter(settled, isAsked), query)
    }),
  output: Schema.Array(PaymentRow),
  view: (found) => found.map(rowOf)
})

export const show = action({
  name: "payment",
  summary: "A payment with its events",
  method: "GET",
  path: "/payments/{reference}",
  input: Schema.Struct({}),
  inputIs: "query is",
  run: (context, where) => Effect.map(runStep(context, findPayment(where)), rowOf),
  output: PaymentRow,
  view: (payment) => payment
})
