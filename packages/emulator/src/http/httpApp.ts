/** The endpoints as an app of `@effect/platform`, for whatever serves it. */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import type { Received } from "./ApiRequest.js"
import type { App } from "./app.js"
import { BodyReader } from "./body.js"

/** Reads to the end, also of a body that is too large: a caller that is cut off while sending would not read the response. */
export const readBody = ({ source, stream }: HttpServerRequest.HttpServerRequest): Effect.Effect<Received["body"]> =>
  Effect.suspend(() => {
    const body = new BodyReader()
    // A web request has its body in one piece, or none.
    const read =
      source instanceof Request
        ? Effect.map(
            Effect.promise(() => source.arrayBuffer()),
            (buffer) => body.add(Buffer.from(buffer))
          )
        : Stream.runForEach(stream, (chunk) => Effect.sync(() => body.add(chunk)))
    // Only a disconnected caller fails here.
    return Effect.match(read, { onFailure: () => ({ text: "" }), onSuccess: () => body.read() })
  })

/** The socket of a request of Node's. */
const breakerOf = ({ source }: HttpServerRequest.HttpServerRequest): Received["breakConnection"] => {
  if (!Predicate.hasProperty(source, "socket") || !Predicate.hasProperty(source.socket, "destroy")) return undefined
  const socket = source.socket as { readonly destroy: () => void }
  return () => socket.destroy()
}

export const toHttpApp = (app: App): HttpApp.Default =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
    Effect.flatMap(readBody(request), (body) =>
      app.answer({
        method: request.method,
        target: request.url,
        headers: request.headers,
        body,
        breakConnection: breakerOf(request)
      })
    )
  )
