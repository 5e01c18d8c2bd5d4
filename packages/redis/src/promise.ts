/**
 * Redis as a token store of Promises, for `tokenStore` of `@effect-vipps/promise`.
 *
 * @since 0.1.0
 */

/**
 * What is used of a client of Redis: `call` of ioredis, of its `Redis` and its `Cluster`. A client of another library
 * needs one function: `{ call: (...command) => client.sendCommand(command.map(String)) }`.
 *
 * @since 0.1.0
 * @category models
 */
export interface RedisClient {
  call(command: string, ...args: Array<string | number>): Promise<unknown>
}

/**
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** Before each key. Defaults to `vipps:`. Tokens of different keys of Vipps never share a key of Redis. */
  readonly prefix?: string | undefined
}

/**
 * The four functions of a token store.
 *
 * @since 0.1.0
 * @category models
 */
export interface Storage {
  read(key: string): Promise<string | undefined>
  write(key: string, value: string, timeToLiveMs: number): Promise<void>
  lease(key: string, value: string, timeToLiveMs: number): Promise<boolean>
  remove(key: string, value: string): Promise<void>
}

/** One step for the server: what it compares is what it removes. */
const removeIfEqual = `if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end return 0`

/**
 * Keeps access tokens in Redis: processes with one Redis make one token request. It uses `GET`, `SET` with `PX` and
 * `EVAL`; every key has an end.
 *
 * Limit what waits while Redis is away: with ioredis set `maxRetriesPerRequest` or `commandTimeout`. The client gives
 * up after 500 milliseconds and fetches its own token, but the commands stay in the queue of ioredis.
 *
 * @example
 * ```ts
 * import Vipps from "@effect-vipps/promise"
 * import { redisTokenStore } from "@effect-vipps/redis/promise"
 * import { Redis } from "ioredis"
 *
 * const vipps = new Vipps({
 *   clientId: process.env.VIPPS_CLIENT_ID ?? "",
 *   clientSecret: process.env.VIPPS_CLIENT_SECRET ?? "",
 *   subscriptionKey: process.env.VIPPS_SUBSCRIPTION_KEY ?? "",
 *   merchantSerialNumber: process.env.VIPPS_MERCHANT_SERIAL_NUMBER ?? "",
 *   tokenStore: redisTokenStore(new Redis({ maxRetriesPerRequest: 1 }))
 * })
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const redisTokenStore = (redis: RedisClient, { prefix = "vipps:" }: Options = {}): Storage => {
  /** Redis takes whole milliseconds, from 1. */
  const life = (millis: number) => Math.max(1, Math.floor(millis))
  return {
    read: async (key) => {
      const value = await redis.call("GET", prefix + key)
      return typeof value === "string" ? value : undefined
    },
    write: async (key, value, millis) => {
      await redis.call("SET", prefix + key, value, "PX", life(millis))
    },
    lease: async (key, value, millis) =>
      (await redis.call("SET", prefix + key, value, "PX", life(millis), "NX")) === "OK",
    remove: async (key, value) => {
      await redis.call("EVAL", removeIfEqual, 1, prefix + key, value)
    }
  }
}
