/**
 * Whose keys are used, against which Vipps, and how patiently.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { checkOptions } from "./internal/options.js"
import * as RetryQuota from "./internal/quota.js"
import * as TokenCache from "./internal/tokenCache.js"
import { version } from "./internal/version.js"
import type { VippsInputError } from "./VippsError.js"

/**
 * - `"production"`: `https://api.vipps.no`, real money.
 * - `"test"`: `https://apitest.vipps.no`, with the keys and the app of the test environment.
 *
 * @see https://developer.vippsmobilepay.com/docs/test-environment/
 * @since 0.1.0
 * @category models
 */
export type Environment = "production" | "test"

/**
 * How often and how fast a failed attempt is repeated. Repeated are: no answer, 408, 423, 425, 429, 5xx but 501, and
 * codes 6160, 6250 and 6280; always with the same idempotency key.
 *
 * @since 0.1.0
 * @category models
 */
export interface RetryOptions {
  /** Repeats after the first attempt; 2 unless said. */
  readonly maxRetries?: number | undefined
  /** Before the first repeat, doubled for each further one, give or take 20 %; 500 milliseconds unless said. */
  readonly baseDelay?: Duration.DurationInput | undefined
  /** The longest of these waits; 8 seconds unless said. */
  readonly maxDelay?: Duration.DurationInput | undefined
  /** A `Retry-After` above this is not waited for: the call fails at once and tells it. 60 seconds unless said. */
  readonly maxRetryAfter?: Duration.DurationInput | undefined
}

/**
 * {@link RetryOptions} with its defaults filled in.
 *
 * @since 0.1.0
 * @category models
 */
export interface RetryPolicy {
  readonly maxRetries: number
  readonly baseDelay: Duration.Duration
  readonly maxDelay: Duration.Duration
  readonly maxRetryAfter: Duration.Duration
}

/**
 * What {@link layer} and {@link make} take. The keys are in the business portal, under Developer; all four belong to
 * one sales unit and one environment.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/api-keys/
 * @since 0.1.0
 * @category models
 */
export interface Options {
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
  /** Primary or secondary, they work alike. */
  readonly subscriptionKey: Redacted.Redacted
  /** 4 to 10 digits. */
  readonly merchantSerialNumber: string
  /** `"production"` unless said, or unless a `baseUrl` is given. */
  readonly environment?: Environment | undefined
  /** Another server, such as the emulator: `http://127.0.0.1:4242`. */
  readonly baseUrl?: string | undefined
  /** Your system, 1 to 30 characters; Vipps sees it. */
  readonly systemName?: string | undefined
  /** 1 to 30 characters. */
  readonly systemVersion?: string | undefined
  /** Your plugin in that system, 1 to 30 characters; the system's name unless said. */
  readonly pluginName?: string | undefined
  /** 1 to 30 characters; the system's version unless said. */
  readonly pluginVersion?: string | undefined
  /** One attempt, until its whole answer is read; 10 seconds unless said. */
  readonly attemptTimeout?: Duration.DurationInput | undefined
  /** The whole call with its retries; 30 seconds unless said. */
  readonly timeout?: Duration.DurationInput | undefined
  readonly retry?: RetryOptions | undefined
}

/**
 * The configuration as the operations use it. Holds the token cache and the retry quota: one value per merchant, made
 * once.
 *
 * @since 0.1.0
 * @category models
 */
export interface VippsConfigService {
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
  readonly subscriptionKey: Redacted.Redacted
  readonly merchantSerialNumber: string
  readonly environment: Environment
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly systemName: string
  readonly systemVersion: string
  readonly pluginName: string
  readonly pluginVersion: string
  readonly attemptTimeout: Duration.Duration
  readonly timeout: Duration.Duration
  readonly retry: RetryPolicy
  /** @internal */
  readonly tokens: TokenCache.TokenCache
  /** @internal */
  readonly quota: RetryQuota.RetryQuota
}

/**
 * The configuration that every operation asks for.
 *
 * @since 0.1.0
 * @category tags
 */
export class VippsConfig extends Context.Tag("@effect-vipps/client/VippsConfig")<VippsConfig, VippsConfigService>() {}

const hosts: { readonly [E in Environment]: string } = {
  production: "https://api.vipps.no",
  test: "https://apitest.vipps.no"
}

const environmentOf = (options: Options): Environment =>
  options.environment ??
  (options.baseUrl === undefined || new URL(options.baseUrl).origin === hosts.production ? "production" : "test")

/** @internal */
export const applyRetry = (policy: RetryPolicy, options: RetryOptions): RetryPolicy => ({
  maxRetries: options.maxRetries ?? policy.maxRetries,
  baseDelay: options.baseDelay === undefined ? policy.baseDelay : Duration.decode(options.baseDelay),
  maxDelay: options.maxDelay === undefined ? policy.maxDelay : Duration.decode(options.maxDelay),
  maxRetryAfter: options.maxRetryAfter === undefined ? policy.maxRetryAfter : Duration.decode(options.maxRetryAfter)
})

const defaultRetry: RetryPolicy = {
  maxRetries: 2,
  baseDelay: Duration.millis(500),
  maxDelay: Duration.seconds(8),
  maxRetryAfter: Duration.seconds(60)
}

/**
 * Fills in the defaults and makes the token cache, which lives as long as the scope. Fails with `VippsInputError` if an
 * option cannot work.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options): Effect.Effect<VippsConfigService, VippsInputError, Scope.Scope> =>
  Effect.gen(function* () {
    yield* checkOptions(options)
    const environment = environmentOf(options)
    const systemName = options.systemName ?? "effect-vipps"
    const systemVersion = options.systemVersion ?? version
    return {
      clientId: options.clientId,
      clientSecret: options.clientSecret,
      subscriptionKey: options.subscriptionKey,
      merchantSerialNumber: options.merchantSerialNumber,
      environment,
      baseUrl: (options.baseUrl ?? hosts[environment]).replace(/\/+$/, ""),
      systemName,
      systemVersion,
      pluginName: options.pluginName ?? systemName,
      pluginVersion: options.pluginVersion ?? systemVersion,
      attemptTimeout: Duration.decode(options.attemptTimeout ?? "10 seconds"),
      timeout: Duration.decode(options.timeout ?? "30 seconds"),
      retry: applyRetry(defaultRetry, options.retry ?? {}),
      tokens: yield* TokenCache.make,
      quota: yield* RetryQuota.make
    }
  })

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
export const layer = (options: Options): Layer.Layer<VippsConfig, VippsInputError> =>
  Layer.scoped(VippsConfig, make(options))

/**
 * {@link layer} with options read from `Config`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  options: Config.Config.Wrap<Options>
): Layer.Layer<VippsConfig, VippsInputError | ConfigError.ConfigError> =>
  Layer.scoped(VippsConfig, Effect.flatMap(Config.unwrap(options), make))

const optional = <A>(config: Config.Config<A>): Config.Config<A | undefined> => Config.withDefault(config, undefined)

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
  /*#__PURE__*/ Config.all({
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
)
