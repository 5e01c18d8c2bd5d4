/** How control endpoints are described: with all that their OpenAPI document says of them. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { EmulatorContext } from "../core/EmulatorContext.js"
import type { Issue } from "../core/issues.js"
import { decode, unknownFields } from "../core/issues.js"
import type { EmulatorError } from "../EmulatorError.js"
import type { ControlService } from "../Service.js"
import type { ApiRequest } from "./ApiRequest.js"
import type { ApiResponse } from "./ApiResponse.js"
import { empty, json } from "./ApiResponse.js"
import { anyType } from "./body.js"
import type { Route } from "./routes.js"
import { bodyOf } from "./withBody.js"

type Fields = Readonly<Record<string, unknown>>

/** A struct, whose fields are known, also where a rule holds for it as a whole. */
export type Input<A, I> = Schema.Schema<A, I> & {
  readonly fields?: Fields
  readonly from?: { readonly fields?: Fields }
}

const fieldsOf = <A, I>({ fields, from }: Input<A, I>): Fields | undefined => fields ?? from?.fields

/** A schema of which only the description is used. */
export type Documented = Pick<Schema.Schema.Any, "ast">

/** The emulator that a request controls. */
export interface Controlled {
  readonly context: EmulatorContext
  readonly service: ControlService
}

export interface ControlRoute extends Route {
  readonly summary: string
  /** The query may name the sales unit. */
  readonly isOfSalesUnit?: boolean
  /** A struct of the query's parameters. */
  readonly query?: Documented
  readonly body?: Documented
  /** The JSON of a 200. Omit for a 204. */
  readonly output?: Documented
  readonly handler: (emulator: Controlled, call: ApiRequest) => Effect.Effect<ApiResponse>
}

/** Every refusal of the control endpoints. */
export const Refusal = Schema.Struct({
  error: Schema.String,
  message: Schema.String,
  issues: Schema.optional(
    Schema.Array(
      Schema.Struct({ path: Schema.Array(Schema.Union(Schema.String, Schema.Number)), message: Schema.String })
    )
  )
}).annotations({ identifier: "Refusal" })

const statuses = {
  UnknownReferenceError: 404,
  WrongStateError: 409,
  InvalidDetailsError: 400,
  CallbackFailedError: 502
} as const

const refused = (error: EmulatorError): ApiResponse =>
  json(statuses[error._tag], { error: error._tag, message: error.message })

const malformed = (what: string, issues: ReadonlyArray<Issue>): Effect.Effect<ApiResponse> =>
  Effect.succeed(json(400, { error: "BadRequest", message: `The ${what} malformed.`, issues }))

/** The result as JSON, or the refusal. */
export const answered = <A>(
  effect: Effect.Effect<A, EmulatorError>,
  view: (result: A) => unknown
): Effect.Effect<ApiResponse> =>
  Effect.match(effect, { onFailure: refused, onSuccess: (result) => json(200, view(result)) })

export const done = (effect: Effect.Effect<void>): Effect.Effect<ApiResponse> => Effect.as(effect, empty(204))

/** Describes the body and decodes it for `next`; without a body it is `{}`. Its content type does not matter: curl sends that of a form. */
export const withBody = <A, I>(
  schema: Input<A, I>,
  what: string,
  next: (emulator: Controlled, body: A, call: ApiRequest) => Effect.Effect<ApiResponse>
): Pick<ControlRoute, "handler"> & Required<Pick<ControlRoute, "body">> => {
  const bodyIn = bodyOf(anyType, schema, { fields: fieldsOf(schema), prepare: (body) => body ?? {} })
  const handler: ControlRoute["handler"] = (emulator, call) =>
    Either.match(bodyIn(call), {
      onLeft: (wrong) =>
        malformed(what, typeof wrong === "string" ? [{ path: ["body"], message: "The body must be JSON." }] : wrong),
      onRight: (body) => next(emulator, body, call)
    })
  return { body: schema, handler }
}

/** The sales unit of the query, for a reference that several sales units use. */
export const salesUnit = ({ query }: ApiRequest) => ({
  merchantSerialNumber: query.get("merchantSerialNumber") ?? undefined
})

/**
 * Describes the query and decodes it for `next`. A parameter that does not exist is refused: it would not narrow the
 * result. So is the sales unit, but where `isOfSalesUnit`.
 */
export const withQuery = <A, I>(
  schema: Input<A, I>,
  next: (emulator: Controlled, query: A, call: ApiRequest) => Effect.Effect<ApiResponse>,
  isOfSalesUnit = false
): Pick<ControlRoute, "handler"> & Required<Pick<ControlRoute, "query">> => {
  const decodeQuery = decode(schema)
  const fields = { ...fieldsOf(schema), ...(isOfSalesUnit ? { merchantSerialNumber: true } : {}) }
  const handler: ControlRoute["handler"] = (emulator, call) => {
    const all = Object.fromEntries(call.query)
    const unknown = unknownFields(fields, all)
    if (unknown.length > 0) return malformed("query is", unknown)
    const { merchantSerialNumber: _, ...given } = all
    return Either.match(decodeQuery(given), {
      onLeft: (issues) => malformed("query is", issues),
      onRight: (query) => next(emulator, query, call)
    })
  }
  return { query: schema, handler }
}
