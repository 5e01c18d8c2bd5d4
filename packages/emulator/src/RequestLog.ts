/** The latest requests and their answers, for whoever wants to see what happened. Secrets are masked on the way out. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import type * as PubSub from "effect/PubSub"
import type { Operation } from "./Fault.js"
import { maskBody, maskHeaders } from "./masked.js"

/**
 * A request and its answer, or what became of it. Bodies are shortened, and secrets are masked.
 *
 * @since 0.1.0
 * @category models
 */
export interface Exchange {
  /** 1 for the first. */
  readonly sequence: number
  /** Epoch milliseconds, on the emulator's clock. */
  readonly timestamp: number
  /** Which operation of Vipps; undefined for a path that is none. */
  readonly operation: Operation | undefined
  readonly method: string
  /** With the query. */
  readonly path: string
  /** "" where the request names none. */
  readonly reference: string
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestBody: string
  /** The kind of the fault it met. */
  readonly fault: string | undefined
  /** Undefined when it was never answered. */
  readonly status: number | undefined
  readonly responseBody: string
}

/** How many are kept. */
const capacity = 500

export interface RequestLog {
  readonly add: (exchange: Omit<Exchange, "sequence">) => Effect.Effect<void>
  /** Oldest first. */
  readonly all: Effect.Effect<ReadonlyArray<Exchange>>
  readonly clear: Effect.Effect<void>
}

/** `changed` is told of every new one. */
export const make = (changed: PubSub.PubSub<void>): RequestLog => {
  let sequence = 0
  let kept = Chunk.empty<Exchange>()
  return {
    add: (exchange) =>
      Effect.sync(() => {
        kept = Chunk.takeRight(Chunk.append(kept, { ...exchange, sequence: ++sequence }), capacity)
        changed.unsafeOffer(undefined)
      }),
    all: Effect.sync(() =>
      Chunk.toReadonlyArray(kept).map((exchange) => ({
        ...exchange,
        requestHeaders: maskHeaders(exchange.requestHeaders),
        requestBody: maskBody(exchange.requestBody),
        responseBody: maskBody(exchange.responseBody)
      }))
    ),
    clear: Effect.sync(() => {
      kept = Chunk.empty()
    })
  }
}
