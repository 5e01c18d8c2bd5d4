/** The options of a login and of its calls. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Rule } from "../internal/input.js"
import type * as Login from "../Login.js"

interface CommonOptions {
  /** True: Vipps' test environment, with the keys of the test environment. Defaults to false. */
  readonly useTestMode?: boolean | undefined
  /** Another server, such as a local emulator: `http://127.0.0.1:4242`. */
  readonly baseUrl?: string | undefined
  /** Your system, 1 to 30 characters; Vipps sees it. */
  readonly systemName?: string | undefined
  /** 1 to 30 characters. */
  readonly systemVersion?: string | undefined
  /** Your plugin in that system, 1 to 30 characters. */
  readonly pluginName?: string | undefined
  /** 1 to 30 characters. */
  readonly pluginVersion?: string | undefined
  /** Milliseconds to wait for one response. Defaults to 10 000. */
  readonly timeoutMs?: number | undefined
  /** Another `fetch` than the runtime's, for a proxy or for tests. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** The keys of a sales unit, from the business portal, under Developer. */
export interface KeyOptions extends CommonOptions {
  readonly clientId: string
  readonly clientSecret: string
  /** Sent along if given: 4 to 10 digits. */
  readonly merchantSerialNumber?: string | undefined
  /**
   * How the keys are sent, as chosen for the sales unit in the business portal. `"basic"` sends id and secret as Vipps
   * documents it, `"basic-encoded"` form-encodes both first, as RFC 6749 has it. Defaults to `"basic"`.
   */
  readonly clientAuth?: "basic" | "basic-encoded" | "post" | undefined
  readonly partnerToken?: undefined
}

/** Partner keys, which exist in production only. The sales unit must use `client_secret_basic`. */
export interface PartnerOptions extends CommonOptions {
  /** Resolves to the access token of the partner keys, for each request. */
  readonly partnerToken: () => Promise<string>
  /** The sales unit: 4 to 10 digits. */
  readonly merchantSerialNumber: string
  readonly clientId?: undefined
  readonly clientSecret?: undefined
  readonly clientAuth?: undefined
}

export type LoginOptions = KeyOptions | PartnerOptions

/** Options of one call, its last argument. */
export interface CallOptions {
  /** Aborts the call: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** Of the options that only this package has. The text "false" of an environment variable is not false. */
export const rulesOf = ({ fetch, useTestMode }: LoginOptions): ReadonlyArray<Rule> => [
  {
    path: "useTestMode",
    holds: useTestMode === undefined || typeof useTestMode === "boolean",
    message: "must be true or false"
  },
  { path: "fetch", holds: fetch === undefined || typeof fetch === "function", message: "must be a function" }
]

export const optionsOf = ({ fetch, timeoutMs, useTestMode, ...rest }: LoginOptions): Login.Options => {
  const { baseUrl, clientAuth, clientId, clientSecret, merchantSerialNumber, partnerToken, ...system } = rest
  const common = {
    ...system,
    baseUrl,
    environment: useTestMode === true ? ("test" as const) : baseUrl === undefined ? ("production" as const) : undefined,
    timeout: timeoutMs
  }
  return partnerToken === undefined
    ? { ...common, merchantSerialNumber, clientAuth, clientId, clientSecret: Redacted.make(clientSecret) }
    : {
        ...common,
        merchantSerialNumber,
        partnerToken: Effect.map(Effect.tryPromise(partnerToken), (token) => Redacted.make(token))
      }
}
