/**
 * The keys, the environment, and the timeouts and retries of the client.
 *
 * Middleware belongs on the `HttpClient`: operations send with the one of their environment, once per attempt, token
 * requests included. Decorate it to log, count or route requests, or to add a header of your own. Effect's
 * loggers print the secret headers of a request redacted. What a decoration returns or fails with is classified as without it.
 *
 * @example
 * ```ts
 * import * as HttpClient from "@effect/platform/HttpClient"
 * import { FetchHttp } from "@effect-vipps/client"
 * import * as Context from "effect/Context"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const LoggingHttp = Layer.map(FetchHttp.layer, (context) =>
 *   HttpClient.HttpClient.context(
 *     HttpClient.tapRequest(Context.get(context, HttpClient.HttpClient), ({ headers, method, url }) =>
 *       Effect.logDebug(method, url, headers)
 *     )
 *   )
 * )
 * ```
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { Options } from "./config/Options.js"
import { VippsConfigService } from "./config/VippsConfigService.js"
import { makeFamily, register, stateOf } from "./internal/request/state.js"
import { Unsettled } from "./internal/request/unsettled.js"
import { checkOptions } from "./internal/schema/checkOptions.js"
import { recognising } from "./internal/transport/plainFetch.js"
import { type FindTransport, transportIn } from "./internal/transport/transport.js"
import type { VippsInputError } from "./VippsError.js"

export type { Environment, Options, RetryOptions, RetryPolicy } from "./config/Options.js"
export type { VippsConfigService as Service } from "./config/VippsConfigService.js"

/**
 * The configuration that every operation asks for.
 *
 * @since 0.1.0
 * @category tags
 */
export class VippsConfig extends Context.Tag("@effect-vipps/client/VippsConfig")<VippsConfig, VippsConfigService>() {}

const makeWith = (
  options: Options,
  unsettled: Unsettled,
  find: FindTransport
): Effect.Effect<VippsConfigService, VippsInputError, Scope.Scope> =>
  Effect.gen(function* () {
    yield* checkOptions("VippsConfig.make", options)
    const config = new VippsConfigService(options)
    yield* register(config, { ...options }, yield* makeFamily(unsettled, find))
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
  Effect.suspend(() => makeWith(options, new Unsettled(), transportIn))

/** For a layer: the layer of the `HttpClient` is known by the memo map in which both are built. */
const makeInLayer = (options: Options, unsettled: Unsettled) =>
  Effect.flatMap(Layer.CurrentMemoMap, (memoMap) => makeWith(options, unsettled, recognising(memoMap)))

/**
 * The configuration of one merchant. Provide it once, at the edge of the program: every `Effect.provide` of it has
 * its own token cache.
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
  return Layer.scoped(VippsConfig, makeInLayer(options, unsettled))
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
    Effect.flatMap(Config.unwrap(options), (unwrapped) => makeInLayer(unwrapped, unsettled))
  )
}

const optional = <A>(config: Config.Config<A>): Config.Config<A | undefined> => Config.withDefault(config, undefined)

/** Nested for providers with a structure, such as JSON; flat for a `Map` with the names of the environment. */
const at = <A>(read: (name: string) => Config.Config<A>, name: string): Config.Config<A> =>
  Config.orElse(Config.nested(read(name), "VIPPS"), () => read(`VIPPS_${name}`))

const redacted = (name: string): Config.Config<Redacted.Redacted> => Config.redacted(name)

/** A function, so that a bundle without {@link config} has none of this. */
const options = (): Config.Config<Options> =>
  Config.all({
    clientId: at(Config.string, "CLIENT_ID"),
    clientSecret: at(redacted, "CLIENT_SECRET"),
    subscriptionKey: at(redacted, "SUBSCRIPTION_KEY"),
    merchantSerialNumber: at(Config.string, "MERCHANT_SERIAL_NUMBER"),
    environment: optional(at(Config.literal("production", "test"), "ENVIRONMENT")),
    baseUrl: optional(at(Config.string, "BASE_URL")),
    systemName: optional(at(Config.string, "SYSTEM_NAME")),
    systemVersion: optional(at(Config.string, "SYSTEM_VERSION")),
    pluginName: optional(at(Config.string, "PLUGIN_NAME")),
    pluginVersion: optional(at(Config.string, "PLUGIN_VERSION")),
    attemptTimeout: optional(at(Config.duration, "ATTEMPT_TIMEOUT")),
    timeout: optional(at(Config.duration, "TIMEOUT")),
    accountingKeys: optional(at(Config.boolean, "ACCOUNTING_KEYS")),
    userinfoSubscriptionKey: optional(at(Config.boolean, "USERINFO_SUBSCRIPTION_KEY")),
    retry: Config.map(optional(at(Config.integer, "MAX_RETRIES")), (maxRetries) => ({ maxRetries }))
  })

/**
 * The options as a `Config`, nested under `VIPPS`. From the environment it reads `VIPPS_CLIENT_ID`,
 * `VIPPS_CLIENT_SECRET`, `VIPPS_SUBSCRIPTION_KEY` and `VIPPS_MERCHANT_SERIAL_NUMBER`, which are required, and
 * `VIPPS_ENVIRONMENT` (`production` or `test`), `VIPPS_BASE_URL`, `VIPPS_SYSTEM_NAME`, `VIPPS_SYSTEM_VERSION`,
 * `VIPPS_PLUGIN_NAME`, `VIPPS_PLUGIN_VERSION`, `VIPPS_ATTEMPT_TIMEOUT`, `VIPPS_TIMEOUT` (durations: `10 seconds`),
 * `VIPPS_MAX_RETRIES`, `VIPPS_ACCOUNTING_KEYS` and `VIPPS_USERINFO_SUBSCRIPTION_KEY` (`true` or `false`), which are not.
 *
 * Nest it to read a second merchant: `Config.nested(VippsConfig.config, "DENMARK")` reads `DENMARK_VIPPS_CLIENT_ID`.
 *
 * @example
 * ```ts
 * import { VippsConfig } from "@effect-vipps/client"
 * import * as ConfigProvider from "effect/ConfigProvider"
 * import * as Layer from "effect/Layer"
 * import * as String from "effect/String"
 *
 * // From JSON with names in camelCase: CLIENT_ID is clientId.
 * const provider = ConfigProvider.fromJson({ vipps: { clientId: "...", clientSecret: "..." } }).pipe(
 *   ConfigProvider.mapInputPath((name) => String.snakeToCamel(name.toLowerCase()))
 * )
 * const VippsLive = VippsConfig.layerConfig(VippsConfig.config).pipe(Layer.provide(Layer.setConfigProvider(provider)))
 * ```
 *
 * @since 0.1.0
 * @category config
 */
export const config: Config.Config<Options> = /*#__PURE__*/ options()

/**
 * {@link layer} with options from the environment, by the names of {@link config}: `VIPPS_CLIENT_ID` and the others.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerEnv: Layer.Layer<VippsConfig, VippsInputError | ConfigError.ConfigError> =
  /*#__PURE__*/ layerConfig(config)

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
 * with other keys use {@link withOptions}.
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
