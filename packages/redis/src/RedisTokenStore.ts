/**
 * A `TokenStore` in Redis: processes with one Redis make one token request.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/access-token-api/
 * @since 0.1.0
 */
import * as TokenStore from "@effect-vipps/client/TokenStore"
import * as Effect from "effect/Effect"
import { type Options, type RedisClient, redisTokenStore } from "./promise.js"

export type { Options, RedisClient } from "./promise.js"

/**
 * The store, for the option `tokenStore` of `VippsConfig`. It uses `GET`, `SET` with `PX` and `EVAL`; every key has an
 * end. It sends nothing before a token is needed, so that a program starts without Redis. You open and close the client.
 *
 * @example
 * ```ts
 * import { VippsConfig } from "@effect-vipps/client"
 * import { RedisTokenStore } from "@effect-vipps/redis"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 * import { Redis } from "ioredis"
 *
 * const VippsLive = Effect.gen(function* () {
 *   const redis = yield* Effect.acquireRelease(
 *     Effect.sync(() => new Redis({ maxRetriesPerRequest: 1 })),
 *     (redis) => Effect.sync(() => redis.disconnect())
 *   )
 *   const options = yield* VippsConfig.config
 *   return VippsConfig.layer({ ...options, tokenStore: RedisTokenStore.make(redis) })
 * }).pipe(Layer.unwrapScoped)
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (redis: RedisClient, options: Options = {}): TokenStore.TokenStore => {
  const { lease, read, remove, write } = redisTokenStore(redis, options)
  // What rejects is a defect, which the client takes for any failure of the store.
  return TokenStore.make({
    read: (key) => Effect.promise(() => read(key)),
    write: (key, value, timeToLive) => Effect.promise(() => write(key, value, timeToLive)),
    lease: (key, value, timeToLive) => Effect.promise(() => lease(key, value, timeToLive)),
    remove: (key, value) => Effect.promise(() => remove(key, value))
  })
}
