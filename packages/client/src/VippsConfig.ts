/**
 * The keys, the environment, and the timeouts and retries of the client.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { Options } from "./config/Options.js"
import { VippsConfigService } from "./config/VippsConfigService.js"
import { checkOptions } from "./internal/options.js"
import { makeFamily, register, stateOf } from "./internal/state.js"
import { Unsettled } from "./internal/unsettled.js"
import type { VippsInputError } from "./VippsError.js"

export type { Environment, Options, RetryOptions, RetryPolicy } from "./config/Options.js"
export type { VippsConfigService } from "./config/VippsConfigService.js"

/**
 * The configuration that every operation asks for.
 *
 * @since 0.1.0
 * @category tags
 */
export class VippsConfig extends Context.Tag("@effect-vipps/client/VippsConfig")<VippsConfig, VippsConfigService>() {}

const makeWith = (
  options: Options,
  unsettled: Unsettled
): Effect.Effect<VippsConfigService, VippsInputError, Scope.Scope> =>
  Effect.gen(function* () {
    yield* checkOptions("VippsConfig.make", options)
    const config = new VippsConfigService(options)
    yield* register(config, { ...options }, yield* makeFamily(unsettled))
    return config
  })

/**
 * Makes a configuration and its token cache, which lives as long as the scope: a call after its end fails with
 * `VippsInputError`. Fails with `VippsInputError` if an option is invalid.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options): Effect.Effect<VippsConfigService, VippsInputError, Scope.Scope> =>
  Effect.suspend(() => makeWith(options, new Unsettled()))

/**
 * The configuration of one merchant. Provide it once, at the edge of the program: every `Effect.provide` of it has a
 * token cache of its own.
 *
 * @example
 * ```ts
 * import { VippsConfig } from "@effect-vipps/client"
 * import * as Redacted from "effect/Redacted"
 *
 * const VippsLive = VippsConfig.layer({
 *   clientId: "...",
 *   clientSecret: Redacted.make("..."),
 *   subscriptionKey: Redacted.make("..."),
 *   merchantSerialNumber: "123456",
 *   environment: "test"
 * })
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options): Layer.Layer<VippsConfig, VippsInputError> => {
  // Made with the layer, not when it is built: a retry around `Effect.provide` builds it again.
  const unsettled = new Unsettled()
  return Layer.scoped(VippsConfig, makeWith(options, unsettled))
}

/**
 * {@link layer} with options read from `Config`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  options: Config.Config.Wrap<Options>
): Layer.Layer<VippsConfig, VippsInputError | ConfigError.ConfigError> => {
  const unsettled = new Unsettled()
  return Layer.scoped(
    VippsConfig,
    Effect.flatMap(Config.unwrap(options), (unwrapped) => makeWith(unwrapped, unsettled))
  )
}

const optional = <A>(config: Config.Config<A>): Config.Config<A | undefined> => Config.withDefault(config, undefined)

/** A function, so that a bundle without {@link layerEnv} has none of this. */
const environment = () =>
  Config.all({
    clientId: Config.string("VIPPS_CLIENT_ID"),
    clientSecret: Config.redacted("VIPPS_CLIENT_SECRET"),
    subscriptionKey: Config.redacted("VIPPS_SUBSCRIPTION_KEY"),
    merchantSerialNumber: Config.string("VIPPS_MERCHANT_SERIAL_NUMBER"),
    environment: optional(Config.literal("production", "test")("VIPPS_ENVIRONMENT")),
    baseUrl: optional(Config.string("VIPPS_BASE_URL")),
    systemName: optional(Config.string("VIPPS_SYSTEM_NAME")),
    systemVersion: optional(Config.string("VIPPS_SYSTEM_VERSION")),
    pluginName: optional(Config.string("VIPPS_PLUGIN_NAME")),
    pluginVersion: optional(Config.string("VIPPS_PLUGIN_VERSION")),
    attemptTimeout: optional(Config.duration("VIPPS_ATTEMPT_TIMEOUT")),
    timeout: optional(Config.duration("VIPPS_TIMEOUT")),
    retry: Config.map(optional(Config.integer("VIPPS_MAX_RETRIES")), (maxRetries) => ({ maxRetries }))
  })

