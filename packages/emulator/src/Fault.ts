/**
 * Faults of requests, on demand.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chaosOf, ruleFilter } from "./faults/ruleSchemas.js"
import { type OperationName, operationNames } from "./operations.js"

const effect = {
  /** True: the request is carried out and its response is lost. Defaults to false: the request never arrives. */
  afterEffect: Schema.optional(Schema.Boolean)
}

/**
 * The operations that rules for faults name.
 *
 * @since 0.1.0
 * @category models
 */
export const Operation: Schema.Schema<OperationName> = Schema.Literal(...operationNames)

/**
 * @since 0.1.0
 * @category models
 */
export type Operation = OperationName

/** Headers that HTTP allows. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/

const headers = Schema.Record({ key: Schema.String, value: Schema.String }).pipe(
  Schema.filter(
    (all) => Object.entries(all).every(([name, value]) => headerName.test(name) && headerValue.test(value)),
    { message: () => "HTTP cannot carry these headers." }
  )
)

/**
 * - `Answer`: a custom response. A `body` that is not a string is sent as JSON.
 * - `Delay`: the response is delayed, by `millis` milliseconds.
 * - `Reset`: the connection breaks.
 * - `Hang`: no response ever arrives.
 * - `Drip`: the headers come, then a byte every `millis` milliseconds, without end.
 * - `Truncate`: the response is cut off halfway.
 * - `InvalidJson`: a success whose body is not JSON.
 * - `RevokeTokens`: all access tokens issued so far are revoked.
 * - `Surprise`: a success with unknown states and fields.
 *
 * @since 0.1.0
 * @category models
 */
export const Fault = Schema.Union(
  Schema.TaggedStruct("Answer", {
    status: Schema.Int.pipe(Schema.between(200, 599)),
    body: Schema.optional(Schema.Unknown),
    headers: Schema.optional(headers),
    ...effect
  }),
  Schema.TaggedStruct("Delay", { millis: Schema.NonNegativeInt }),
  Schema.TaggedStruct("Reset", effect),
  Schema.TaggedStruct("Hang", effect),
  Schema.TaggedStruct("Drip", { millis: Schema.optional(Schema.NonNegativeInt) }),
  Schema.TaggedStruct("Truncate", {}),
  Schema.TaggedStruct("InvalidJson", {}),
  Schema.TaggedStruct("RevokeTokens", {}),
  Schema.TaggedStruct("Surprise", {})
)

/**
 * @since 0.1.0
 * @category models
 */
export type Fault = typeof Fault.Type

/**
 * Which requests a rule applies to: those of an operation, of a reference, or any. From the `nth` such request on (1, the
 * next, by default), `times` of them (defaults to 1). A request gets one fault: of several matching rules the
 * oldest applies, and the others wait for the next request.
 *
 * @since 0.1.0
 * @category models
 */
export const Rule = Schema.Struct({
  operation: Schema.optional(Operation),
  ...ruleFilter,
  fault: Fault
})

/**
 * @since 0.1.0
 * @category models
 */
export type Rule = typeof Rule.Type

/**
 * Random faults: for each request at most one, with its `rate` (0 to 1). The same seed and the same requests get the
 * same faults.
 *
 * @since 0.1.0
 * @category models
 */
export const Chaos = chaosOf(Fault)

/**
 * @since 0.1.0
 * @category models
 */
export type Chaos = typeof Chaos.Type
