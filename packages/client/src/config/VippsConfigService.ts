import * as Duration from "effect/Duration"
import type * as Redacted from "effect/Redacted"
import { version } from "../internal/request/version.js"
import {
  applyRetry,
  defaultRetry,
  type Environment,
  environmentOf,
  hosts,
  type Options,
  type RetryPolicy
} from "./Options.js"

/**
 * A configuration as the operations use it. Only `make`, the layers, `withMerchant` and
 * `withOptions` of `VippsConfig` make one: a literal or a copy has no access token, and a call with it fails with
 * `VippsInputError`. Its secrets print as `<redacted>`.
 *
 * @since 0.1.0
 * @category models
 */
export class VippsConfigService {
  /** Makes the type nominal: neither a literal nor a spread has it. */
  declare protected readonly nominal: never
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
  /** Bytes. */
  readonly maxResponseSize: number
  readonly accountingKeys: boolean
  readonly userinfoSubscriptionKey: boolean
  /** @internal */
  constructor(options: Options) {
    this.clientId = options.clientId
    this.clientSecret = options.clientSecret
    this.subscriptionKey = options.subscriptionKey
    this.merchantSerialNumber = options.merchantSerialNumber
    this.environment = environmentOf(options)
    this.baseUrl = (options.baseUrl ?? hosts[this.environment]).replace(/\/+$/, "")
    this.systemName = options.systemName ?? "effect-vipps"
    this.systemVersion = options.systemVersion ?? version
    this.pluginName = options.pluginName ?? this.systemName
    this.pluginVersion = options.pluginVersion ?? this.systemVersion
    this.attemptTimeout = Duration.decode(options.attemptTimeout ?? "10 seconds")
    this.timeout = Duration.decode(options.timeout ?? "30 seconds")
    this.retry = applyRetry(defaultRetry, options.retry ?? {})
    this.maxResponseSize = options.maxResponseSize ?? 5_000_000
    this.accountingKeys = options.accountingKeys ?? false
    this.userinfoSubscriptionKey = options.userinfoSubscriptionKey ?? false
    Object.freeze(this)
  }
}
