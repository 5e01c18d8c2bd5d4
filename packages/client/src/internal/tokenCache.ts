import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import type * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"
import { type Failure, timeout } from "./failure.js"

/** An access token; times in epoch milliseconds. */
export interface Token {
  readonly value: Redacted.Redacted
  /** From here on a new one is fetched in the background, while this one still serves. */
  readonly refreshAt: number
  /** From here on it is not used any more. */
  readonly expiresAt: number
}

/** After a failed refresh, how long the old token serves before the next try, in milliseconds. */
const refreshPause = 30_000

/** The old token after a failed refresh, while it lasts. */
const kept = (stale: Token | undefined, now: number): Token | undefined =>
  stale !== undefined && now < stale.expiresAt ? { ...stale, refreshAt: now + refreshPause } : undefined

const within = <R>(patience: number, token: Effect.Effect<Token, Failure, R>): Effect.Effect<Token, Failure, R> =>
  Effect.timeoutFail(token, { duration: patience, onTimeout: () => timeout("no access token came in time") })

type State =
  | { readonly _tag: "Empty" }
  | { readonly _tag: "Ready"; readonly token: Token }
  | {
      readonly _tag: "Fetching"
      readonly arrival: Deferred.Deferred<Token, Failure>
      readonly stale: Token | undefined
    }

/**
 * In Cloudflare's Workers what one request has begun belongs to it alone: another that waits for it is cancelled as
 * hung, and what goes on after the answer is dropped. There, only tokens that have come are shared.
 */
export const requestsAreIsolated = (): boolean =>
  (globalThis as { readonly navigator?: { readonly userAgent?: string } }).navigator?.userAgent === "Cloudflare-Workers"

/**
 * One token for all calls of a configuration. Whatever the concurrency there is one fetch at a time; it runs in the
 * layer's scope, so that a caller that leaves neither cancels it nor hangs the others. A failure reaches every waiter
 * and is not kept.
 */
export interface TokenCache {
  /** `patience`: how many milliseconds to wait for a fetch under way. */
  readonly get: <R>(fetch: Effect.Effect<Token, Failure, R>, patience: number) => Effect.Effect<Token, Failure, R>
  /** Forgets this very token; a newer one stays. */
  readonly invalidate: (used: Redacted.Redacted) => Effect.Effect<void>
}

export const make: Effect.Effect<TokenCache, never, Scope.Scope> = Effect.gen(function* () {
  const scope = yield* Effect.scope
  const state = yield* Ref.make<State>({ _tag: "Empty" })

  const settle = (arrival: Deferred.Deferred<Token, Failure>, exit: Exit.Exit<Token, Failure>, now: number) =>
    Ref.update(state, (current): State => {
      if (current._tag !== "Fetching" || current.arrival !== arrival) return current
      if (Exit.isSuccess(exit)) return { _tag: "Ready", token: exit.value }
      const token = kept(current.stale, now)
      return token === undefined ? { _tag: "Empty" } : { _tag: "Ready", token }
    }).pipe(Effect.zipRight(Deferred.done(arrival, exit)))

  const fetchInto = <R>(arrival: Deferred.Deferred<Token, Failure>, fetch: Effect.Effect<Token, Failure, R>) =>
    Effect.exit(Effect.interruptible(fetch)).pipe(
      Effect.flatMap((exit) => Effect.flatMap(Clock.currentTimeMillis, (now) => settle(arrival, exit, now))),
      Effect.forkIn(scope)
    )

  const join = <R>(fetch: Effect.Effect<Token, Failure, R>, patience: number): Effect.Effect<Token, Failure, R> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const mine = Deferred.unsafeMake<Token, Failure>(FiberId.none)
        const seen = yield* Ref.modify(state, (current): [Exclude<State, { _tag: "Empty" }>, State] => {
          if (current._tag === "Fetching") return [current, current]
          if (current._tag === "Ready" && now < current.token.refreshAt) return [current, current]
          const stale = current._tag === "Ready" ? current.token : undefined
          const next = { _tag: "Fetching", arrival: mine, stale } as const
          return [next, next]
        })
        if (seen._tag === "Ready") return seen.token
        if (seen.arrival === mine) yield* fetchInto(mine, fetch)
        if (seen.stale !== undefined && now < seen.stale.expiresAt) return seen.stale
        return yield* restore(within(patience, Deferred.await(seen.arrival)))
      })
    )

  const fallBack = (failure: Failure): Effect.Effect<Token, Failure> =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.flatten(
        Ref.modify(state, (current): [Effect.Effect<Token, Failure>, State] => {
          const token = current._tag === "Ready" ? kept(current.token, now) : undefined
          return token === undefined
            ? [Effect.fail(failure), current]
            : [Effect.succeed(token), { _tag: "Ready", token }]
        })
      )
    )

  const fetchAlone = <R>(fetch: Effect.Effect<Token, Failure, R>, patience: number): Effect.Effect<Token, Failure, R> =>
    within(patience, fetch).pipe(
      Effect.tap((token) => Ref.set(state, { _tag: "Ready", token })),
      Effect.catchAll(fallBack)
    )

  const fetchToken = requestsAreIsolated() ? fetchAlone : join

  return {
    get: (fetch, patience) =>
      Effect.flatMap(Ref.get(state), (current) =>
        current._tag !== "Ready"
          ? fetchToken(fetch, patience)
          : Effect.flatMap(Clock.currentTimeMillis, (now) =>
              now < current.token.refreshAt ? Effect.succeed(current.token) : fetchToken(fetch, patience)
            )
      ),
    invalidate: (used) =>
      Ref.update(state, (current): State => {
        if (current._tag === "Ready" && Equal.equals(current.token.value, used)) return { _tag: "Empty" }
        if (current._tag === "Fetching" && Equal.equals(current.stale?.value, used))
          return { ...current, stale: undefined }
        return current
      })
  }
})
