/** The JSON of control endpoints that belong to no API, as their OpenAPI document describes it. */
import * as Schema from "effect/Schema"
import { DeliveryChaos, DeliveryRule } from "../DeliveryFault.js"
import { Chaos, Rule } from "../Fault.js"

const amount = Schema.Struct({ currency: Schema.String, value: Schema.Int })

export const Health = Schema.Struct({
  status: Schema.Literal("ok"),
  publicUrl: Schema.String,
  merchants: Schema.Array(
    Schema.Struct({ name: Schema.String, currency: Schema.String, merchantSerialNumber: Schema.String })
  )
}).annotations({ identifier: "Health" })

export const LedgerEntry = Schema.Struct({
  sequence: Schema.Int,
  timestamp: Schema.String,
  merchantSerialNumber: Schema.String,
  reference: Schema.String,
  operation: Schema.Literal("AUTHORIZED", "CAPTURED", "REFUNDED", "CANCELLED"),
  amount,
  pspReference: Schema.String,
  idempotencyKey: Schema.optional(Schema.String)
}).annotations({ identifier: "LedgerEntry" })

const Headers = Schema.Record({ key: Schema.String, value: Schema.String })

export const Exchange = Schema.Struct({
  sequence: Schema.Int,
  timestamp: Schema.Int,
  operation: Schema.String,
  method: Schema.String,
  path: Schema.String,
  reference: Schema.String,
  requestHeaders: Headers,
  requestBody: Schema.String,
  fault: Schema.optional(Schema.String),
  status: Schema.optional(Schema.Int),
  responseHeaders: Headers,
  responseBody: Schema.String
}).annotations({ identifier: "Exchange" })

export const Delivery = Schema.Struct({
  sequence: Schema.Int,
  kind: Schema.Literal("Webhook", "CheckoutCallback"),
  registrationId: Schema.optional(Schema.String),
  merchantSerialNumber: Schema.String,
  reference: Schema.String,
  event: Schema.String,
  url: Schema.String,
  body: Schema.String,
  createdAt: Schema.Int,
  dueAt: Schema.Int,
  attempts: Schema.Int,
  result: Schema.optional(Schema.String),
  history: Schema.Array(Schema.Struct({ timestamp: Schema.Int, result: Schema.String })),
  state: Schema.Literal("Pending", "Delivered", "GivenUp", "Lost"),
  wrongSignature: Schema.Boolean
}).annotations({ identifier: "Delivery" })

/** `seen` matched so far, `applied` of them got the fault. */
const rules = <R extends Schema.Schema.AnyNoContext, C extends Schema.Schema.AnyNoContext>(rule: R, chaos: C) =>
  Schema.Struct({
    rules: Schema.Array(Schema.Struct({ rule, seen: Schema.Int, applied: Schema.Int })),
    chaos: Schema.optional(chaos)
  })

export const Faults = Schema.Struct({
  requests: rules(Rule, Chaos),
  deliveries: rules(DeliveryRule, DeliveryChaos)
}).annotations({ identifier: "Faults" })

/** Ten years at a time: beyond a few hundred thousand there are no dates. */
export const ClockMove = Schema.Struct({ millis: Schema.Int.pipe(Schema.between(0, 315_360_000_000)) })

/** What is about one payment, session, agreement or charge. */
export const ByReference = Schema.Struct({ reference: Schema.optional(Schema.String) })
