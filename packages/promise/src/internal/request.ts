import type { Incoming } from "@effect-vipps/client/internal/receive/receive"
import { collect } from "@effect-vipps/client/internal/transport/collect"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import type { HandlerRequest } from "../handlerTypes.js"
import { misuse } from "./failure.js"

interface Reader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }>
  cancel(): Promise<unknown>
}

type Chunk = Uint8Array | string

/** The chunks of a web stream, or of Node's. */
async function* chunksOf(stream: { getReader(): Reader } | AsyncIterable<Chunk>): AsyncGenerator<Chunk> {
  if (!("getReader" in stream)) return yield* stream
  const reader = stream.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) if (next.value) yield next.value
  } finally {
    await reader.cancel()
  }
}

type Stream = Parameters<typeof chunksOf>[0]

const isStream = (body: unknown): body is Stream =>
  typeof body === "object" && body !== null && ("getReader" in body || Symbol.asyncIterator in body)

const isRaw = (body: unknown): body is string | Uint8Array | ArrayBuffer =>
  typeof body === "string" || body instanceof Uint8Array || body instanceof ArrayBuffer

/**
 * The bytes as far as the framework has kept them: the body, the `rawBody` beside a parsed one, or a stream, which is the
 * request itself with Node's servers. The signature decides whether they are genuine.
 */
const bodyOf = (request: HandlerRequest): unknown => {
  const { body, rawBody } = request
  if (isRaw(body)) return body
  if (isRaw(rawBody)) return rawBody
  if (request.bodyUsed === true) return undefined
  // No body at all is an empty one.
  return body === null ? "" : body === undefined ? request : body
}

const utf8 = new TextEncoder()

const readStream = (stream: Stream, limit: number) =>
  Effect.flatMap(
    Effect.tryPromise({
      try: async () => {
        const collected = collect(limit)
        for await (const chunk of chunksOf(stream)) {
          if (!collected.add(typeof chunk === "string" ? utf8.encode(chunk) : chunk)) return undefined
        }
        return collected.bytes()
      },
      catch: () => "Broken" as const
    }),
    (bytes) => (bytes === undefined ? Effect.fail("TooLarge" as const) : Effect.succeed(bytes))
  )

const readOf =
  (request: HandlerRequest): Incoming["read"] =>
  (limit) =>
    Effect.suspend((): ReturnType<Incoming["read"]> => {
      const body = bodyOf(request)
      if (isStream(body)) return readStream(body, limit)
      const size = typeof body === "string" ? body.length : (body as Uint8Array | undefined)?.byteLength
      // Base64 is a third longer than what it encodes.
      const isBase64 = request.isBase64Encoded === true && typeof body === "string"
      if (Number(size) > (isBase64 ? Math.ceil(limit / 3) * 4 : limit)) return Effect.fail("TooLarge" as const)
      if (isBase64) return Effect.mapError(Encoding.decodeBase64(body), () => "Broken" as const)
      // A missing body is reported by the verification.
      return Effect.succeed(body as string)
    })

const howTo =
  "Pass a web Request, a request of Node, Express or Fastify, or { method, headers, body }; for AWS Lambda, wrap the " +
  "handler in lambdaHandler"

/** A request as the receivers read it. Throws a `VippsInputError` for anything else. */
export const incomingOf = (name: string, request: HandlerRequest): Incoming => {
  const { headers, method } = request ?? {}
  if (typeof method !== "string") throw misuse(name, `the request has no method. ${howTo}`)
  if (typeof headers !== "object" || headers === null) throw misuse(name, `the request has no headers. ${howTo}`)
  return { method, headers, read: readOf(request) }
}
