// @effect-diagnostics anyUnknownInErrorContext:off
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Storage } from "../../config/TokenStore.js"
import { requestsAreIsolated } from "../transport/runtime.js"
import type { Failure } from "./failure.js"
import { makeSeal, type Seal } from "./seal.js"
import type { Share, SharedToken, Token } from "./tokenCache.js"
import { endedWithin } from "./within.js"

/** One step of the store, in milliseconds. */
const stepLimit = 500

/** How long a process may take to fetch the token that others wait for; then one of them fetches it. */
const leaseLife = 5_000

const pollInterval = 100

/** What the store could not do. Its own error is not kept: it may name a server with its password, or a row. */
class StoreFailed {
  constructor(readonly what: string) {}
}

const warn = ({ what }: StoreFailed): Effect.Effect<void> =>
  Effect.logWarning(
    `TokenStore: ${what}. The call goes on with an access token of this process. Check that the store is reachable, fast and not full.`
  )

/** Uninterruptible: what a step has begun is known to be done or lost, and its limit is short. */
const step = <A>(name: keyof Storage | "encryption", effect: () => Effect.Effect<A, unknown>) =>
  Effect.suspend(effect).pipe(
    Effect.catchAllCause(() => Effect.fail(new StoreFailed(`${name} failed`))),
    endedWithin(stepLimit, () => new StoreFailed(`${name} took longer than ${stepLimit} ms`)),
    Effect.uninterruptible
  )

/** Runs beside the call. A Worker drops what is left after its response, so there the call waits. */
const aside = (scope: Scope.Scope, effect: Effect.Effect<void>): Effect.Effect<void> =>
  requestsAreIsolated()
    ? effect
    : Effect.uninterruptible(Effect.asVoid(Effect.forkIn(Effect.uninterruptible(effect), scope)))

/**
 * One process at a time holds a lease and fetches; the others wait for what it writes. Each step that fails ends the use
 * of the store for this token: the process then fetches its own.
 */
export const shareIn =
  (storage: Storage): Share =>
  (keys, operation, scope): SharedToken => {
    let sealing: Promise<Seal> | undefined
    /** What the store holds of the token that was last read or written, to remove that and nothing newer. */
    let stored: { readonly sealed: string; readonly expiresAt: number } | undefined
    /** No token as old as this one is taken from the store again. */
    let rejectedUntil = 0

    const seal = step("encryption", () => Effect.promise(() => (sealing ??= makeSeal(keys, operation))))

    const leaseOf = ({ id }: Seal) => `${id}.lease`

    /** The stored token, if it needs no renewal. */
    const read = ({ id, open }: Seal) =>
      Effect.gen(function* () {
        const sealed = yield* step("read", () => storage.read(id))
        if (typeof sealed !== "string") return undefined
        const token = yield* step("encryption", () => Effect.promise(() => open(sealed)))
        const now = yield* Clock.currentTimeMillis
        if (token === undefined || now >= token.refreshAt || token.expiresAt <= rejectedUntil) return undefined
        stored = { sealed, expiresAt: token.expiresAt }
        return token
      })

    const lease = (seal: Seal, holder: string) => step("lease", () => storage.lease(leaseOf(seal), holder, leaseLife))

    const release = (seal: Seal, holder: string) => step("remove", () => storage.remove(leaseOf(seal), holder))

    /** A token of another process, or nothing once this one holds the lease. */
    const consult = (seal: Seal, holder: string): Effect.Effect<Token | undefined, StoreFailed> =>
      Effect.gen(function* () {
        for (;;) {
          const found = yield* read(seal)
          if (found !== undefined) return found
          if (yield* lease(seal, holder)) {
            // The holder before this one may have written between the two.
            const written = yield* read(seal)
            if (written !== undefined) yield* aside(scope, Effect.ignore(release(seal, holder)))
            return written
          }
          yield* Effect.sleep(pollInterval)
        }
      })

    const publish = (seal: Seal, holder: string, token: Token): Effect.Effect<void> =>
      Effect.gen(function* () {
        const sealed = yield* step("encryption", () => Effect.promise(() => seal.close(token)))
        const life = token.expiresAt - (yield* Clock.currentTimeMillis)
        if (life <= 0 || token.expiresAt <= rejectedUntil) return
        stored = { sealed, expiresAt: token.expiresAt }
        yield* step("write", () => storage.write(seal.id, sealed, life))
      }).pipe(Effect.ensuring(Effect.ignore(release(seal, holder))), Effect.catchAll(warn))

    return {
      get: <R>(fetch: Effect.Effect<Token, Failure, R>, patience: number, isOwn = false) =>
        Effect.gen(function* () {
          const holder = crypto.randomUUID()
          const waited = Math.min(leaseLife, patience / 2)
          const asked = yield* Effect.flatMap(seal, (known) =>
            Effect.map(isOwn ? Effect.as(lease(known, holder), undefined) : consult(known, holder), (token) => ({
              seal: known,
              token
            }))
          ).pipe(
            endedWithin(waited, () => new StoreFailed(`no token within ${waited} ms`)),
            Effect.catchAll((failed) => Effect.as(warn(failed), undefined))
          )
          if (asked === undefined) return yield* fetch
          if (asked.token !== undefined) return { ...asked.token, isShared: true }
          const token = yield* Effect.onError(fetch, () => Effect.ignore(release(asked.seal, holder)))
          yield* aside(scope, publish(asked.seal, holder, token))
          return token
        }),
      remove: (rejected) =>
        Effect.suspend(() => {
          rejectedUntil = Math.max(rejectedUntil, rejected.expiresAt)
          if (stored === undefined || stored.expiresAt > rejected.expiresAt) return Effect.void
          const { sealed } = stored
          stored = undefined
          return aside(
            scope,
            Effect.flatMap(seal, ({ id }) => step("remove", () => storage.remove(id, sealed))).pipe(
              Effect.catchAll(warn)
            )
          )
        })
    }
  }
