/** Request bodies: what is JSON, and when two bodies are the same. */
import * as Option from "effect/Option"
import { parse } from "../core/json.js"
import type { ApiRequest, Received } from "./ApiRequest.js"

/** Bytes; far above any real request, but for those whose route allows more. */
const maxBodySize = 1_048_576

/** Bytes that are read of any request. */
const largestBody = 4 * maxBodySize

/** The body as a route takes it. */
export const limited = (body: Received["body"], size = maxBodySize): Received["body"] =>
  body !== "TooLarge" && Buffer.byteLength(body.text) > size ? "TooLarge" : body

/** Collects a body chunk by chunk. A body that is too large is dropped. */
export class BodyReader {
  #chunks: Array<Uint8Array> = []
  #size = 0

  add(chunk: Uint8Array): void {
    this.#size += chunk.length
    if (this.#size > largestBody) this.#chunks = []
    else this.#chunks.push(chunk)
  }

  read(): Received["body"] {
    return this.#size > largestBody ? "TooLarge" : { text: Buffer.concat(this.#chunks).toString("utf8") }
  }
}

/** ePayment takes this one only. */
export const applicationJson = /^application\/json$/

/** Checkout takes these: https://developer.vippsmobilepay.com/api/checkout */
export const anyJson = /^(application|text)\/json$|^application\/[\w.-]+\+json$/

/** Reads a body as JSON, regardless of its content type. */
export const anyType = /^/

/** JSON text with the keys of every object in order. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join()}}`
}

/** Equal for bodies with the same content. [U] Whether Vipps compares bytes or content. */
export const fingerprint = (call: ApiRequest): string => {
  const text = call.body === "TooLarge" ? "" : call.body.text
  return Option.match(parse(text), { onNone: () => text, onSome: canonical })
}
