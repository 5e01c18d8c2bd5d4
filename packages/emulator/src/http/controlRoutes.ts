/**
 * The control endpoints, which Vipps does not have: what customers do, faults, time, and what happened so far. What
 * customers do is described by the APIs.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Action } from "../core/Action.js"
import * as StateStores from "../core/StateStore.js"
import { timestamp } from "../core/timestamp.js"
import { DeliveryChaos, DeliveryRule } from "../DeliveryFault.js"
import { emulatedApis } from "../emulatedApis.js"
import { Chaos, Rule } from "../Fault.js"
import type { DeliveryFaultRules, FaultRules } from "../faults/FaultRules.js"
import { type ApiResponse, empty, json } from "./ApiResponse.js"
import { answered, type ControlRoute, done, salesUnit, withBody, withQuery } from "./ControlRoute.js"
import { openApiPath } from "./controlHttp.js"
import * as Schemas from "./controlSchemas.js"
import { matcher } from "./routes.js"

/** Leaves only what is about the reference that the query asks for. */
const isAbout =
  (asked: string | undefined) =>
  ({ reference }: { readonly reference: string }): boolean =>
    asked === undefined || reference === asked

const rulesOf = ({ chaos, entries }: FaultRules | DeliveryFaultRules) => ({ rules: entries, chaos })

type Routes = ReadonlyArray<ControlRoute>

const below = (path: string): string => `/_emulator${path}`

/** Reads of what happened so far. */
const reads: Routes = [
  {
    method: "GET",
    path: below("/health"),
    summary: "Responds while the emulator runs, with its sales units",
    output: Schemas.Health,
    handler: ({ context: { settings } }) =>
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
  },
  {
    method: "GET",
    path: below("/ledger"),
    summary: "Every movement of money, oldest first",
    output: Schema.Array(Schemas.LedgerEntry),
    ...withQuery(Schemas.ByReference, ({ service }, { reference }) =>
      answered(service.ledger, (entries) =>
        entries.filter(isAbout(reference)).map((entry) => ({ ...entry, timestamp: timestamp(entry.timestamp) }))
      )
    )
  },
  {
    method: "GET",
    path: below("/requests"),
    summary: "The latest requests to the APIs with their responses, oldest first, secrets masked",
    output: Schema.Array(Schemas.Exchange),
    ...withQuery(Schemas.ByReference, ({ service }, { reference }) =>
      answered(service.requests, (exchanges) => exchanges.filter(isAbout(reference)))
    )
  },
  {
    method: "GET",
    path: below("/deliveries"),
    summary: "Webhooks and callbacks since the last reset, oldest first",
    output: Schema.Array(Schemas.Delivery),
    ...withQuery(Schemas.ByReference, ({ service }, { reference }) =>
      answered(service.deliveries, (deliveries) =>
        deliveries.filter(isAbout(reference)).map(({ authorization: _, ...delivery }) => delivery)
      )
    )
  },
  {
    method: "GET",
    path: below("/faults"),
    summary: "The faults that are set, with how often each matched and was applied",
    output: Schemas.Faults,
    handler: ({ context: { store } }) =>
      answered(
        StateStores.read(store, (_, { deliveryFaults, faults }) => ({
          requests: rulesOf(faults),
          deliveries: rulesOf(deliveryFaults)
        })),
        (faults) => faults
      )
  }
]

/** Changes of the emulator itself. */
const changes: Routes = [
  {
    method: "POST",
    path: below("/tokens/revoke"),
    summary: "Revokes all access tokens",
    handler: ({ service }) => done(service.revokeTokens)
  },
  {
    method: "POST",
    path: below("/clock"),
    summary: "Advances the clock by milliseconds",
    ...withBody(Schemas.ClockMove, "move is", ({ service }, { millis }) => done(service.moveClock(millis)))
  },
  {
    method: "POST",
    path: below("/faults"),
    summary: "Sets a fault for matching requests",
    ...withBody(Rule, "rule is", ({ service }, rule) => done(service.inject(rule)))
  },
  {
    method: "PUT",
    path: below("/faults/chaos"),
    summary: "Sets random faults of requests, reproducible by their seed",
    ...withBody(Chaos, "chaos is", ({ service }, chaos) => done(service.chaos(chaos)))
  },
  {
    method: "DELETE",
    path: below("/faults"),
    summary: "Clears all faults, of requests and of webhooks",
    handler: ({ service }) => done(service.clearFaults)
  },
  {
    method: "POST",
    path: below("/deliveries/{sequence}/resend"),
    summary: "Sends a delivery again",
    handler: ({ service }, { reference }) =>
      Effect.map(service.resend(Number(reference)), (found) =>
        found ? empty(204) : json(404, { error: "UnknownDelivery", message: `There is no delivery ${reference}.` })
      )
  },
  {
    method: "POST",
    path: below("/deliveries/faults"),
    summary: "Sets a fault for matching webhooks",
    ...withBody(DeliveryRule, "rule is", ({ service }, rule) => done(service.injectDelivery(rule)))
  },
  {
    method: "PUT",
    path: below("/deliveries/faults/chaos"),
    summary: "Sets random faults of webhooks, reproducible by their seed",
    ...withBody(DeliveryChaos, "chaos is", ({ service }, chaos) => done(service.chaosDeliveries(chaos)))
  },
  {
    method: "POST",
    path: below("/reset"),
    summary: "Clears all state",
    handler: ({ service }) => done(service.reset)
  }
]

/** What an API describes: its customers' actions, and views of what it keeps. */
const described = ({
  done,
  input,
  inputIs,
  method,
  name,
  output,
  path,
  run,
  summary = done ?? name,
  view
}: Action): ControlRoute => {
  const handle: Parameters<typeof withQuery<never, never>>[1] = ({ context }, decoded, call) =>
    answered(run(context, { reference: call.reference, ...salesUnit(call) }, decoded), (result) =>
      view(result, context.settings)
    )
  const common = { path: below(path), summary, output, isOfSalesUnit: true }
  return method === "GET"
    ? { ...common, method, ...withQuery(input, handle, true) }
    : { ...common, method: "POST", ...withBody(input, inputIs, handle) }
}

/** Their OpenAPI document, which is made when it is first asked for. */
const openApi = (routes: Routes): ControlRoute => {
  let document: ApiResponse | undefined
  return {
    method: "GET",
    path: openApiPath,
    summary: "This description of all control endpoints, by OpenAPI 3.1",
    output: Schema.Struct({
      openapi: Schema.String,
      info: Schema.Object,
      paths: Schema.Object,
      components: Schema.Object
    }),
    handler: () =>
      Effect.map(
        Effect.promise(() => import("./openApi.js")),
        ({ documentOf }) => (document ??= json(200, documentOf(routes)))
      )
  }
}

const all: Routes = [
  ...reads,
  ...emulatedApis.flatMap(({ actions = [] }) => actions.map((action) => described(action))),
  ...changes
]

/** Of any emulator: made once, since each test may make an emulator of its own. */
export const matchControl = matcher([...all, openApi(all)])
