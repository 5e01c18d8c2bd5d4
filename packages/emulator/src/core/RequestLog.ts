/** The latest requests with their responses. Secrets are masked when the log is read. */
import * as Effect from "effect/Effect"
import type * as PubSub from "effect/PubSub"
import { masked } from "./maskSecrets.js"

/**
 * A request with its response, or why it got none. Bodies are shortened, and secrets are masked.
 *
 * @since 0.1.0
 * @category models
 */
export interface Exchange<Operation extends string = string> {
  /** 1 for the first. */
  readonly sequence: number
  /** Epoch milliseconds, on the emulator's clock. */
  readonly timestamp: number
  /** The operation of Vipps; undefined for any other path. */
  readonly operation: Operation | undefined
  readonly method: string
  /** With the query. */
  readonly path: string
  /** "" where the request names none. */
  readonly reference: string
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestBody: string
  /** The kind of the fault it got. */
  readonly fault: string | undefined
  /** Undefined when it got no response. */
  readonly status: number | undefined
  readonly responseHeaders: Readonly<Record<string, string>>
  readonly responseBody: string
}

/** How many are kept. */
const capacity = 500

/** Characters of a body that are kept. */
const longest = 20_000

const shortened = (body: string): string => (body.length > longest ? `${body.slice(0, longest)}…` : body)

export interface RequestLog {
  readonly add: (exchange: Omit<Exchange, "sequence">) => Effect.Effect<void>
  /** Oldest first. */
  readonly all: Effect.Effect<ReadonlyArray<Exchange>>
  readonly clear: Effect.Effect<void>
}

/** `changed` is notified of every new one; `secrets` are masked everywhere. */
export const make = (changed: PubSub.PubSub<void>, secrets: ReadonlyArray<string>): RequestLog => {
  let sequence = 0
  let kept: Array<Exchange> = []
  // Masked once, when it is read: requests do not wait for it.
  const seen = new WeakMap<Exchange, Exchange>()
  const look = (exchange: Exchange): Exchange => {
    const known = seen.get(exchange) ?? masked(exchange, secrets)
    seen.set(exchange, known)
    return known
  }
  return {
    add: (exchange) =>
      Effect.suspend(() => {
        const { requestBody, responseBody } = exchange
        const bodies = { requestBody: shortened(requestBody), responseBody: shortened(responseBody) }
        // Cut back now and then, not each time.
        if (kept.length === 2 * capacity) kept = kept.slice(capacity)
        kept.push({ ...exchange, ...bodies, sequence: ++sequence })
        return changed.publish(undefined)
      }),
    all: Effect.sync(() => kept.slice(-capacity).map(look)),
    clear: Effect.sync(() => {
      kept = []
    })
  }
}
