import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { collect } from "./collect.js"
import { TooLarge } from "./transport.js"

/** A length that holds: that of a compressed body says nothing about what comes out of it. */
const statedLength = ({ headers }: HttpClientResponse.HttpClientResponse): number => {
  const { "content-encoding": encoding, "content-length": length } = headers
  return length !== undefined && (encoding === undefined || encoding === "identity") ? Number(length) : NaN
}

interface Reader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }>
  cancel(): Promise<unknown>
}

/** What `fetch` resolves to: a `Response` with a web stream, or one written by hand or by node-fetch. */
interface Source {
  text(): Promise<string>
  readonly body?: { getReader?(): Reader; [Symbol.asyncIterator]?(): AsyncIterator<Uint8Array> } | null
}

/** Leaving off at the limit closes the connection. */
const collected = async ({ body }: Source, limit: number): Promise<Uint8Array | undefined> => {
  const whole = collect(limit)
  if (typeof body?.getReader === "function") {
    const reader = body.getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (next.value === undefined || whole.add(next.value)) continue
      reader.cancel().catch(() => {})
      throw new TooLarge()
    }
    return whole.bytes()
  }
  if (typeof body?.[Symbol.asyncIterator] !== "function") return undefined
  for await (const chunk of body as AsyncIterable<Uint8Array>) if (!whole.add(chunk)) throw new TooLarge()
  return whole.bytes()
}

/** Makes `text()` fail with {@link TooLarge} beyond the limit; false if it cannot be made to. */
const limitText = (source: Source, limit: number): boolean => {
  const text = source.text.bind(source)
  const limited = async () => {
    const bytes = await collected(source, limit)
    const decoded = bytes === undefined ? await text() : new TextDecoder().decode(bytes)
    if (decoded.length > limit) throw new TooLarge()
    return decoded
  }
  return Reflect.defineProperty(source, "text", { value: limited })
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

type Text = Effect.Effect<string, HttpClientError.HttpClientError | TooLarge>

const byStream = (response: HttpClientResponse.HttpClientResponse, limit: number): Text =>
  Effect.suspend(() => {
    const body = collect(limit)
    return response.stream.pipe(
      Stream.runForEach((chunk) => (body.add(chunk) ? Effect.void : Effect.fail(new TooLarge()))),
      Effect.map(() => new TextDecoder().decode(body.bytes())),
      Effect.catchTag("ResponseError", (error) => (error.reason === "EmptyBody" ? response.text : Effect.fail(error)))
    )
  })

/** The text of a body of at most `limit` bytes. Reading ends there, which closes the connection of a longer one. */
export const textOf = (response: HttpClientResponse.HttpClientResponse, limit: number): Text => {
  if (statedLength(response) <= limit) return response.text
  const source = sourceOf(response)
  return source !== undefined && limitText(source, limit) ? response.text : byStream(response, limit)
}
