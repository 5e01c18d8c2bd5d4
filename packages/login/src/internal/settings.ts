/** The options of a login, checked and with their defaults. */

import type { Environment } from "@effect-vipps/client/VippsConfig"
import type { VippsInputError } from "@effect-vipps/client/VippsError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { type ClientAuth, ClientSecretBasic, ClientSecretPost } from "openid-client"
import { ensure, isText, type Rule } from "./input.js"

interface CommonOptions {
  /** Defaults to `"production"`, or to `"test"` when `baseUrl` is another server than production's. */
  readonly environment?: Environment | undefined
  /**
   * Another server, such as the emulator: `http://127.0.0.1:4242`. `http:` is allowed on this machine, and for a host without a
   * dot in its name, such as a container's.
   */
  readonly baseUrl?: string | undefined
  /** Your system, 1 to 30 characters; Vipps sees it. */
  readonly systemName?: string | undefined
  /** 1 to 30 characters. */
  readonly systemVersion?: string | undefined
  /** Your plugin in that system, 1 to 30 characters. */
  readonly pluginName?: string | undefined
  /** 1 to 30 characters. */
  readonly pluginVersion?: string | undefined
  /** How long to wait for one response. Defaults to 10 seconds. */
  readonly timeout?: Duration.DurationInput | undefined
}

/**
 * The keys of a sales unit, from the business portal, under Developer. The options of `VippsConfig` fit.
 *
 * @since 0.1.0
 * @category models
 */
export interface KeyOptions extends CommonOptions {
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
  /** Sent along if given: 4 to 10 digits. */
  readonly merchantSerialNumber?: string | undefined
  /**
   * How the keys are sent, as chosen for the sales unit in the business portal. `"basic"` sends id and secret as Vipps
   * documents it, `"basic-encoded"` form-encodes both first, as RFC 6749 has it. Defaults to `"basic"`.
   */
  readonly clientAuth?: "basic" | "basic-encoded" | "post" | undefined
  readonly partnerToken?: undefined
}

/**
 * Partner keys, which exist in production only. The sales unit must use `client_secret_basic`.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide/partner-keys/
 * @since 0.1.0
 * @category models
 */
