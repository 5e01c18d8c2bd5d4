/** An event that this version does not know. */

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
