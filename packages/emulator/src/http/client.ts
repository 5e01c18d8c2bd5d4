/** The way from an `HttpClient` to the app, without a network between. */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { connectionReset, resetStatus } from "../faults/strike.js"

/** Whole bodies are all that Vipps' APIs take. */
const bodyOf = ({ body }: HttpClientRequest.HttpClientRequest): { readonly body?: Uint8Array<ArrayBuffer> } =>
  body._tag === "Uint8Array" ? { body: new Uint8Array(body.body) } : {}

/** What an app needs besides the request it answers. */
export type Needs<R> = Exclude<Exclude<R, HttpServerRequest.HttpServerRequest>, Scope.Scope>

export const clientOf = <R>(
  app: HttpApp.Default<never, R>,
  context: Context.Context<Needs<R>>
): HttpClient.HttpClient =>
  HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const web = new Request(url, { method: request.method, headers: request.headers, ...bodyOf(request) })
      const answer = yield* Effect.scoped(
        Effect.provideService(app, HttpServerRequest.HttpServerRequest, HttpServerRequest.fromWeb(web))
      )
      if (answer.status === resetStatus) {
        return yield* new HttpClientError.RequestError({ request, reason: "Transport", cause: connectionReset() })
      }
      const runtime = yield* Effect.runtime<never>()
      return HttpClientResponse.fromWeb(request, HttpServerResponse.toWeb(answer, { runtime }))
    }).pipe(Effect.provide(context))
  )
