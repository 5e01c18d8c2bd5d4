import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { collect } from "../transport/collect.js"
import { type Incoming, logged, type Receiver, type Reply, receive } from "./receive.js"
import { observed } from "./telemetry.js"

/** Stops at the limit, which closes the connection of a longer body. */
const readOf =
  (request: HttpServerRequest.HttpServerRequest): Incoming["read"] =>
  (limit) =>
    Effect.suspend(() => {
      const body = collect(limit)
      return request.stream.pipe(
        Stream.mapError(() => "Broken" as const),
        Stream.runForEach((chunk) => (body.add(chunk) ? Effect.void : Effect.fail("TooLarge" as const))),
        Effect.map(body.bytes)
      )
    })

const responseOf = ({ body, status }: Reply): HttpServerResponse.HttpServerResponse => {
  if (body !== undefined) return HttpServerResponse.text(body, { status, contentType: "application/json" })
  return HttpServerResponse.empty({ status, ...(status === 405 ? { headers: { allow: "POST" } } : {}) })
}

/** A receiver for servers of Effect's platform. */
export const httpApp = <A, E, R>(receiver: Receiver<A, E, R>): HttpApp.Default<never, R> => {
  const run = receive(receiver, (reply) => logged(receiver, reply))
  return Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
    observed(receiver.name, run({ method: request.method, headers: request.headers, read: readOf(request) })).pipe(
      Effect.tap((reply) => logged(receiver, reply)),
      Effect.map(responseOf)
    )
  )
}
