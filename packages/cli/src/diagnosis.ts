// @effect-diagnostics globalFetch:off
/** What is wrong with a configuration, by the responses of Vipps. Texts that are not known here are reported as unknown. */
import type { Vipps, VippsOptions } from "@effect-vipps/promise"
import type { Environment } from "./Command.js"

export interface Check {
  readonly name: "keys" | "clock" | "sales unit" | "webhooks"
  readonly result: "ok" | "wrong" | "unknown"
  readonly message: string
}

export interface Server {
  readonly url: string
  readonly environment: Environment
  readonly signal: AbortSignal
}

const request = async ({ signal, url }: Server, path: string, init: RequestInit): Promise<Response | undefined> =>
  fetch(`${url}${path}`, {
    ...init,
    redirect: "manual",
    signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)])
  })
    .then((response) => response)
    .catch(() => undefined)

/** [P] Azure AD's codes and the gateway's texts; Vipps documents the texts, not all of the shapes. */
const causes: ReadonlyArray<readonly [RegExp, string]> = [
  [/invalid subscription key/i, "VIPPS_SUBSCRIPTION_KEY is wrong"],
  [/missing subscription key/i, "the subscription key did not arrive; a proxy may remove headers"],
  [/AADSTS7000222/, "VIPPS_CLIENT_SECRET has expired"],
  [/AADSTS7000215/, "VIPPS_CLIENT_SECRET is wrong"],
  [/AADSTS(700016|90002)/, "VIPPS_CLIENT_ID is wrong"]
]

/** Keys are for one environment: those of the other look wrong. */
const otherEnvironment = {
  production: ", or these are keys of the test environment (VIPPS_ENVIRONMENT=test)",
  test: ", or these are keys of production",
  server: ""
} as const

const check = (name: Check["name"], result: Check["result"], message: string): Check => ({ name, result, message })

const unreachable = (name: Check["name"]): Check => check(name, "unknown", "no response; check the network and the URL")

/** Fetches an access token, which changes nothing. */
export const tokenCheck = async (
  server: Server,
  options: VippsOptions
): Promise<{ readonly checks: ReadonlyArray<Check>; readonly date: string | null; readonly token?: string }> => {
  const response = await request(server, "/accesstoken/get", {
    method: "POST",
    headers: {
      client_id: options.clientId,
      client_secret: options.clientSecret,
      "Ocp-Apim-Subscription-Key": options.subscriptionKey,
      "Merchant-Serial-Number": options.merchantSerialNumber
    }
  })
  if (response === undefined) return { checks: [unreachable("keys")], date: null }
  const date = response.headers.get("date")
  const text = await response.text().catch(() => "")
  const token = response.ok ? /"access_token"\s*:\s*"([^"]+)"/.exec(text)?.[1] : undefined
  if (token !== undefined) {
    return { checks: [check("keys", "ok", "client id, client secret and subscription key are accepted")], date, token }
  }
  const known = causes.find(([pattern]) => pattern.test(text))
  if (known === undefined) {
    return { checks: [check("keys", "unknown", `the response with status ${response.status} is not known`)], date }
  }
  const isSecret = known[1].includes("CLIENT_SECRET")
  return {
    checks: [check("keys", "wrong", isSecret ? known[1] : `${known[1]}${otherEnvironment[server.environment]}`)],
    date
  }
}

/** Webhooks older or newer than a few minutes are refused, so a wrong clock refuses all of them. */
const toleratedSkew = 60_000

export const clockCheck = (date: string | null, now: number): Check => {
  const server = date === null ? Number.NaN : Date.parse(date)
  if (Number.isNaN(server)) return check("clock", "unknown", "the response has no date")
  const seconds = Math.round((now - server) / 1000)
  return Math.abs(now - server) <= toleratedSkew
    ? check("clock", "ok", "agrees with the server")
    : check("clock", "wrong", `${Math.abs(seconds)} s ${seconds > 0 ? "ahead of" : "behind"} the server: set it by NTP`)
}

/** Reads a payment that does not exist: 404 means that the sales unit may read payments. */
export const salesUnitCheck = async (server: Server, options: VippsOptions, token: string): Promise<Check> => {
  const name = "sales unit"
  const response = await request(server, `/epayment/v1/payments/doctor-${crypto.randomUUID()}`, {
    headers: {
      authorization: `Bearer ${token}`,
      "Ocp-Apim-Subscription-Key": options.subscriptionKey,
      "Merchant-Serial-Number": options.merchantSerialNumber
    }
  })
  if (response === undefined) return unreachable(name)
  const text = await response.text().catch(() => "")
  // A gateway's 404 is another one: only the API's own says that the payment is missing.
  if (response.status === 404 && /"(traceId|title|type)"/.test(text)) return check(name, "ok", "may use ePayment")
  if (response.status === 403 && /merchant not allowed/i.test(text)) {
    const why = "VIPPS_MERCHANT_SERIAL_NUMBER is wrong, belongs to other keys, or may not use ePayment"
    return check(name, "wrong", why)
  }
  if (response.status === 400 && /Merchant-Serial-Number/i.test(text)) {
    return check(name, "wrong", "VIPPS_MERCHANT_SERIAL_NUMBER must be 4 to 10 digits")
  }
  const known = causes.find(([pattern]) => pattern.test(text))
  return known === undefined
    ? check(name, "unknown", `the response with status ${response.status} is not known`)
    : check(name, "wrong", known[1])
}

/** Making the client may fail as well: it refuses a malformed serial number. */
export const webhooksCheck = async (
  { signal }: Server,
  connect: () => Promise<{ readonly vipps: Vipps }>
): Promise<Check> => {
  try {
    const { vipps } = await connect()
    const webhooks = await vipps.webhooks.list({ signal })
    const count = webhooks.length
    return check("webhooks", "ok", count === 0 ? "none are registered" : `${count} registered: vipps webhooks list`)
  } catch {
    return check("webhooks", "unknown", "the registrations could not be read")
  }
}
