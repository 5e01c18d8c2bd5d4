/** Decodes the bodies of requests: one way for all APIs, each with refusals of its own. */
import * as Either from "effect/Either"
import type * as Schema from "effect/Schema"
import { decode, type Issue, unknownFields } from "../core/issues.js"
import { parse } from "../core/json.js"
import type { World } from "../core/World.js"
import type { ApiRequest, MerchantHandler, MerchantRequest } from "./ApiRequest.js"
import { header } from "./ApiRequest.js"
import type { ApiResponse } from "./ApiResponse.js"

export type BodyFault = "TooLarge" | "WrongType" | "NotJson"

/** The body's JSON, or undefined for an empty body. */
const read = (call: ApiRequest, contentType: RegExp): Either.Either<unknown, BodyFault> => {
  if (call.body === "TooLarge") return Either.left("TooLarge")
  if (call.body.text.trim() === "") return Either.right(undefined)
  // [U] Whether a body without any content type is refused.
  const type = (header(call, "Content-Type") ?? "").split(";")[0]?.trim().toLowerCase() ?? ""
  if (!contentType.test(type)) return Either.left("WrongType")
  return Either.fromOption(parse(call.body.text), () => "NotJson" as const)
}

export interface Decoding {
  /** Replaces the body before it is decoded; undefined stands for an empty one. */
  readonly prepare?: (body: unknown) => unknown
  /** The fields of the top level, where others are refused. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined
}

/** The decoded body, or what is wrong with it: as a whole, or field by field. */
export const bodyOf = <A, I>(
  contentType: RegExp,
  schema: Schema.Schema<A, I>,
  { fields, prepare = (body) => body }: Decoding = {}
): ((call: ApiRequest) => Either.Either<A, BodyFault | ReadonlyArray<Issue>>) => {
  const decodeBody = decode(schema)
  return (call) =>
    Either.flatMap(read(call, contentType), (body): Either.Either<A, ReadonlyArray<Issue>> => {
      const prepared = prepare(body)
      const decoded = decodeBody(prepared)
      const unknown = fields === undefined ? [] : unknownFields(fields, prepared)
      if (unknown.length === 0) return decoded
      return Either.left(Either.isLeft(decoded) ? [...decoded.left, ...unknown] : unknown)
    })
}

/** How an API refuses bodies. */
export interface BodyRefusals {
  readonly contentType: RegExp
  readonly faults: { readonly [Fault in BodyFault]: (call: ApiRequest) => ApiResponse }
  readonly malformed: (call: ApiRequest, issues: ReadonlyArray<Issue>) => ApiResponse
}

/** An API's `withBody`, which decodes the body for `next` or refuses the request. */
export const bodies =
  ({ contentType, faults, malformed }: BodyRefusals) =>
  <A, I>(
    schema: Schema.Schema<A, I>,
    next: (body: A, call: MerchantRequest, world: World) => readonly [ApiResponse, World],
    decoding?: Decoding
  ): MerchantHandler => {
    const bodyIn = bodyOf(contentType, schema, decoding)
    return (call, world) => {
      const body = bodyIn(call)
      if (Either.isRight(body)) return next(body.right, call, world)
      return [typeof body.left === "string" ? faults[body.left](call) : malformed(call, body.left), world]
    }
  }
