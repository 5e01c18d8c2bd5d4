import type { IncomingMessage } from "node:http"
import { Readable } from "node:stream"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type Connections, nodeTransport } from "./nodeTransport.js"
import { madeOf } from "./transport.js"

/** Statuses whose `Response` must have no body. */
const bodyless = new Set([101, 103, 204, 205, 304])

const responseOf = (incoming: IncomingMessage): Response => {
  const status = incoming.statusCode ?? 0
  const headers = new Headers()
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
    headers.append(incoming.rawHeaders[i] ?? "", incoming.rawHeaders[i + 1] ?? "")
  }
  if (bodyless.has(status)) incoming.resume()
  return new Response(bodyless.has(status) ? null : (Readable.toWeb(incoming) as ReadableStream), { status, headers })
}

type Bytes = Uint8Array | string | undefined

const failed = (request: HttpClientRequest.HttpClientRequest, reason: "Encode" | "Transport", cause: unknown) =>
  new HttpClientError.RequestError({ request, reason, cause })

/** The whole body, with the content type that a form brings along. */
const bodyOf = (
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<readonly [bytes: Bytes, type?: string | null], HttpClientError.RequestError> => {
  const { body } = request
  switch (body._tag) {
    case "Empty":
      return Effect.succeed([undefined])
    case "Uint8Array":
      return Effect.succeed([body.body])
    case "Stream":
      return body.stream.pipe(
        Stream.mapError((cause) => failed(request, "Encode", cause)),
        Stream.runCollect,
        Effect.map((chunks) => [Buffer.concat(Chunk.toReadonlyArray(chunks))])
      )
    default:
      return Effect.tryPromise({
        try: async () => {
          const encoded = new Response((body._tag === "FormData" ? body.formData : body.body) as BodyInit)
          return [new Uint8Array(await encoded.arrayBuffer()), encoded.headers.get("content-type")] as const
        },
        catch: (cause) => failed(request, "Encode", cause)
      })
  }
}

/** For all other users of the `HttpClient`: every kind of body, all headers, and the response's body as it comes. */
export const nodeClient = (connections: Connections): HttpClient.HttpClient =>
  madeOf(
    HttpClient.make((request, url, signal) =>
      Effect.flatMap(bodyOf(request), ([body, type]) =>
        Effect.async<HttpClientResponse.HttpClientResponse, HttpClientError.RequestError>((resume) => {
          const fail = (cause: unknown) => resume(Effect.fail(failed(request, "Transport", cause)))
          try {
            const { agent, host, hostname, port, protocol, request: open } = connections.of(url.origin)
            const headers = { ...(type ? { "content-type": type } : {}), ...request.headers, host }
            const sent = open({
              agent,
              protocol,
              host: hostname,
              port,
              setHost: false,
              method: request.method,
              path: url.pathname + url.search,
              headers: body === undefined ? headers : { ...headers, "content-length": Buffer.byteLength(body) },
              signal
            })
            sent.on("error", fail)
            sent.on("response", (incoming) =>
              resume(Effect.succeed(HttpClientResponse.fromWeb(request, responseOf(incoming))))
            )
            sent.end(body)
          } catch (cause) {
            fail(cause)
          }
        })
      )
    ),
    nodeTransport(connections)
  )
