import * as Headers from "@effect/platform/Headers"
import * as Redacted from "effect/Redacted"
import type { Endpoint } from "../Operation.js"
import type { VippsConfigService } from "../VippsConfig.js"
import { version } from "./version.js"

/** What is the same on every request of a configuration: headers, the server's name, and the secrets never to be shown. */
export interface Prepared {
  /** As OpenTelemetry names it. */
  readonly server: { readonly "server.address": string; readonly "server.port"?: number }
  readonly bearer: Headers.Headers
  readonly clientSecret: Headers.Headers
  readonly secrets: ReadonlyArray<string>
}

/** A derived configuration may hold what is no URL: its calls fail when they are sent. */
const serverOf = (baseUrl: string): Prepared["server"] => {
  if (!URL.canParse(baseUrl)) return { "server.address": baseUrl }
  const { hostname, port } = new URL(baseUrl)
  return { "server.address": hostname, ...(port === "" ? {} : { "server.port": Number(port) }) }
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
  return {
    server: serverOf(config.baseUrl),
    bearer: Headers.unsafeFromRecord(bearer),
    clientSecret: Headers.unsafeFromRecord({
      ...bearer,
      client_id: config.clientId,
      client_secret: clientSecret
    }),
    secrets: [clientSecret, Redacted.value(config.subscriptionKey)]
  }
}

/** Beside the configuration rather than on it: whoever prints a configuration sees no secret. */
const prepared = new WeakMap<VippsConfigService, Prepared>()

export const preparedFor = (config: VippsConfigService): Prepared => {
  const known = prepared.get(config)
  if (known !== undefined) return known
  const fresh = prepare(config)
  prepared.set(config, fresh)
  return fresh
}

/** What one call adds. */
export const headersOf = (
  operation: Endpoint,
  config: VippsConfigService,
  call: { readonly idempotencyKey: string | undefined; readonly merchantSerialNumber: string | undefined },
  token: Redacted.Redacted | undefined
): Headers.Headers => {
  const base = preparedFor(config)
  const own: Record<string, string> = {}
  if (call.idempotencyKey !== undefined) own["idempotency-key"] = call.idempotencyKey
  if (call.merchantSerialNumber !== undefined) own["merchant-serial-number"] = call.merchantSerialNumber
  if (token !== undefined) own["authorization"] = `Bearer ${Redacted.value(token)}`
  return Headers.unsafeFromRecord({ ...(operation.auth === "Bearer" ? base.bearer : base.clientSecret), ...own })
}

/**
 * The name of a header whose value no client can send: `fetch` would quote it in its error, and `node:http` throw. The
 * values of a derived configuration are checked by nothing else.
 */
export const unsendable = (headers: Headers.Headers): string | undefined => {
  for (const name in headers) if (!/^[\t\x20-\x7e]*$/.test(String(headers[name]))) return name
  return undefined
}
