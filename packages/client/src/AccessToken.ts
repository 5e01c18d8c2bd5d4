/**
 * The access token that ePayment calls carry. The operations fetch it automatically; use this for your own calls to
 * APIs this package does not cover.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Redacted from "effect/Redacted"
import * as operations from "./accessToken/operations.js"
import { stateOf, tokensOf } from "./internal/request/state.js"
import { beginFetch, tokenOf } from "./internal/request/token.js"
import { toVippsError } from "./internal/request/toVippsError.js"
import { VippsConfig } from "./VippsConfig.js"
import type { CommonError } from "./VippsError.js"

/**
 * The operation as a plain value.
 *
 * @since 0.1.0
 * @category operations
 */
export * as operations from "./accessToken/operations.js"

/**
 * Returns the cached token, or a new one. Concurrent calls share one fetch. The token is renewed before it expires (after
 * one hour in the test environment, 24 hours in production) while the old one is still used.
 *
 * Fails with `VippsAuthError` when the keys are refused; with `VippsTransportError`, `VippsServerError`,
 * `VippsRateLimitError` or `VippsDecodeError` when no token arrived. Failures are not cached.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/access-token-api/
 * @since 0.1.0
 * @category operations
 */
export const get: Effect.Effect<Redacted.Redacted, CommonError, VippsConfig | HttpClient.HttpClient> = Effect.flatMap(
  VippsConfig,
  (config) =>
    Effect.flatMap(stateOf(config, operations.get.name), (state) =>
      Effect.flatMap(beginFetch(operations.get, config, state), (call) =>
        tokenOf(operations.get, config, state, Duration.toMillis(config.timeout)).pipe(
          Effect.map((token) => token.value),
          // @effect-diagnostics-next-line unsafeEffectTypeAssertion:off
          Effect.mapError((failure) => toVippsError(failure, call) as CommonError)
        )
      )
    )
).pipe(Effect.withSpan("AccessToken.get", { captureStackTrace: false }))

/**
 * Drops this token from the cache after it was rejected; a newer one stays. Does nothing for an unusable configuration.
 *
 * @since 0.1.0
 * @category operations
 */
export const invalidate = (token: Redacted.Redacted): Effect.Effect<void, never, VippsConfig> =>
  Effect.flatMap(VippsConfig, (config) =>
    Either.match(stateOf(config, "AccessToken.invalidate"), {
      onLeft: () => Effect.void,
      onRight: (state) => tokensOf(state, operations.get).invalidate(token)
    })
  )
