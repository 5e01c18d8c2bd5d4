/** The faults of requests. */
import * as Schema from "effect/Schema"

const effect = {
  /** True: the request is carried out, and its response is lost or late. Defaults to false: the request never arrives, or late. */
  afterEffect: Schema.optional(Schema.Boolean)
}

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
 * - `Delay`: the request is carried out after `millis` milliseconds; with `afterEffect` at once, and its response is late:
 *   a webhook arrives before it.
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
    body: Schema.optional(Schema.Unknown.annotations({ jsonSchema: {} })),
    headers: Schema.optional(headers),
    ...effect
  }),
  Schema.TaggedStruct("Delay", { millis: Schema.NonNegativeInt, ...effect }),
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
