/** An event that this version does not know. */
import * as Schema from "effect/Schema"

/**
 * An event that this version does not know, or that differs from its documentation in what identifies it or in its
 * amounts. It is genuine.
 *
 * @since 0.1.0
 * @category models
 */
export interface UnknownEvent {
  readonly _tag: "Unknown"
  /** The JSON that was sent, without its nulls. */
  readonly payload: unknown
  /** Of a known event: the fields that prevent reading it as such. Names fields, never values. */
  readonly issues?: ReadonlyArray<{ readonly path: string; readonly message: string }> | undefined
  /** The same for every delivery of this event, and for no other event. */
  readonly dedupeKey: string
}

/**
 * The schema of {@link UnknownEvent}.
 *
 * @since 0.1.0
 * @category schemas
 */
// @effect-diagnostics-next-line schemaStructWithTag:off
export const UnknownEvent = Schema.Struct({
  _tag: Schema.Literal("Unknown"),
  payload: Schema.Unknown.annotations({ arbitrary: () => (fc) => fc.jsonValue() }),
  issues: Schema.optional(Schema.Array(Schema.Struct({ path: Schema.String, message: Schema.String }))),
  dedupeKey: Schema.String
}) satisfies Schema.Schema<UnknownEvent>
