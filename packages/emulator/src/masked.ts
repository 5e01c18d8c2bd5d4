/** Hides what nobody should read over a shoulder, even if it opens nothing at Vipps. */

const mask = "•••"

const secretHeaders = new Set(["authorization", "client_secret", "ocp-apim-subscription-key", "cookie"])

const secretFields = new Set([
  "access_token",
  "token",
  "customerToken",
  "personalQr",
  "callbackAuthorizationToken",
  "secret",
  "apiKey"
])

export const maskHeaders = (headers: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, secretHeaders.has(name.toLowerCase()) ? mask : value]]
    )
  )

/** In URLs: the token that opens a payer's page. */
const maskText = (text: string): string => text.replace(/([?&]token=)[^&"\s]+/g, `$1${mask}`)

const maskValue = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(maskValue)
  if (typeof value === "string") return maskText(value)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, secretFields.has(key) ? mask : maskValue(inner)])
  )
}

const longest = 20_000

/** JSON with its secrets masked; other text as it is. Only its first part, when it is long. */
export const maskBody = (text: string): string => {
  if (text.length > longest)
    return `${maskText(text.slice(0, longest).replace(/("(?:access_token|secret)":")[^"]*/g, `$1${mask}`))}…`
  try {
    return JSON.stringify(maskValue(JSON.parse(text)))
  } catch {
    return maskText(text)
  }
}
