import { sourceOf } from "@effect-vipps/client/internal/operation/pulled"
import type { VippsError } from "@effect-vipps/client/VippsError"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { Signal } from "../options.js"
import type { Call, Making, Needs } from "./call.js"
import type { CallSite } from "./failure.js"
import type { Runner } from "./run.js"

/**
 * The items of a stream, read as they are asked for; each iteration reads anew. It throws what a call rejects with. Once
 * the signal is aborted, it throws the signal's reason instead of an item.
 */
export const iterate = <A>(
  runner: Runner,
  call: Call,
  make: Making<Stream.Stream<A, VippsError, Needs>>,
  args: ReadonlyArray<unknown>,
  site: CallSite
): AsyncIterable<A> => ({
  async *[Symbol.asyncIterator]() {
    const scope = Effect.runSync(Scope.make())
    const open = (...given: never) => Scope.extend(sourceOf(make(...(given as never))), scope)
    try {
      const pull = await runner.run(call, open, args, site)
      // The options have been read: what is no object was refused.
      const signal = (args[call.options] as { readonly signal?: Signal } | null | undefined)?.signal
      for (;;) {
        const items = await runner.run(call, () => pull, args, site)
        if (items === undefined) return
        for (const item of items) {
          if (signal?.aborted) throw signal.reason
          yield item
        }
      }
    } finally {
      await Effect.runPromise(Scope.close(scope, Exit.void))
    }
  }
})
