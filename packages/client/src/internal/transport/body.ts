import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { collect } from "./collect.js"
import { type Source, statedLength, textWithin } from "./source.js"
import { TooLarge } from "./transport.js"

/** Makes `text()` fail with {@link TooLarge} beyond the limit; false if it cannot be made to. */
const limitText = (source: Source, limit: number): boolean => {
  const text = source.text.bind(source)
  return Reflect.defineProperty(source, "text", { value: () => textWithin(source, limit, text) })
}

/**
 * The response of `fetch` within the platform's, which keeps it to itself. Where a version of the platform keeps it
 * elsewhere, bodies are read by stream: the result is the same and takes a millisecond longer.
 */
const sourceOf = (response: object): Source | undefined => {
  const inner = "original" in response && typeof response.original === "object" ? response.original : response
  const source = inner !== null && "source" in inner ? inner.source : undefined
  return typeof source === "object" && source !== null && "text" in source && typeof source.text === "function"
    ? (source as Source)
    : undefined
}

type Read<A> = Effect.Effect<A, HttpClientError.HttpClientError | TooLarge>

/** The bytes of a body of at most `limit` bytes. Reading ends there, which closes the connection of a longer one. */
export const bytesOf = (response: HttpClientResponse.HttpClientResponse, limit: number): Read<Uint8Array> =>
  Effect.suspend(() => {
    const body = collect(limit)
    return response.stream.pipe(
      Stream.runForEach((chunk) => (body.add(chunk) ? Effect.void : Effect.fail(new TooLarge()))),
      Effect.map(() => body.bytes()),
      Effect.catchTag("ResponseError", (error) =>
        error.reason === "EmptyBody"
          ? Effect.map(response.text, (text) => new TextEncoder().encode(text))
          : Effect.fail(error)
      )
    )
  })

/** The same as text. */
export const textOf = (response: HttpClientResponse.HttpClientResponse, limit: number): Read<string> => {
  const { "content-encoding": encoding, "content-length": length } = response.headers
  if (statedLength(length, encoding) <= limit) return response.text
  const source = sourceOf(response)
  return source !== undefined && limitText(source, limit)
    ? response.text
    : Effect.map(bytesOf(response, limit), (bytes) => new TextDecoder().decode(bytes))
}
