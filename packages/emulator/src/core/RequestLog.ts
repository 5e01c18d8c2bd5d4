/** The latest requests with their responses. Secrets are masked when the log is read. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as PubSub from "effect/PubSub"
import { parse } from "./json.js"
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

/**
 * What is kept of a request for longer: enough for the history of a payment, and no word that it could have a secret in. The
 * idempotency key only shows which requests are the same.
 */
export interface Headline
  extends Pick<Exchange, "sequence" | "timestamp" | "operation" | "method" | "reference" | "fault" | "status"> {
  /** As the header has it, where there is one. */
  readonly merchantSerialNumber: string | undefined
  readonly idempotencyKey: string | undefined
  /** The code of a refusal, or the title of the problem. */
  readonly problem: string | undefined
}

/** How many are kept. */
const capacity = 500

/** How many headlines are kept. */
const remembered = 50_000

/** Characters of a body that are kept. */
const longest = 20_000

const shortened = (body: string): string => (body.length > longest ? `${body.slice(0, longest)}…` : body)

const word = /^[\w .,:()-]{1,80}$/

/** Of an error of any API. */
const problemIn = (status: number | undefined, body: string): string | undefined => {
  if (status === undefined || status < 400) return undefined
  const found = Option.getOrUndefined(parse(body)) as
    | { readonly [name: string]: unknown; readonly extraDetails?: unknown }
    | null
    | undefined
  const details = Array.isArray(found?.extraDetails) ? (found.extraDetails as ReadonlyArray<unknown>) : []
  const code = details.find(
    (one): one is { readonly reason: string } =>
      typeof one === "object" && one !== null && "name" in one && one.name === "ErrorCode" && "reason" in one
  )
  const words = [code?.reason, found?.["errorCode"], found?.["error"], found?.["title"]]
  return words.find((one): one is string => typeof one === "string" && word.test(one))
}

const headlineOf = (exchange: Exchange): Headline => {
  const { fault, method, operation, reference, requestHeaders, responseBody, sequence, status, timestamp } = exchange
  return {
    sequence,
    timestamp,
    method,
    operation,
    reference,
    fault,
    status,
    merchantSerialNumber: requestHeaders["merchant-serial-number"],
    idempotencyKey: requestHeaders["idempotency-key"],
    problem: problemIn(status, responseBody)
  }
}

const byReference = (headlines: ReadonlyArray<Headline>): Map<string, Array<Headline>> => {
  const groups = new Map<string, Array<Headline>>()
  for (const headline of headlines) addTo(groups, headline)
  return groups
}

const addTo = (groups: Map<string, Array<Headline>>, headline: Headline): void => {
  const group = groups.get(headline.reference)
  if (group === undefined) groups.set(headline.reference, [headline])
  else group.push(headline)
}

export interface Logged {
  /** Of the last request that is kept; 0 without one. */
  readonly last: number
  /** How many are kept. */
  readonly kept: number
  /** The request with this sequence, while it is kept. */
  readonly at: (sequence: number) => Exchange | undefined
  /** What is remembered of the requests with this reference, oldest first. */
  readonly about: (reference: string) => ReadonlyArray<Headline>
}

export interface RequestLog {
  /** `made` names what the request made, where its reference does not. */
  readonly add: (exchange: Omit<Exchange, "sequence">, made?: string) => Effect.Effect<void>
  /** Oldest first. */
  readonly all: Effect.Effect<ReadonlyArray<Exchange>>
  /** The log at this moment, read request by request: only what is read is masked. */
  readonly look: Effect.Effect<Logged>
  readonly clear: Effect.Effect<void>
}

/** `changed` is notified of every new one; `secrets` are masked everywhere. */
export const make = (changed: PubSub.PubSub<void>, secrets: ReadonlyArray<string>): RequestLog => {
  let sequence = 0
  let kept: Array<Exchange> = []
  let headlines: Array<Headline> = []
  let groups = byReference(headlines)
  const remember = (headline: Headline): void => {
    if (headlines.length === 2 * remembered) {
      headlines = headlines.slice(remembered)
      groups = byReference(headlines)
    }
    headlines.push(headline)
    addTo(groups, headline)
  }
  // Masked once, when it is read: requests do not wait for it.
  const seen = new WeakMap<Exchange, Exchange>()
  const look = (exchange: Exchange): Exchange => {
    const known = seen.get(exchange) ?? masked(exchange, secrets)
    seen.set(exchange, known)
    return known
  }
  return {
    add: (exchange, made = "") =>
      Effect.suspend(() => {
        const { requestBody, responseBody } = exchange
        const bodies = { requestBody: shortened(requestBody), responseBody: shortened(responseBody) }
        // Cut back now and then, not each time.
        if (kept.length === 2 * capacity) kept = kept.slice(capacity)
        const added = { ...exchange, ...bodies, sequence: ++sequence }
        kept.push(added)
        const headline = headlineOf(added)
        for (const reference of new Set([added.reference, made])) {
          if (reference !== "") remember({ ...headline, reference })
        }
        return changed.publish(undefined)
      }),
    all: Effect.sync(() => kept.slice(-capacity).map(look)),
    look: Effect.sync(() => {
      const shown = kept.slice(-capacity)
      const last = shown.at(-1)?.sequence ?? 0
      return {
        last,
        kept: shown.length,
        at: (wanted) => {
          const found = shown[wanted - last + shown.length - 1]
          return found && look(found)
        },
        about: (reference) => groups.get(reference) ?? []
      }
    }),
    clear: Effect.sync(() => {
      kept = []
      headlines = []
      groups = byReference(headlines)
    })
  }
}
