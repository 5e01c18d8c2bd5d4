import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

/**
 * One request. Its secret headers, and tokens in a JSON body, are `Redacted`, so that a failing test prints none. Compare
 * them by `Redacted.value`.
 *
 * @since 0.1.0
 * @category models
 */
export interface RecordedRequest {
  /** When it was sent, in milliseconds of the test's clock. */
  readonly at: number
  readonly method: string
  /** Without host and query. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string | Redacted.Redacted }
  /** The JSON that was sent, with tokens as `Redacted`; undefined without a body. */
  readonly body: unknown
}

const secretHeaders = new Set(["authorization", "client_secret", "ocp-apim-subscription-key"])

const secretFields = new Set(["callbackAuthorizationToken", "customerToken"])

const redacted = (name: string, value: unknown): unknown =>
  secretFields.has(name) && typeof value === "string" ? Redacted.make(value) : value

const bodyOf = ({ body }: HttpClientRequest.HttpClientRequest): unknown => {
  if (body._tag !== "Uint8Array") return undefined
  const text = new TextDecoder().decode(body.body)
  try {
    return JSON.parse(text, redacted)
  } catch {
    return text
  }
}

export const recorded = (request: HttpClientRequest.HttpClientRequest): Effect.Effect<RecordedRequest> =>
  Effect.map(Clock.currentTimeMillis, (at) => ({
    at,
    method: request.method,
    path: new URL(request.url).pathname,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        secretHeaders.has(name) ? Redacted.make(value) : value
      ])
    ),
    body: bodyOf(request)
  }))
