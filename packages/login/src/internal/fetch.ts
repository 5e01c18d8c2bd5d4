/** The environment's `HttpClient` as the `fetch` that openid-client and jose send with. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Runtime from "effect/Runtime"
import type { Settings } from "./settings.js"

/** A response that is not what the endpoint promises, where no library says so. */
export class UnexpectedResponse extends Data.TaggedError("UnexpectedResponse")<{ readonly response: Response }> {}

/** No response. */
export class NoResponse extends Data.TaggedError("NoResponse")<{ readonly reason: "Network" | "Timeout" }> {}

export interface Init {
  readonly method?: string
  readonly headers?: unknown
  readonly body?: unknown
}

export type Fetch = (url: string, init?: Init) => Promise<Response>

/** A response without a body must be made without one. */
const bodiless = new Set([204, 205, 304])

/** Sends one request. Redirects are not followed, and trace headers are not sent. */
export const send = (
  client: HttpClient.HttpClient,
  settings: Settings,
  url: string,
  { body, headers, method = "GET" }: Init
): Effect.Effect<Response, NoResponse> =>
  Effect.gen(function* () {
    const fields = new Headers(headers as Record<string, string>)
    for (const [name, value] of Object.entries(settings.headers)) fields.set(name, value)
    // Only calls with the keys of the client are a partner's: those that openid-client sends with a form.
    if (settings.partnerToken !== undefined && body instanceof URLSearchParams) {
      const token = yield* Effect.mapError(settings.partnerToken, () => new NoResponse({ reason: "Network" }))
      fields.set("authorization", `Bearer ${Redacted.value(token)}`)
    }
    const sent: Record<string, string> = {}
    fields.forEach((value, name) => {
      sent[name] = value
    })
    const request = HttpClientRequest.make(method as HttpMethod)(url, {
      headers: sent,
      body:
        body instanceof URLSearchParams
          ? HttpBody.text(body.toString(), "application/x-www-form-urlencoded;charset=UTF-8")
          : HttpBody.empty
    })
    const response = yield* HttpClient.withTracerPropagation(client, false).execute(request)
    const bytes = yield* response.arrayBuffer
    return new Response(bodiless.has(response.status) ? null : bytes, {
      status: response.status,
      headers: response.headers
    })
  }).pipe(
    Effect.mapError(() => new NoResponse({ reason: "Network" })),
    Effect.timeoutFail({ duration: settings.timeout, onTimeout: () => new NoResponse({ reason: "Timeout" }) }),
    Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" }),
    Effect.scoped
  )

/** The same for libraries: with the fiber's clock, loggers and spans, and interrupted by its signal. */
export const fetchWith =
  (client: HttpClient.HttpClient, settings: Settings, runtime: Runtime.Runtime<never>, signal: AbortSignal): Fetch =>
  async (url, init = {}) => {
    const exit = await Runtime.runPromiseExit(runtime)(send(client, settings, url, init), { signal })
    return Exit.match(exit, {
      onSuccess: (response) => response,
      onFailure: (cause) => {
        throw cause._tag === "Fail" ? cause.error : new NoResponse({ reason: "Network" })
      }
    })
  }
