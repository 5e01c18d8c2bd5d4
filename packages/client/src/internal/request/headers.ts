import * as Headers from "@effect/platform/Headers"
import * as Encoding from "effect/Encoding"
import * as Redacted from "effect/Redacted"
import type { VippsConfigService } from "../../config/VippsConfigService.js"
import type { Endpoint } from "../../Operation.js"
import { version } from "./version.js"

type Fields = Readonly<Record<string, string>>

/** Those that the platform does not know to be secret, for a program that logs the requests of its client. */
export const secretHeaders: ReadonlyArray<string> = ["client_id", "client_secret", "ocp-apim-subscription-key"]

/** What is the same on every request of a configuration: headers, the server's name, and the secrets never to be shown. */
export interface Prepared {
  /** As OpenTelemetry names it. */
  readonly server: { readonly "server.address": string; readonly "server.port": number }
  readonly bearer: Fields
  readonly clientSecret: Fields
  readonly basic: Fields
  readonly secrets: ReadonlyArray<string>
  /** The same with the token that was used last. */
  last: WithToken | undefined
}

/** What is the same on every request with one token. */
interface WithToken {
  readonly token: Redacted.Redacted
  readonly fields: Fields
  /** Name, value, name, value. */
  readonly flat: ReadonlyArray<string>
  readonly secrets: ReadonlyArray<string>
}

const serverOf = (baseUrl: string): Prepared["server"] => {
  const { hostname, port, protocol } = new URL(baseUrl)
  return { "server.address": hostname, "server.port": Number(port) || (protocol === "https:" ? 443 : 80) }
}

const prepare = (config: VippsConfigService): Prepared => {
  const bearer = {
    accept: "application/json, application/problem+json",
    "user-agent": `effect-vipps/${version}`,
    "ocp-apim-subscription-key": Redacted.value(config.subscriptionKey),
    "merchant-serial-number": config.merchantSerialNumber,
    "vipps-system-name": config.systemName,
    "vipps-system-version": config.systemVersion,
    "vipps-system-plugin-name": config.pluginName,
    "vipps-system-plugin-version": config.pluginVersion
  }
  const clientSecret = Redacted.value(config.clientSecret)
  const credentials = Encoding.encodeBase64(`${config.clientId}:${clientSecret}`)
  return {
    server: serverOf(config.baseUrl),
    bearer,
    clientSecret: { ...bearer, client_id: config.clientId, client_secret: clientSecret },
    basic: { ...bearer, authorization: `Basic ${credentials}` },
    secrets: [clientSecret, credentials, Redacted.value(config.subscriptionKey)],
    last: undefined
  }
}

/** Beside the configuration rather than on it, so that a printed configuration shows no secret. */
const prepared = new WeakMap<VippsConfigService, Prepared>()

export const preparedFor = (config: VippsConfigService): Prepared => {
  const known = prepared.get(config)
  if (known !== undefined) return known
  const fresh = prepare(config)
  prepared.set(config, fresh)
  return fresh
}

const withToken = (base: Prepared, token: Redacted.Redacted): WithToken => {
  if (base.last?.token === token) return base.last
  const value = Redacted.value(token)
  const fields = { ...base.bearer, authorization: `Bearer ${value}` }
  base.last = { token, fields, flat: Object.entries(fields).flat(), secrets: [...base.secrets, value] }
  return base.last
}

/** What one call adds. */
interface Own {
  readonly operation: Endpoint
  readonly config: VippsConfigService
  readonly headers: Fields | undefined
  readonly idempotencyKey: string | undefined
  readonly merchantSerialNumber: string | undefined
  readonly body: string | undefined
}

/** The secrets that an attempt carries. */
export const secretsOf = (
  { config }: Pick<Own, "config">,
  token: Redacted.Redacted | undefined
): ReadonlyArray<string> => {
  const base = preparedFor(config)
  return token === undefined ? base.secrets : withToken(base, token).secrets
}

export const contentTypeOf = ({ contentType = "application/json" }: Endpoint): string => contentType

const credentialsOf = ({ config, operation }: Own, token: Redacted.Redacted | undefined): Fields => {
  const base = preparedFor(config)
  if (token !== undefined) return withToken(base, token).fields
  switch (operation.auth) {
    case "ClientSecret":
      return base.clientSecret
    case "Basic":
      return base.basic
    default:
      return base.bearer
  }
}

const fieldsOf = (call: Own, token: Redacted.Redacted | undefined): Fields => {
  const { headers, idempotencyKey, merchantSerialNumber, operation } = call
  const fields: Record<string, string> = { ...credentialsOf(call, token) }
  if (operation.accept !== undefined) fields["accept"] = operation.accept
  if (idempotencyKey !== undefined) fields["idempotency-key"] = idempotencyKey
  if (merchantSerialNumber !== undefined) fields["merchant-serial-number"] = merchantSerialNumber
  if (operation.without !== undefined) for (const name of operation.without) delete fields[name]
  return { ...fields, ...headers }
}

/** Of an attempt, for an `HttpClient`. The body brings its content type along. */
export const headersOf = (call: Own, token: Redacted.Redacted | undefined): Headers.Headers =>
  Headers.unsafeFromRecord(fieldsOf(call, token))

/** It sends what its configuration sends with every token, and perhaps a key and a body. */
const isOrdinary = ({ headers, merchantSerialNumber, operation }: Own): boolean =>
  headers === undefined &&
  merchantSerialNumber === undefined &&
  operation.accept === undefined &&
  operation.without === undefined

/** The same for a transport, flat: name, value, name, value. */
export const flatHeadersOf = (call: Own, token: Redacted.Redacted | undefined): ReadonlyArray<string> => {
  const { body, idempotencyKey, operation } = call
  const contentType = body === undefined ? [] : ["content-type", contentTypeOf(operation)]
  if (token === undefined || !isOrdinary(call)) return [...Object.entries(fieldsOf(call, token)).flat(), ...contentType]
  const { flat } = withToken(preparedFor(call.config), token)
  if (idempotencyKey === undefined) return body === undefined ? flat : [...flat, ...contentType]
  return [...flat, "idempotency-key", idempotencyKey, ...contentType]
}

/** What `fetch` would quote in its error, and `node:http` throw. Nothing else checks header values. */
const sendable = /^[\t\x20-\x7e]*$/

/** The name of a header whose value no client can send. */
export const unsendable = (headers: Headers.Headers): string | undefined => {
  for (const name in headers) if (!sendable.test(String(headers[name]))) return name
  return undefined
}
