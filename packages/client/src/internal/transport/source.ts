import { collect } from "./collect.js"
import { TooLarge } from "./transport.js"

interface Reader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }>
  cancel(): Promise<unknown>
}

/** What `fetch` resolves to: a `Response` with a web stream, or one written by hand or by node-fetch. */
export interface Source {
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

/** The text of a body of at most `limit` bytes. `text` reads all of one that has no stream. */
export const textWithin = async (
  source: Source,
  limit: number,
  text: () => Promise<string> = () => source.text()
): Promise<string> => {
  const bytes = await collected(source, limit)
  const decoded = bytes === undefined ? await text() : new TextDecoder().decode(bytes)
  if (decoded.length > limit) throw new TooLarge()
  return decoded
}

/** The bytes of a body of at most `limit` bytes. */
export const bytesWithin = async (source: Source, limit: number): Promise<Uint8Array> => {
  const bytes = (await collected(source, limit)) ?? new TextEncoder().encode(await source.text())
  if (bytes.length > limit) throw new TooLarge()
  return bytes
}

/** A length that holds: that of a compressed body says nothing about what comes out of it. */
export const statedLength = (length: string | undefined, encoding: string | undefined): number =>
  length !== undefined && (encoding === undefined || encoding === "identity") ? Number(length) : Number.NaN
