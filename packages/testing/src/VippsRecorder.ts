/**
 * Records the requests that a program sends to Vipps, for assertions in tests.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"

/**
 * One request. Its secrets are `Redacted`, so that a failing test prints none.
 *
 * @since 0.1.0
 * @category models
 */
export interface RecordedRequest {
  readonly method: string
  /** Without host and query. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string | Redacted.Redacted }
  /** The JSON that was sent; undefined without a body. */
  readonly body: unknown
}

/**
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /** Every request so far, oldest first, token requests among them. */
  readonly requests: Effect.Effect<ReadonlyArray<RecordedRequest>>
  /** Those whose path ends so, as in `/capture`. */
  readonly requestsTo: (path: string) => Effect.Effect<ReadonlyArray<RecordedRequest>>
  /** Forgets them. */
  readonly clear: Effect.Effect<void>
}

/**
 * The requests of the test, in the environment.
 *
 * @since 0.1.0
 * @category tags
 */
export class VippsRecorder extends Context.Tag("@effect-vipps/testing/VippsRecorder")<VippsRecorder, Service>() {}

const secretHeaders = new Set(["authorization", "client_secret", "ocp-apim-subscription-key"])

const bodyOf = ({ body }: HttpClientRequest.HttpClientRequest): unknown => {
  if (body._tag !== "Uint8Array") return undefined
  const text = new TextDecoder().decode(body.body)
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const recorded = (request: HttpClientRequest.HttpClientRequest): RecordedRequest => ({
  method: request.method,
  path: new URL(request.url).pathname,
  headers: Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      secretHeaders.has(name) ? Redacted.make(value) : value
    ])
  ),
  body: bodyOf(request)
})

/**
 * Makes a client that records its requests, and the recorder to read them.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  client: HttpClient.HttpClient
): Effect.Effect<{ readonly client: HttpClient.HttpClient; readonly recorder: Service }> =>
  Effect.map(Ref.make<ReadonlyArray<RecordedRequest>>([]), (seen) => ({
    client: HttpClient.tapRequest(client, (request) => Ref.update(seen, (all) => [...all, recorded(request)])),
    recorder: {
      requests: Ref.get(seen),
      requestsTo: (path) => Effect.map(Ref.get(seen), (all) => all.filter((request) => request.path.endsWith(path))),
      clear: Ref.set(seen, [])
    }
  }))
