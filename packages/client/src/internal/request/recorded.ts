import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type * as Tracer from "effect/Tracer"

/** What a span records of a failure. Tracers read the name as the type of the exception, the message as the status text. */
class Recorded extends Error {
  constructor(
    readonly failure: unknown,
    override readonly name: string,
    status: unknown
  ) {
    super(typeof status === "number" ? `${name} (${status})` : name)
  }
}

/** Failures that have a kind are recorded by it: their texts name one payment, and each would be another status. */
const recorded = <E>(failure: E): E | Recorded =>
  Predicate.hasProperty(failure, "_tag") && typeof failure._tag === "string"
    ? new Recorded(failure, failure._tag, Predicate.hasProperty(failure, "status") ? failure.status : undefined)
    : failure

/** `Effect.withSpan`, whose span records of a failure no more than its kind and the status of the response. */
export const withSpan = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  name: string,
  options: Tracer.SpanOptions
): Effect.Effect<A, E, R> =>
  Effect.mapError(
    Effect.withSpan(Effect.mapError(effect, recorded<E>), name, options),
    (failure) => (failure instanceof Recorded ? failure.failure : failure) as E
  )