export interface PartnerOptions extends CommonOptions {
  /** The access token of the partner keys, for each request: `AccessToken.get` of the client, with its configuration. */
  readonly partnerToken: Effect.Effect<Redacted.Redacted, Error>
  /** The sales unit: 4 to 10 digits. */
  readonly merchantSerialNumber: string
  readonly clientId?: undefined
  readonly clientSecret?: undefined
  readonly clientAuth?: undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export type Options = KeyOptions | PartnerOptions

export interface Settings {
  readonly baseUrl: string
  /** With the trailing slash, without which discovery fails. */
  readonly issuer: string
  readonly isProduction: boolean
  /** Whether the server is a local one without TLS. */
  readonly isInsecure: boolean
  readonly clientId: string
  readonly clientAuth: ClientAuth
  readonly merchantSerialNumber: string | undefined
  readonly partnerToken: Effect.Effect<Redacted.Redacted, Error> | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly timeout: Duration.Duration
}

const hosts = { production: "https://api.vipps.no", test: "https://apitest.vipps.no" } as const

/** A name that no server on the internet has. */
const isLocal = (hostname: string): boolean => /^(127(\.\d+){3}|\[::1\]|[^.:]+|.+\.localhost)$/.test(hostname)

const isServer = (value: string): boolean => {
  if (!URL.canParse(value)) return false
  const { hash, hostname, password, protocol, search, username } = new URL(value)
  return (
    (protocol === "https:" || (protocol === "http:" && isLocal(hostname))) &&
    `${search}${hash}${username}${password}` === ""
  )
}

const systemNames = ["systemName", "systemVersion", "pluginName", "pluginVersion"] as const

const printable = /^[\x21-\x7e]+$/

const rulesOf = (options: Options): ReadonlyArray<Rule> => {
  const { baseUrl, clientAuth, clientId, clientSecret, environment, merchantSerialNumber, partnerToken } = options
  const keys: ReadonlyArray<Rule> =
    partnerToken === undefined
      ? [
          {
            path: "clientId",
            holds: isText(clientId, printable) && !clientId.includes(":"),
            message: "must be printable ASCII characters without spaces and colons"
          },
          {
            path: "clientSecret",
            holds: Redacted.isRedacted(clientSecret) && isText(Redacted.value(clientSecret), printable),
            message: "must be printable ASCII characters, wrapped: Redacted.make(...)"
          },
          {
            path: "clientAuth",
            holds: clientAuth === undefined || ["basic", "basic-encoded", "post"].includes(clientAuth),
            message: "must be one of basic, basic-encoded, post"
          }
        ]
      : [
          { path: "partnerToken", holds: Effect.isEffect(partnerToken), message: "must be an Effect" },
          { path: "clientId", holds: clientId === undefined, message: "must be left out with partnerToken" }
        ]
  return [
    ...keys,
    {
      path: "merchantSerialNumber",
      holds:
        isText(merchantSerialNumber, /^\d{4,10}$/) ||
        (merchantSerialNumber === undefined && partnerToken === undefined),
      message: "must be a string of 4 to 10 digits"
    },
    {
      path: "environment",
      holds: environment === undefined || Object.hasOwn(hosts, environment),
      message: "must be one of production, test"
    },
    {
      path: "baseUrl",
      holds: baseUrl === undefined || (typeof baseUrl === "string" && isServer(baseUrl)),
      message: "must be an https URL without query, fragment or credentials; http is for a local emulator"
    },
    ...systemNames.map((path) => ({
      path,
      holds: options[path] === undefined || isText(options[path], /^[\x21-\x7e]([\x20-\x7e]{0,28}[\x21-\x7e])?$/),
      message: "must be 1 to 30 printable ASCII characters"
    })),
    {
      path: "timeout",
      holds:
        options.timeout === undefined ||
        Option.exists(Duration.decodeUnknown(options.timeout), Duration.greaterThan(Duration.zero)),
      message: "must be a duration longer than zero"
    }
  ]
}

/** Id and secret as they are, as Vipps documents it. openid-client's own form-encodes both. */
const rawBasic =
  (clientId: string, clientSecret: string): ClientAuth =>
  (_as, _client, _body, headers) =>
    headers.set("authorization", `Basic ${Encoding.encodeBase64(`${clientId}:${clientSecret}`)}`)

const clientAuthOf = ({ clientAuth = "basic", clientId, clientSecret }: KeyOptions): ClientAuth => {
  const secret = Redacted.value(clientSecret)
  if (clientAuth === "post") return ClientSecretPost(secret)
  return clientAuth === "basic" ? rawBasic(clientId, secret) : ClientSecretBasic(secret)
}

/** A partner's token goes into each request by the connection, which fetches it. */
const noAuth: ClientAuth = () => {}

export const make = (options: Options): Effect.Effect<Settings, VippsInputError> =>
  Effect.map(ensure("Login.layer", rulesOf(options)), () => {
    const { environment, merchantSerialNumber } = options
    const baseUrl = (options.baseUrl ?? hosts[environment ?? "production"]).replace(/\/+$/, "")
    const system = {
      "merchant-serial-number": merchantSerialNumber,
      "vipps-system-name": options.systemName ?? "effect-vipps",
      "vipps-system-version": options.systemVersion,
      "vipps-system-plugin-name": options.pluginName,
      "vipps-system-plugin-version": options.pluginVersion
    }
    return {
      baseUrl,
      issuer: `${baseUrl}/access-management-1.0/access/`,
      isProduction: (environment ?? (baseUrl === hosts.production ? "production" : "test")) === "production",
      isInsecure: baseUrl.startsWith("http:"),
      clientId: options.clientId ?? options.merchantSerialNumber,
      clientAuth: options.partnerToken === undefined ? clientAuthOf(options) : noAuth,
      merchantSerialNumber,
      partnerToken: options.partnerToken,
      headers: Object.fromEntries(
        Object.entries(system).filter((entry): entry is [string, string] => entry[1] !== undefined)
      ),
      timeout: Duration.decode(options.timeout ?? "10 seconds")
    }
  })
