/** Hides what nobody should read over a shoulder, even if it opens nothing at Vipps. */

const mask = "•••"

const secretHeaders =
  /^(authorization|proxy-authorization|client[_-]secret|ocp-apim-subscription-key|cookie|set-cookie|x-api-key)$/i

const secretName =
  "(?:access[_-]?token|refresh[_-]?token|id[_-]?token|customer[_-]?token|token|personal[_-]?qr|callback[_-]?authorization[_-]?token|client[_-]?secret|secret|api[_-]?key|(?:ocp[_-]apim[_-])?subscription[_-]?key|authorization|password)"

const secretField = new RegExp(`^${secretName}$`, "i")

/** Their queries are the merchant's way to know that it is Vipps who calls. */
const callbackField = /callback/i

/** In URLs and forms: `token=...`, and who logs in. */
const inUrls = new RegExp(`((?:^|[?&])${secretName}=)[^&"\\s#]+`, "gi")
const logins = /(https?:\/\/)[^\s/@"]+@/gi

/** In JSON that cannot be read, such as its first part only. */
const inJson = new RegExp(`("${secretName}"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*(?:"|\\\\?$)|[^\\s",}\\]]+)`, "gi")
const callbacksInJson = /("[^"]*callback[^"]*"\s*:\s*"[^"?]*\?)[^"]*/gi

/** An ordinary word may be somebody's secret; only what is long enough to be one is looked for everywhere. */
const shortest = 8

/** Replaces these very values wherever they are, as they are or as a URL writes them. */
const hide = (secrets: ReadonlyArray<string>): ((text: string) => string) => {
  const longestFirst = [...new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]))]
    .filter(({ length }) => length >= shortest)
    .sort((a, b) => b.length - a.length)
  return (text) => longestFirst.reduce((left, secret) => left.replaceAll(secret, mask), text)
}

const maskUrl = (text: string): string => text.replace(inUrls, `$1${mask}`).replace(logins, `$1${mask}@`)

const maskBody = (text: string, hidden: (text: string) => string): string => {
  const maskText = (value: string) => hidden(maskUrl(value))
  const maskField = (name: string, value: unknown): unknown => {
    if (secretField.test(name)) return mask
    return callbackField.test(name) && typeof value === "string"
      ? maskText(value).replace(/\?.*$/s, `?${mask}`)
      : maskValue(value)
  }
  const maskValue = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(maskValue)
    if (typeof value === "string") return maskText(value)
    if (typeof value !== "object" || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [hidden(name), maskField(name, inner)]))
  }
  try {
    return JSON.stringify(maskValue(JSON.parse(text)))
  } catch {
    return maskText(text.replace(inJson, `$1"${mask}"`).replace(callbacksInJson, `$1${mask}`))
  }
}

const maskHeaders = (
  headers: Readonly<Record<string, string | undefined>>,
  hidden: (text: string) => string
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, secretHeaders.test(name) ? mask : hidden(maskUrl(value))]]
    )
  )

/** The parts of a request and its answer in which a secret can be. */
interface Parts {
  readonly path: string
  readonly reference: string
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestBody: string
  readonly responseHeaders: Readonly<Record<string, string>>
  readonly responseBody: string
}

/**
 * Masks what is called like a secret, and the values of `secrets` and of the request's secret headers wherever else they
 * are: in a wrong header, or in an answer that repeats them.
 */
export const masked = <A extends Parts>(parts: A, secrets: ReadonlyArray<string>): A => {
  const given = Object.entries(parts.requestHeaders).flatMap(([name, value]) =>
    secretHeaders.test(name) ? [value, ...value.split(/\s+/)] : []
  )
  const hidden = hide([...secrets, ...given])
  return {
    ...parts,
    path: hidden(maskUrl(parts.path)),
    reference: hidden(parts.reference),
    requestHeaders: maskHeaders(parts.requestHeaders, hidden),
    requestBody: maskBody(parts.requestBody, hidden),
    responseHeaders: maskHeaders(parts.responseHeaders, hidden),
    responseBody: maskBody(parts.responseBody, hidden)
  }
}
