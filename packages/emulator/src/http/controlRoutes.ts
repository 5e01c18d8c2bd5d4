/**
 * The control endpoints, which Vipps does not have: what customers do, faults, time, and what happened so far. What
 * customers do is described by the APIs.
 */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Action } from "../core/Action.js"
import type { EmulatorContext } from "../core/EmulatorContext.js"
import { timestamp } from "../core/timestamp.js"
import { DeliveryChaos, DeliveryRule } from "../DeliveryFault.js"
import type { EmulatorError } from "../EmulatorError.js"
import { emulatedApis } from "../emulatedApis.js"
import { Chaos, Rule } from "../Fault.js"
import type { ControlService } from "../Service.js"
import type { ApiRequest } from "./ApiRequest.js"
import type { ApiResponse } from "./ApiResponse.js"
import { empty, json } from "./ApiResponse.js"
import { anyJson } from "./body.js"
import type { Route } from "./routes.js"
import { bodyOf } from "./withBody.js"

const statuses = {
  UnknownReferenceError: 404,
  WrongStateError: 409,
  InvalidDetailsError: 400,
  CallbackFailedError: 502
} as const

export interface ControlRoute extends Route {
  readonly handler: (call: ApiRequest) => Effect.Effect<ApiResponse>
}

const refused = (error: EmulatorError): ApiResponse =>
  json(statuses[error._tag], { error: error._tag, message: error.message })

const answered = <A>(
  effect: Effect.Effect<A, EmulatorError>,
  view: (result: A) => unknown
): Effect.Effect<ApiResponse> =>
  Effect.match(effect, { onFailure: refused, onSuccess: (result) => json(200, view(result)) })

const done = (effect: Effect.Effect<void>): Effect.Effect<ApiResponse> => Effect.as(effect, empty(204))

/** Decodes the body for `next`; without a body it is `{}`. */
const withBody = <A, I>(
  schema: Schema.Schema<A, I> & { readonly fields?: Readonly<Record<string, unknown>> },
  what: string,
  next: (body: A, call: ApiRequest) => Effect.Effect<ApiResponse>
): ControlRoute["handler"] => {
  const bodyIn = bodyOf(anyJson, schema, { fields: schema.fields, prepare: (body) => body ?? {} })
  return (call) =>
    Either.match(bodyIn(call), {
      onLeft: (wrong) =>
        Effect.succeed(
          json(400, {
            error: "BadRequest",
            message: `The ${what} malformed.`,
            issues: typeof wrong === "string" ? [{ path: ["body"], message: "The body must be JSON." }] : wrong
          })
        ),
      onRight: (body) => next(body, call)
    })
}

/** Ten years at a time: beyond a few hundred thousand there are no dates. */
const ClockMove = Schema.Struct({ millis: Schema.Int.pipe(Schema.between(0, 315_360_000_000)) })

/** Every one of these takes `?merchantSerialNumber=`, for a reference that several sales units use. */
const salesUnit = ({ query }: ApiRequest) => ({ merchantSerialNumber: query.get("merchantSerialNumber") ?? undefined })

/** `?reference=` leaves only what is about that payment or session. */
const isAskedFor =
  ({ query }: ApiRequest) =>
  ({ reference }: { readonly reference: string }): boolean =>
    !query.has("reference") || reference === query.get("reference")

export const routes = (context: EmulatorContext, service: ControlService): ReadonlyArray<ControlRoute> => {
  const { settings } = context
  const route = (method: string, path: string, handler: ControlRoute["handler"]): ControlRoute => ({
    method,
    path: `/_emulator${path}`,
    handler
  })
  const ofCustomer = ({ input, inputIs, path, run, view }: Action) =>
    route(
      "POST",
      path,
      withBody(input, inputIs, (decoded, call) =>
        answered(run(context, { reference: call.reference, ...salesUnit(call) }, decoded), (result) =>
          view(result, settings)
        )
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
          entries.filter(isAskedFor(call)).map((entry) => ({ ...entry, timestamp: timestamp(entry.timestamp) }))
        )
      )
    ),
    route("GET", "/requests", (call) =>
      Effect.map(service.requests, (exchanges) => json(200, exchanges.filter(isAskedFor(call))))
    ),
    ...emulatedApis.flatMap(({ actions = [] }) => actions.map(ofCustomer)),
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
    route("POST", "/deliveries/{sequence}/resend", ({ reference }) =>
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
