/** Streams that can also be read without Effect's Stream: the facade, where each kilobyte counts, iterates over them. */
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import { streamOf } from "./streamOf.js"

/** Opened once per reader, it is pulled until it gives nothing. A pull may give no items, and still go on. */
export type Source<A, E, R> = Effect.Effect<Effect.Effect<ReadonlyArray<A> | undefined, E, R>, E, R | Scope.Scope>

const source = Symbol("source")

/** The stream of a source. */
export const pulled = <A, E, R>(made: Source<A, E, R>): Stream.Stream<A, E, R> =>
  Object.assign(streamOf(made), { [source]: made })

/** The source of a stream that has been made by {@link pulled}. */
export const sourceOf = <A, E, R>(stream: Stream.Stream<A, E, R>): Source<A, E, R> =>
  (stream as unknown as { readonly [source]: Source<A, E, R> })[source]
