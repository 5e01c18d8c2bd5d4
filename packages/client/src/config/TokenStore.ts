import type * as Effect from "effect/Effect"
import type { Share } from "../internal/request/tokenCache.js"

/**
 * What a store must be able to do: keep short texts, each under a key and for a time. Keys are up to 60 characters of
 * `A-Z a-z 0-9 - _ .`, values up to a few kilobytes of the same. Any error of it means that it failed; none is
 * logged or passed on.
 *
 * @since 0.1.0
 * @category models
 */
export interface Storage {
  /** The value under this key; undefined or null without one, and once its time is over. */
  readonly read: (key: string) => Effect.Effect<string | null | undefined, unknown>
  /** Sets a value for this many milliseconds. */
  readonly write: (key: string, value: string, timeToLive: number) => Effect.Effect<unknown, unknown>
  /**
   * Sets a value for this many milliseconds unless the key has one, in one atomic step. True if it did. A
   * store without such a step may always return true: then several processes may fetch a token at the same time.
   */
  readonly lease: (key: string, value: string, timeToLive: number) => Effect.Effect<boolean, unknown>
  /** Removes the key if it still has this value, in one atomic step. */
  readonly remove: (key: string, value: string) => Effect.Effect<unknown, unknown>
}

/**
 * Where access tokens are shared by processes, as an option of `VippsConfig`. `TokenStore.make` makes one.
 *
 * @since 0.1.0
 * @category models
 */
export class TokenStore {
  /** Makes the type nominal. */
  declare protected readonly nominal: never
  /** @internal */
  readonly share: Share
  /** @internal */
  constructor(share: Share) {
    this.share = share
    Object.freeze(this)
  }
}
