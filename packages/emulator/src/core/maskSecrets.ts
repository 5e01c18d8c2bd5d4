/** Masks secrets, although they are not valid at Vipps. */

const mask = "•••"

const secretHeaders =
  /^(authorization|proxy-authorization|client[_-]secret|ocp-apim-subscription-key|cookie|set-cookie|x-api-key)$/i

const secretName =
  "(?:access[_-]?token|refresh[_-]?token|id[_-]?token|customer[_-]?token|token|personal[_-]?qr|callback[_-]?authorization[_-]?token|client[_-]?secret|secret|api[_-]?key|(?:ocp[_-]apim[_-])?subscription[_-]?key|authorization|password)"

const secretField = new RegExp(`^${secretName}$`, "i")

/** Their queries are the merchant's way to know that it is Vipps who calls. */
const callbackField = /callback/i

/** In URLs and forms: `token=...`, the codes of a login, and who logs in. */
const inUrls = new RegExp(`((?:^|[?&])(?:${secretName}|code|code_verifier)=)[^&"\\s#]+`, "gi")
const logins = /(https?:\/\/)[^\s/@"]+@/gi

/** A string of JSON, also one that is cut off, and whether it is a key; or a bare value. Matches in linear time. */
const jsonToken = /"((?:[^"\\]|\\.)*)(?:"(\s*:)?|\\?$)|[^\s",:{}[\]]+/gs

/** An ordinary word may be somebody's secret; only what is long enough to be one is looked for everywhere. */
const shortest = 8

/** Of a secret header's value: a scheme and what follows it. More words would multiply the time that masking takes. */
const mostWords = 3

/** Replaces these values everywhere, also URL-encoded. */
const hide = (secrets: ReadonlyArray<string>): ((text: string) => string) => {
  const longestFirst = [...new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]))]
    .filter(({ length }) => length >= shortest)
    .sort((a, b) => b.length - a.length)
  return (text) => longestFirst.reduce((left, secret) => left.replaceAll(secret, mask), text)
}

const withoutQuery = (url: string): string => url.replace(/\?.*/s, `?${mask}`)

const maskUrl = (text: string): string => text.replace(inUrls, `$1${mask}`).replace(logins, `$1${mask}@`)

/** A URL that the merchant is called at. */
export const maskCallback = (url: string): string => withoutQuery(maskUrl(url))

/** JSON that can be parsed, value by value. */
const maskJson = (json: unknown, hidden: (text: string) => string): unknown => {
  const maskText = (value: string) => hidden(maskUrl(value))
  const maskField = (name: string, value: unknown): unknown => {
    if (secretField.test(name)) return mask
    return callbackField.test(name) && typeof value === "string" ? withoutQuery(maskText(value)) : maskValue(value)
  }
  const maskValue = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(maskValue)
    if (typeof value === "string") return maskText(value)
    if (typeof value !== "object" || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [hidden(name), maskField(name, inner)]))
  }
  return maskValue(json)
}

/** JSON that cannot be parsed, such as the beginning of a long body: a value belongs to the key before it. */
const maskFragment = (text: string): string => {
  let key = ""
  return text.replace(jsonToken, (token: string, content: string | undefined, colon: string | undefined) => {
    if (colon !== undefined) {
      key = content ?? ""
      return token
    }
    if (secretField.test(key)) return `"${mask}"`
    return callbackField.test(key) && content !== undefined ? `"${withoutQuery(content)}"` : token
  })
}

const maskBody = (text: string, hidden: (text: string) => string): string => {
  try {
    return JSON.stringify(maskJson(JSON.parse(text), hidden))
  } catch {
    return hidden(maskUrl(maskFragment(text)))
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

/** The parts of a request and its response in which a secret can be. */
interface Parts {
  readonly path: string
  readonly reference: string
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestBody: string
  readonly responseHeaders: Readonly<Record<string, string>>
  readonly responseBody: string
}

/**
 * Masks fields with the names of secrets, and the values of `secrets` and of the request's secret headers everywhere else:
 * in a wrong header, or in a response that repeats them.
 */
export const masked = <A extends Parts>(parts: A, secrets: ReadonlyArray<string>): A => {
  const given = Object.entries(parts.requestHeaders).flatMap(([name, value]) =>
    secretHeaders.test(name) ? [value, ...value.split(/\s+/, mostWords)] : []
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
