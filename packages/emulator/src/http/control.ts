/** The emulator's own endpoints, under `/_emulator`. They ask for no credentials: serve them on loopback only. */
import * as Chunk from "effect/Chunk"
import * as Either from "effect/Either"
import type * as Schema from "effect/Schema"
import * as CheckoutWire from "../checkout/wire.js"
import * as Control from "../control.js"
import type { EmulatorError } from "../EmulatorError.js"
import { Chaos, Rule } from "../Fault.js"
import * as FaultBook from "../faults/book.js"
import * as PaymentWire from "../payment/wire.js"
import { CompleteSessionDetails } from "../schemas/checkout.js"
import { decode, unknownFields } from "../schemas/issues.js"
import * as Worlds from "../World.js"
import type { Answer } from "./Answer.js"
import { empty, json } from "./Answer.js"
import { anyJson, read } from "./body.js"
import type { Handler } from "./Call.js"

const statuses = { UnknownReferenceError: 404, WrongStateError: 409, InvalidDetailsError: 400 } as const

const refused = (error: EmulatorError): Answer =>
  json(statuses[error._tag], { error: error._tag, message: error.message })

const run =
  <A>(control: (reference: string) => Control.Control<A>, view: (result: A) => unknown): Handler =>
  (call, world) =>
    Either.match(control(call.reference)(call, world), {
      onLeft: (error) => [refused(error), world] as const,
      onRight: ([result, next]) => [json(200, view(result)), next] as const
    })

export const approve: Handler = run(Control.approve, PaymentWire.payment)

export const reject: Handler = run(Control.reject, PaymentWire.payment)

export const expire: Handler = run(Control.expire, PaymentWire.payment)

const decodeDetails = decode(CompleteSessionDetails)

/** Takes an optional body of contact details, `paymentMethod` and `shippingOptionId`. */
export const completeSession: Handler = (call, world) => {
  const body = Either.map(read(call, anyJson), (value) => value ?? {})
  if (Either.isLeft(body)) return [json(400, { error: "BadRequest", message: "The body must be JSON." }), world]
  const unknown = unknownFields(CompleteSessionDetails.fields, body.right)
  const details = decodeDetails(body.right)
  if (Either.isLeft(details) || unknown.length > 0) {
    const issues = [...Either.match(details, { onLeft: (all) => all, onRight: () => [] }), ...unknown]
    return [json(400, { error: "BadRequest", message: "The details are malformed.", issues }), world]
  }
  return run(
    (reference) => Control.completeSession(reference, details.right),
    ({ payment, session }) => CheckoutWire.session(session, payment)
  )(call, world)
}

/** `?reference=` leaves only that payment's entries. */
export const ledger: Handler = (call, world) => {
  const reference = call.query.get("reference")
  const entries = Chunk.toReadonlyArray(world.ledger).filter(
    (entry) => reference === null || entry.reference === reference
  )
  return [
    json(
      200,
      entries.map((entry) => ({ ...entry, timestamp: PaymentWire.timestamp(entry.timestamp) }))
    ),
    world
  ]
}

export const revokeTokens: Handler = (_call, world) => [empty(204), Worlds.revokeTokens(world)]

const decoded = <A, I>(
  schema: Schema.Schema<A, I>,
  what: string,
  run: (value: A, faults: FaultBook.FaultBook) => FaultBook.FaultBook
): Handler => {
  const decodeBody = decode(schema)
  return (call, world) => {
    const value = Either.flatMap(
      Either.mapLeft(read(call, anyJson), () => [{ name: "body", reason: "The body must be JSON." }]),
      decodeBody
    )
    return Either.match(value, {
      onLeft: (issues) =>
        [json(400, { error: "BadRequest", message: `The ${what} is malformed.`, issues }), world] as const,
      onRight: (right) => [empty(204), { ...world, faults: run(right, world.faults) }] as const
    })
  }
}

/** Takes a `Rule` of Fault.ts as JSON. */
export const inject: Handler = decoded(Rule, "rule", (rule, faults) => FaultBook.add(faults, rule))

/** Takes a `Chaos` of Fault.ts as JSON. */
export const chaos: Handler = decoded(Chaos, "chaos", (value, faults) => FaultBook.withChaos(faults, value))

export const clearFaults: Handler = (_call, world) => [empty(204), { ...world, faults: FaultBook.empty }]

export const reset: Handler = () => [empty(204), Worlds.empty]

export const health: Handler = (call, world) => [
  json(200, {
    status: "ok",
    currency: call.settings.currency,
    merchantSerialNumber: call.settings.credentials.merchantSerialNumber,
    publicUrl: call.settings.publicUrl
  }),
  world
]
