/** Clients of an app without a network in between. */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Runtime from "effect/Runtime"
import { connectionReset, resetStatus } from "../faults/applyFault.js"
import type { Needs } from "../Service.js"
import type { Admission } from "./admission.js"
import type { App } from "./app.js"
import { BodyReader } from "./body.js"

/** Vipps' APIs accept only complete bodies. */
const bodyOf = ({ body }: HttpClientRequest.HttpClientRequest): Uint8Array | undefined =>
  body._tag === "Uint8Array" ? body.body : undefined

const received = (request: HttpClientRequest.HttpClientRequest, answer: HttpServerResponse.HttpServerResponse) =>
  answer.status === resetStatus
    ? new HttpClientError.RequestError({ request, reason: "Transport", cause: connectionReset() })
    : Effect.map(Effect.runtime<never>(), (runtime) =>
        HttpClientResponse.fromWeb(request, HttpServerResponse.toWeb(answer, { runtime }))
      )

/** A client of any app. */
export const clientOf = <R>(
  app: HttpApp.Default<never, R>,
  context: Context.Context<Needs<R>>
): HttpClient.HttpClient =>
  HttpClient.make((request, url, signal) =>
    Effect.suspend(() => {
      const { headers, method } = request
      const body = bodyOf(request)
      const web = new Request(url, { method, headers, signal, ...(body && { body: new Uint8Array(body) }) })
      return Effect.scoped(
        Effect.provideService(app, HttpServerRequest.HttpServerRequest, HttpServerRequest.fromWeb(web))
      )
    }).pipe(
      Effect.flatMap((answer) => received(request, answer)),
      Effect.provide(context)
    )
  )

interface Sent {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | undefined
}

/** The response to a request in process. */
const answerTo = (app: App, admission: Admission, { body, headers, method, url }: Sent) => {
  const target = admission({ method, headers }, url.pathname + url.search)
  if (typeof target !== "string") return Effect.succeed(target)
  const reader = new BodyReader()
  if (body !== undefined) reader.add(body)
  return app.answer({ method, target, headers, body: reader.read(), breakConnection: undefined })
}

/** The emulator's own client. */
export const ownClient = (app: App, admission: Admission): HttpClient.HttpClient =>
  HttpClient.make((request, url) =>
    Effect.flatMap(
      Effect.suspend(() =>
        answerTo(app, admission, { method: request.method, url, headers: request.headers, body: bodyOf(request) })
      ),
      (answer) => received(request, answer)
    )
  )

/** The emulator as a function like `fetch`. */
export const fetchOf = (app: App, admission: Admission, runtime: Runtime.Runtime<never>) => {
  const run = Runtime.runPromiseExit(runtime)
  return async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const { method, signal } = request
    const headers: Record<string, string> = {}
    request.headers.forEach((value, name) => {
      headers[name] = value
    })
    const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer())
    signal.throwIfAborted()
    const exit = await run(answerTo(app, admission, { method, url: new URL(request.url), headers, body }), { signal })
    signal.throwIfAborted()
    if (Exit.isFailure(exit)) throw Cause.squash(exit.cause)
    // What `fetch` does when a connection breaks.
    if (exit.value.status === resetStatus) throw connectionReset()
    return HttpServerResponse.toWeb(exit.value, { runtime })
  }
}
