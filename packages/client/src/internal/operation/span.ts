import * as Effect from "effect/Effect"
import { directOf, withDirect } from "../request/direct.js"
import { withSpan } from "../request/recorded.js"
import { isTraced } from "../request/telemetry.js"

let isLocating = true

/** Makes an effect whose caller is known otherwise. */
export const unlocated = <A>(make: () => A): A => {
  isLocating = false
  try {
    return make()
  } finally {
    isLocating = true
  }
}

/** The line that called the operation: below the operation's own. */
const lineOf = (site: Error | undefined) => () => site?.stack?.split("\n")[2]?.trim()

/**
 * As `Effect.fn`: a function whose effects have a span of this name, where a tracer records it. Where none does, that
 * costs nothing, and only a failure has the span: it says in which operation it happened and where that was called.
 */
export const spanned =
  (name: string) =>
  // biome-ignore lint/suspicious/noExplicitAny: only with it are the parameters those of the declared type
  <Args extends Array<any>, A, E, R>(
    make: (...args: Args) => Effect.Effect<A, E, R>
  ): ((...args: Args) => Effect.Effect<A, E, R>) =>
  (...args) => {
    // Where it is called; written out only if something fails or records it. Made here, since each line costs time.
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 2
    const options = { captureStackTrace: lineOf(isLocating ? new Error() : undefined) }
    Error.stackTraceLimit = limit
    const effect = make(...args)
    const named = Effect.withFiberRuntime<A, E, R>((fiber) =>
      isTraced(fiber)
        ? withSpan(effect, name, options)
        : Effect.catchAllCause(effect, (cause) => Effect.withSpan(Effect.failCause(cause), name, options))
    )
    return withDirect(named, directOf(effect))
  }
