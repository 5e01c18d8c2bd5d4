import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { requestsAreIsolated } from "../transport/runtime.js"
import { Failure, timeout } from "./failure.js"

/** An access token; times in epoch milliseconds. */
export interface Token {
  readonly value: Redacted.Redacted
  /** From here on a new one is fetched in the background, while this one is still used. Never after `expiresAt`. */
  readonly refreshAt: number
  /** From here on it is not used any more. */
  readonly expiresAt: number
  /** Another process fetched it. */
  readonly isShared?: true
}

/** How long the old token is used after a failed renewal before the next attempt, in milliseconds. */
const refreshPause = 30_000

const usable = (token: Token | undefined, now: number): token is Token => token !== undefined && now < token.expiresAt

/** The old token after a failed renewal, while it lasts. */
const kept = (stale: Token | undefined, now: number): Token | undefined =>
  usable(stale, now) ? { ...stale, refreshAt: Math.min(now + refreshPause, stale.expiresAt) } : undefined

const within = <R>(patience: number, token: Effect.Effect<Token, Failure, R>): Effect.Effect<Token, Failure, R> =>
  Effect.timeoutFail(token, { duration: patience, onTimeout: () => timeout("no access token arrived in time") })

const interrupted = new Failure({
  tag: "VippsTransportError",
  reason: "Network",
  retryable: false,
  ambiguous: false,
  detail: "the scope of this VippsConfig was closed; keep it open until the last call has ended"
})

type Get = <R>(
  fetch: Effect.Effect<Token, Failure, R>,
  patience: number,
  isOwn?: boolean
) => Effect.Effect<Token, Failure, R>

/**
 * One token for all calls with the same keys. Concurrent callers share one fetch; it runs in the
 * layer's scope, so that an interrupted caller neither cancels it nor blocks the others. A failure reaches every waiter
 * and is not kept.
 */
export interface TokenCache {
  /** The token, if it needs no renewal at this time (epoch milliseconds). */
  readonly ready: (now: number) => Token | undefined
  /**
   * `patience`: how many milliseconds to wait for a fetch under way. `isOwn`: not a token that another process fetched.
   */
  readonly get: Get
  /** Drops this token; a newer one stays. */
  readonly invalidate: (used: Redacted.Redacted) => Effect.Effect<void>
}

/** A token that other processes have, too. */
export interface SharedToken {
  /** One that another process fetched, else, and with `isOwn`, what `fetch` brings, for the others as well. */
  readonly get: Get
  /** Neither this process nor another one uses it again. */
  readonly remove: (rejected: Token) => Effect.Effect<void>
}

/** Everything an access token depends on, but for the operation that fetches it. */
export interface Keys {
  readonly baseUrl: string
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
  readonly subscriptionKey: Redacted.Redacted
}

/** Shares the token that an operation fetches, by its name. What goes on after a call runs in the scope. */
export type Share = (keys: Keys, operation: string, scope: Scope.Scope) => SharedToken

/** State is plain and changes only in synchronous steps: between two of them no other fiber runs. */
export const make = (scope: Scope.Scope, shared?: SharedToken): TokenCache => {
  /** While a new one is fetched, the old one, unless it was invalidated meanwhile. */
  let token: Token | undefined
  let arrival: Deferred.Deferred<Token, Failure> | undefined

  const ready = (now: number): Token | undefined => (token !== undefined && now < token.refreshAt ? token : undefined)

  /** The scope's end interrupts the fetch, never the last step, so that every waiter is released. */
  const fetchInto = <R>(mine: Deferred.Deferred<Token, Failure>, fetch: Effect.Effect<Token, Failure, R>) =>
    Effect.exit(Effect.interruptible(fetch)).pipe(
      Effect.zip(Clock.currentTimeMillis),
      Effect.flatMap(([exit, now]) => {
        arrival = undefined
        token = Exit.isSuccess(exit) ? exit.value : kept(token, now)
        return Deferred.done(mine, Exit.isInterrupted(exit) ? Exit.fail(interrupted) : exit)
      }),
      Effect.uninterruptible,
      Effect.forkIn(scope)
    )

  const join = <R>(fetch: Effect.Effect<Token, Failure, R>, patience: number): Effect.Effect<Token, Failure, R> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        if (arrival === undefined) {
          const current = ready(now)
          if (current !== undefined) return current
          arrival = Deferred.unsafeMake<Token, Failure>(FiberId.none)
          const mine = arrival
          yield* fetchInto(mine, fetch)
          return usable(token, now) ? token : yield* restore(within(patience, Deferred.await(mine)))
        }
        return usable(token, now) ? token : yield* restore(within(patience, Deferred.await(arrival)))
      })
    )

  /** While the old token is valid, a renewal takes at most half of the caller's time: the call itself needs the rest. */
  const fetchAlone = <R>(fetch: Effect.Effect<Token, Failure, R>, patience: number): Effect.Effect<Token, Failure, R> =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      within(usable(token, now) ? patience / 2 : patience, fetch).pipe(
        Effect.tap((fresh) => {
          token = fresh
        }),
        Effect.catchAll((failure) =>
          Effect.flatMap(Clock.currentTimeMillis, (then) => {
            const old = kept(token, then)
            if (old === undefined) return Effect.fail(failure)
            token = old
            return Effect.succeed(old)
          })
        )
      )
    )

  const renew = requestsAreIsolated() ? fetchAlone : join

  const get: Get = (fetch, patience, isOwn = false) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      if (isOwn && token?.isShared) token = undefined
      const current = ready(now)
      if (current !== undefined) return Effect.succeed(current)
      const renewed = renew(shared === undefined ? fetch : shared.get(fetch, patience, isOwn), patience)
      // A renewal that was under way may bring another process's.
      return Effect.flatMap(renewed, (token) =>
        isOwn && token.isShared ? get(fetch, patience, isOwn) : Effect.succeed(token)
      )
    })

  return {
    ready,
    get,
    invalidate: (used) =>
      Effect.suspend(() => {
        if (token === undefined || !Equal.equals(token.value, used)) return Effect.void
        const rejected = token
        token = undefined
        return shared === undefined ? Effect.void : shared.remove(rejected)
      })
  }
}
