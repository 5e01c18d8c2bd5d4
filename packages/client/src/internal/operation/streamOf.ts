import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

/** A stream of what each pull gives, until one gives nothing. */
export const streamOf = <A, E, R>(
  made: Effect.Effect<Effect.Effect<ReadonlyArray<A> | undefined, E, R>, E, R | Scope.Scope>
): Stream.Stream<A, E, R> =>
  Stream.unwrapScoped(
    Effect.map(made, (pull) =>
      Stream.repeatEffectChunkOption(
        Effect.flatMap(Effect.mapError(pull, Option.some), (items) =>
          items === undefined ? Effect.fail(Option.none()) : Effect.succeed(Chunk.unsafeFromArray(items))
        )
      )
    )
  ) as Stream.Stream<A, E, R>
