/**
 * A plain function that sends one request and reads its whole response, without an Effect in between. An `HttpClient` that is
 * made of a transport is recognised by it, and calls then skip what the general interface costs. A decorated client is
 * another object, and takes the general path.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type { RequestHeaders } from "./headerOf.js"

/** A request as it leaves. */
export interface Outgoing {
  readonly method: string
  readonly url: string
  /** Flat: name, value, name, value. */
  readonly headers: ReadonlyArray<string>
  readonly body: string | undefined
  /** The response is wanted as bytes, not as text. */
  readonly bytes?: boolean | undefined
  /** The longest response body, in bytes, counted after decompression. */
  readonly maxResponseSize: number
  /** The server recognises a second request as a repeat of this one. */
  readonly repeatable: boolean
}

/** Receives the progress of a request: {@link started} at most once, then one of the last two, once. */
export interface Receiver {
  /** It has a connection; until then it may have waited for its turn. */
  started(): void
  /** It left, and its connection broke. The server may have carried it out. It is sent again. */
  lost(): void
  answered(status: number, headers: RequestHeaders, body: string | Uint8Array): void
  /** `status` is there if a response had begun. */
  failed(cause: unknown, status: number | undefined): void
}

/** Sends at once. The function it returns closes the connection; after that the receiver is not called any more. */
export type Transport = (request: Outgoing, receiver: Receiver) => () => void

/** A body with more bytes than the limit, counted after decompression. */
export class TooLarge extends Data.TaggedError("TooLarge") {}

/** A body in a content encoding that the transport cannot decode. */
export class UnknownEncoding extends Data.TaggedError("UnknownEncoding")<{ readonly message: string }> {}

const transports = new WeakMap<HttpClient.HttpClient, Transport>()

/** The same client, recognised by its transport from now on. */
export const madeOf = (client: HttpClient.HttpClient, transport: Transport): HttpClient.HttpClient => {
  transports.set(client, transport)
  return client
}

/** What the client is made of, if it is known. */
export const transportOf = (client: HttpClient.HttpClient): Transport | undefined => transports.get(client)

/** How a call finds the transport of its client, if it has one. */
export type FindTransport = (context: Context.Context<HttpClient.HttpClient>) => Transport | undefined

export const transportIn: FindTransport = (context) => transportOf(Context.get(context, HttpClient.HttpClient))

/**
 * A client that only its transport sends with, for a program in which nothing but calls asks for one: it has none of a
 * client's methods.
 */
export const clientOf = (transport: Transport): HttpClient.HttpClient => madeOf({} as HttpClient.HttpClient, transport)
