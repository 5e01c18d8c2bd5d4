/**
 * Shares access tokens between processes: twenty that start at once make one token request, and a token that Vipps
 * rejects is removed for all of them.
 *
 * `SqlTokenStore` of `@effect-vipps/sql` keeps them in PostgreSQL or SQLite, `RedisTokenStore` of `@effect-vipps/redis` in
 * Redis. {@link make} makes a store of any other database.
 *
 * The store is read when a process needs a new token, and not for a call whose token is cached. What it holds is
 * encrypted with AES-256-GCM under a key derived from the client secret, in rows named by a hash of the keys.
 *
 * A store never fails a call. Each of its steps may take 500 milliseconds, and all of them up to 5 seconds or half of
 * the call's time while another process fetches the token; then, and when a step fails, the process fetches a token of
 * its own and logs a warning.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/access-token-api/
 * @since 0.1.0
 */
import { type Storage, TokenStore } from "./config/TokenStore.js"
import { shareIn } from "./internal/request/sharedToken.js"

export { type Storage, TokenStore } from "./config/TokenStore.js"

/**
 * Makes a store of these four functions.
 *
 * @example
 * ```ts
 * import { TokenStore, VippsConfig } from "@effect-vipps/client"
 * import * as Redacted from "effect/Redacted"
 *
 * declare const storage: TokenStore.Storage
 *
 * const VippsLive = VippsConfig.layer({
 *   clientId: "...",
 *   clientSecret: Redacted.make("..."),
 *   subscriptionKey: Redacted.make("..."),
 *   merchantSerialNumber: "123456",
 *   tokenStore: TokenStore.make(storage)
 * })
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (storage: Storage): TokenStore => new TokenStore(shareIn(storage))
