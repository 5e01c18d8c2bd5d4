import * as Duration from "effect/Duration"
import type * as Redacted from "effect/Redacted"
import type * as Schedule from "effect/Schedule"
import type { VippsError } from "../VippsError.js"
import type { TokenStore } from "./TokenStore.js"

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
 * How often and how fast a failed attempt is retried. Retried are: no response, 408, 423, 425, 429, 5xx but 501, and
 * codes 6160, 6250 and 6280; always with the same idempotency key.
 *
 * @since 0.1.0
 * @category models
 */
export interface RetryOptions {
  /** Retries after the first attempt. Defaults to 2. */
  readonly maxRetries?: number | undefined
  /** The delay before the first retry, doubled for each further one, with 20 % jitter. Defaults to 500 milliseconds. */
  readonly baseDelay?: Duration.DurationInput | undefined
  /** The longest of these delays. Defaults to 8 seconds. */
  readonly maxDelay?: Duration.DurationInput | undefined
  /** With a `Retry-After` above this, the call fails at once and the error reports it. Defaults to 60 seconds. */
  readonly maxRetryAfter?: Duration.DurationInput | undefined
  /**
   * When to retry and how often, instead of `maxRetries`, `baseDelay` and `maxDelay`. It receives each failed attempt's
   * error. What is retried stays the same: a `Retry-After` is still waited for, no retry begins after the call's timeout,
   * and each one carries the same idempotency key.
   */
  readonly schedule?: Schedule.Schedule<unknown, VippsError> | undefined
  /** Of the errors that are retried, those for which this returns true. Defaults to all of them. */
  readonly while?: ((error: VippsError) => boolean) | undefined
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
  readonly schedule: Schedule.Schedule<unknown, VippsError> | undefined
  readonly while: ((error: VippsError) => boolean) | undefined
}

/**
 * What `VippsConfig.layer` and `VippsConfig.make` take. The keys are in the business portal, under Developer; all four belong to
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
  /** Defaults to `"production"`, or to `"test"` when `baseUrl` is another server than production's. */
  readonly environment?: Environment | undefined
  /** Another server, such as the emulator: `http://127.0.0.1:4242`. The hosts of Vipps require `https:`. */
  readonly baseUrl?: string | undefined
  /** Your system, 1 to 30 characters; Vipps sees it. */
  readonly systemName?: string | undefined
  /** 1 to 30 characters. */
  readonly systemVersion?: string | undefined
  /** Your plugin in that system, 1 to 30 characters. Defaults to the system's name. */
  readonly pluginName?: string | undefined
  /** 1 to 30 characters. Defaults to the system's version. */
  readonly pluginVersion?: string | undefined
  /** One attempt, until its whole response is read. Defaults to 10 seconds. */
  readonly attemptTimeout?: Duration.DurationInput | undefined
  /** The whole call with its retries. Defaults to 30 seconds. */
  readonly timeout?: Duration.DurationInput | undefined
  readonly retry?: RetryOptions | undefined
  /**
   * The largest response body to read, in bytes, counted after decompression. A longer one closes the connection; the
   * call fails with `VippsDecodeError` if its status was a success. Defaults to 5 000 000, far above any response of
   * Vipps.
   */
  readonly maxResponseSize?: number | undefined
  /**
   * Shares access tokens with other processes, encrypted: see `TokenStore`. A store that fails or is slow does not fail
   * a call. Defaults to none: each process fetches its own token.
   */
  readonly tokenStore?: TokenStore | undefined
  /**
   * The keys are accounting keys, or merchant-level keys for donations: `Report` uses the access token of their own
   * endpoint, and sends neither subscription key nor merchant serial number. If you have neither, give any values that
   * are allowed, such as `Redacted.make("none")` and `"0000"`. Defaults to false: keys of a sales unit.
   */
  readonly accountingKeys?: boolean | undefined
  /**
   * Sends the subscription key to the Userinfo API, too. Undocumented by Vipps: whether that API requires or refuses it.
   * Defaults to false.
   */
  readonly userinfoSubscriptionKey?: boolean | undefined
}

/** The servers of Vipps. */
export const hosts: { readonly [E in Environment]: string } = {
  production: "https://api.vipps.no",
  test: "https://apitest.vipps.no"
}

/** Production is known by its host. */
export const environmentOf = (options: Options): Environment =>
  options.environment ??
  (options.baseUrl === undefined || new URL(options.baseUrl).origin === hosts.production ? "production" : "test")

const hasDelays = ({ baseDelay, maxDelay, maxRetries }: RetryOptions): boolean =>
  maxRetries !== undefined || baseDelay !== undefined || maxDelay !== undefined

/** A policy with some of its parts changed. */
export const applyRetry = (policy: RetryPolicy, options: RetryOptions): RetryPolicy => ({
  maxRetries: options.maxRetries ?? policy.maxRetries,
  baseDelay: options.baseDelay === undefined ? policy.baseDelay : Duration.decode(options.baseDelay),
  maxDelay: options.maxDelay === undefined ? policy.maxDelay : Duration.decode(options.maxDelay),
  maxRetryAfter: options.maxRetryAfter === undefined ? policy.maxRetryAfter : Duration.decode(options.maxRetryAfter),
  schedule: options.schedule ?? (hasDelays(options) ? undefined : policy.schedule),
  while: options.while ?? policy.while
})

/** The policy of a configuration that changes nothing. */
export const defaultRetry: RetryPolicy = {
  maxRetries: 2,
  baseDelay: Duration.millis(500),
  maxDelay: Duration.seconds(8),
  maxRetryAfter: Duration.seconds(60),
  schedule: undefined,
  while: undefined
}