/**
 * {@link layer} with options from the environment: `VIPPS_CLIENT_ID`, `VIPPS_CLIENT_SECRET`, `VIPPS_SUBSCRIPTION_KEY`
 * and `VIPPS_MERCHANT_SERIAL_NUMBER` are required; `VIPPS_ENVIRONMENT` (`production` or `test`), `VIPPS_BASE_URL`,
 * `VIPPS_SYSTEM_NAME`, `VIPPS_SYSTEM_VERSION`, `VIPPS_PLUGIN_NAME`, `VIPPS_PLUGIN_VERSION`, `VIPPS_ATTEMPT_TIMEOUT`,
 * `VIPPS_TIMEOUT` (durations: `10 seconds`) and `VIPPS_MAX_RETRIES` are not.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerEnv: Layer.Layer<VippsConfig, VippsInputError | ConfigError.ConfigError> = /*#__PURE__*/ layerConfig(
  /*#__PURE__*/ environment()
)

/** Without the fields that are not given. */
const given = <A extends object>(options: A): Partial<A> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<A>

const derive = (operation: string, config: VippsConfigService, changes: Partial<Options>) =>
  Effect.gen(function* () {
    const { family, options: base } = yield* stateOf(config, operation)
    const retry = changes.retry && { ...base.retry, ...given(changes.retry) }
    const options: Options = { ...base, ...given({ ...changes, retry }) }
    yield* checkOptions(operation, options)
    const derived = new VippsConfigService(options)
    yield* register(derived, options, family)
    return derived
  })

const derivedWith = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  operation: string,
  changes: Partial<Options>
): Effect.Effect<A, E | VippsInputError, R | VippsConfig> =>
  Effect.flatMap(VippsConfig, (config) =>
    Effect.flatMap(derive(operation, config, changes), (derived) => Effect.provideService(self, VippsConfig, derived))
  )

/**
 * Runs an effect with some options changed. Options that are not given stay, field by field also under `retry`.
 *
 * The access token and the retry quota belong to the keys: with the same `clientId`, `clientSecret`, `subscriptionKey`
 * and server they are shared with the configuration it derives from; other keys get their own, kept for as long as the
 * scope of that configuration. So a program that serves many merchants may switch for each request.
 *
 * Fails with `VippsInputError` if an option is invalid; then the effect does not run.
 *
 * @example
 * ```ts
 * import { EPayment, VippsConfig } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const payment = EPayment.getPayment("order-2026-0001").pipe(VippsConfig.withOptions({ timeout: "5 seconds" }))
 *
 * // The derived configuration itself, for example for a layer.
 * const patient = VippsConfig.VippsConfig.pipe(VippsConfig.withOptions({ retry: { maxRetries: 5 } }))
 * ```
 *
 * @since 0.1.0
 * @category combinators
 */
export const withOptions: {
  (
    options: Partial<Options>
  ): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E | VippsInputError, R | VippsConfig>
  <A, E, R>(
    self: Effect.Effect<A, E, R>,
    options: Partial<Options>
  ): Effect.Effect<A, E | VippsInputError, R | VippsConfig>
} = /*#__PURE__*/ dual(2, <A, E, R>(self: Effect.Effect<A, E, R>, options: Partial<Options>) =>
  derivedWith(self, "VippsConfig.withOptions", options)
)

/**
 * Runs an effect for another sales unit with the same keys, as partners do. Shares the access token. For a sales unit
 * with keys of its own use {@link withOptions}.
 *
 * Fails with `VippsInputError` unless the number has 4 to 10 digits.
 *
 * @example
 * ```ts
 * import { EPayment, VippsConfig } from "@effect-vipps/client"
 *
 * const payment = EPayment.getPayment("order-2026-0001").pipe(VippsConfig.withMerchant("654321"))
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/partner/partner-keys/
 * @since 0.1.0
 * @category combinators
 */
export const withMerchant: {
  (
    merchantSerialNumber: string
  ): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E | VippsInputError, R | VippsConfig>
  <A, E, R>(
    self: Effect.Effect<A, E, R>,
    merchantSerialNumber: string
  ): Effect.Effect<A, E | VippsInputError, R | VippsConfig>
} = /*#__PURE__*/ dual(2, <A, E, R>(self: Effect.Effect<A, E, R>, merchantSerialNumber: string) =>
  derivedWith(self, "VippsConfig.withMerchant", { merchantSerialNumber })
)
