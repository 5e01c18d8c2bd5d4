/** The emulator's own endpoints, under `/_emulator`. They ask for no credentials: serve them on loopback only. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Core } from "../Core.js"
import * as CheckoutWire from "../checkout/wire.js"
import { DeliveryChaos, DeliveryRule } from "../DeliveryFault.js"
import type { EmulatorError } from "../EmulatorError.js"
import { Chaos, Rule } from "../Fault.js"
import { completeSession } from "../payer.js"
import * as PaymentWire from "../payment/wire.js"
import { CompleteSessionDetails } from "../schemas/checkout.js"
import type { Issue } from "../schemas/issues.js"
import { decode, unknownFields } from "../schemas/issues.js"
import { optional } from "../schemas/rules.js"
import type { Service } from "../VippsEmulator.js"
import type { Answer } from "./Answer.js"
import { empty, json } from "./Answer.js"
import { anyJson, read } from "./body.js"
import type { Call } from "./Call.js"
import type { Route } from "./routes.js"

const statuses = {
  UnknownReferenceError: 404,
  WrongStateError: 409,
  InvalidDetailsError: 400,
  CallbackFailedError: 502
} as const

export interface ControlRoute extends Route {
  readonly handler: (call: Call) => Effect.Effect<Answer>
}

const refused = (error: EmulatorError): Answer =>
  json(statuses[error._tag], { error: error._tag, message: error.message })

const answered = <A>(effect: Effect.Effect<A, EmulatorError>, view: (result: A) => unknown): Effect.Effect<Answer> =>
  Effect.match(effect, { onFailure: refused, onSuccess: (result) => json(200, view(result)) })

const done = (effect: Effect.Effect<void>): Effect.Effect<Answer> => Effect.as(effect, empty(204))

/** Decodes the body for `next`; without a body it is `{}`. */
const withBody = <A, I>(
  schema: Schema.Schema<A, I> & { readonly fields?: Readonly<Record<string, unknown>> },
  what: string,
  next: (body: A, call: Call) => Effect.Effect<Answer>
): ControlRoute["handler"] => {
  const decodeBody = decode(schema)
  const malformed = (issues: ReadonlyArray<Issue>) =>
    Effect.succeed(json(400, { error: "BadRequest", message: `The ${what} malformed.`, issues }))
  return (call) => {
    const body = read(call, anyJson)
    if (Either.isLeft(body)) return malformed([{ path: ["body"], message: "The body must be JSON." }])
    const value = body.right ?? {}
    const unknown = schema.fields === undefined ? [] : unknownFields(schema.fields, value)
    return Either.match(decodeBody(value), {
      onLeft: (issues) => malformed([...issues, ...unknown]),
      onRight: (decoded) => (unknown.length > 0 ? malformed(unknown) : next(decoded, call))
    })
  }
}

const Approval = Schema.Struct({
  shippingOptionId: optional(Schema.String),
  address: optional(
    Schema.Struct({
      addressLine1: Schema.String,
      city: Schema.String,
      country: Schema.String,
      postCode: Schema.String
    })
  )
})

/** Ten years at a time: beyond a few hundred thousand there are no dates. */
const ClockMove = Schema.Struct({ millis: Schema.Int.pipe(Schema.between(0, 315_360_000_000)) })

/** Every one of these takes `?merchantSerialNumber=`, for a reference that several sales units use. */
const salesUnit = ({ query }: Call) => ({ merchantSerialNumber: query.get("merchantSerialNumber") ?? undefined })

/** `?reference=` leaves only what is about that payment or session. */
const isAskedFor =
  ({ query }: Call) =>
  ({ reference }: { readonly reference: string }): boolean =>
    !query.has("reference") || reference === query.get("reference")

export const routes = (
  core: Core,
  service: Omit<Service, "httpApp" | "client" | "fetch">
): ReadonlyArray<ControlRoute> => {
  const { settings } = core
  const route = (method: string, path: string, handler: ControlRoute["handler"]): ControlRoute => ({
    method,
    path: `/_emulator${path}`,
    handler
  })
  const approve = withBody(Approval, "approval is", (approval, call) =>
    answered(service.approve(call.reference, { ...approval, ...salesUnit(call) }), PaymentWire.payment)
  )
  const complete = withBody(CompleteSessionDetails, "details are", (details, call) =>
    answered(
      completeSession(core, { reference: call.reference, ...salesUnit(call) }, details),
      ({ payment, session }) => CheckoutWire.session(session, payment)
    )
  )
  return [
    route("GET", "/health", () =>
      Effect.succeed(
        json(200, {
          status: "ok",
          publicUrl: settings.publicUrl,
          merchants: settings.merchants.map(({ credentials, currency, name }) => ({
            name,
            currency,
            merchantSerialNumber: credentials.merchantSerialNumber
          }))
        })
      )
    ),
    route("GET", "/ledger", (call) =>
      Effect.map(service.ledger, (entries) =>
        json(
          200,
          entries
            .filter(isAskedFor(call))
            .map((entry) => ({ ...entry, timestamp: PaymentWire.timestamp(entry.timestamp) }))
        )
      )
    ),
    route("GET", "/requests", (call) =>
      Effect.map(service.requests, (exchanges) => json(200, exchanges.filter(isAskedFor(call))))
    ),
    route("POST", "/payments/:reference/approve", approve),
    route("POST", "/payments/:reference/reject", (call) =>
      answered(service.reject(call.reference, salesUnit(call)), PaymentWire.payment)
    ),
    route("POST", "/payments/:reference/expire", (call) =>
      answered(service.expire(call.reference, salesUnit(call)), PaymentWire.payment)
    ),
    route("POST", "/checkout/sessions/:reference/complete", complete),
    route("POST", "/tokens/revoke", () => done(service.revokeTokens)),
    route(
      "POST",
      "/clock",
      withBody(ClockMove, "move is", ({ millis }) => done(service.moveClock(millis)))
    ),
    route(
      "POST",
      "/faults",
      withBody(Rule, "rule is", (rule) => done(service.inject(rule)))
    ),
    route(
      "PUT",
      "/faults/chaos",
      withBody(Chaos, "chaos is", (chaos) => done(service.chaos(chaos)))
    ),
    route("GET", "/deliveries", (call) =>
      Effect.map(service.deliveries, (deliveries) =>
        json(
          200,
          deliveries.filter(isAskedFor(call)).map(({ authorization: _, ...delivery }) => delivery)
        )
      )
    ),
    route("POST", "/deliveries/:reference/resend", ({ reference }) =>
      Effect.map(service.resend(Number(reference)), (found) =>
        found ? empty(204) : json(404, { error: "UnknownDelivery", message: `There is no delivery ${reference}.` })
      )
    ),
    route(
      "POST",
      "/deliveries/faults",
      withBody(DeliveryRule, "rule is", (rule) => done(service.injectDelivery(rule)))
    ),
    route(
      "PUT",
      "/deliveries/faults/chaos",
      withBody(DeliveryChaos, "chaos is", (chaos) => done(service.chaosDeliveries(chaos)))
    ),
    route("DELETE", "/faults", () => done(service.clearFaults)),
    route("POST", "/reset", () => done(service.reset))
  ]
}
