/** What happens to a request between the client and the server, and how often. */
import type { Random } from "./random.js"

/** `before`: the request never reaches the server. `after`: it is carried out, and its response is lost or replaced. */
export type When = "before" | "after"

export type Fault =
  | {
      readonly _tag: "Answer"
      readonly when: When
      readonly status: number
      readonly headers?: { readonly [name: string]: string }
      readonly body: string
    }
  | { readonly _tag: "Reset"; readonly when: When }
  | { readonly _tag: "Hang"; readonly when: When }
  /** Headers, then a byte now and then, without end. */
  | { readonly _tag: "Drip" }
  /** The response, cut off halfway. */
  | { readonly _tag: "Truncate" }
  /** All access tokens so far are revoked. */
  | { readonly _tag: "Revoke" }
  /** This request and the next `more` ones get a 401. */
  | { readonly _tag: "Unauthorized"; readonly more: number }

const page = "<!DOCTYPE html><html><head><title>Sorry</title></head><body><h1>Sorry</h1></body></html>"
const html = { "content-type": "text/html; charset=utf-8" }

const answer = (status: number, when: When, body = "", headers: { readonly [name: string]: string } = {}): Fault => ({
  _tag: "Answer",
  when,
  status,
  headers,
  body
})

const gateway = JSON.stringify({ responseInfo: { responseCode: "500", responseMessage: "Something went wrong" } })
const json = { "content-type": "application/json" }

/** The name under which a fault is counted, its weight in percent of all requests, and the fault. */
const table: ReadonlyArray<readonly [name: string, percent: number, make: (random: Random) => Fault]> = [
  ["500, carried out", 2, () => answer(500, "after", gateway, json)],
  ["502 with a page", 1.5, () => answer(502, "before", page, html)],
  ["502 with a page, carried out", 1.5, () => answer(502, "after", page, html)],
  ["503", 2, () => answer(503, "before")],
  ["504, carried out", 1, () => answer(504, "after")],
  ["429 with Retry-After", 1.5, () => answer(429, "before", "", { "retry-after": "1" })],
  ["429", 1.5, () => answer(429, "before")],
  ["423", 1.5, () => answer(423, "before")],
  ["reset", 3, () => ({ _tag: "Reset", when: "before" })],
  ["reset, carried out", 4, () => ({ _tag: "Reset", when: "after" })],
  ["hang", 0.75, () => ({ _tag: "Hang", when: "before" })],
  ["hang, carried out", 0.75, () => ({ _tag: "Hang", when: "after" })],
  ["drip", 0.75, () => ({ _tag: "Drip" })],
  ["truncated", 2, () => ({ _tag: "Truncate" })],
  ["200 with a page", 1, () => answer(200, "before", page, html)],
  ["200 with a page, carried out", 1, () => answer(200, "after", page, html)],
  ["tokens revoked", 0.3, () => ({ _tag: "Revoke" })],
  ["burst of 401", 0.5, (random) => ({ _tag: "Unauthorized", more: random.int(1, 9) })]
]

export interface Drawn {
  readonly name: string
  readonly fault: Fault
}

/**
 * Draws the fault of a request, or none. The burst counts for its length, so that the table adds up to the 30 % of
 * requests that `run.ts` prints.
 */
export const draw = (random: Random): Drawn | undefined => {
  let at = random.next() * 100
  for (const [name, percent, make] of table) {
    at -= percent
    if (at < 0) return { name, fault: make(random) }
  }
  return undefined
}

/** A server that refuses, and carries out all the same. */
export const treacherous: Drawn = { name: "429, carried out", fault: answer(429, "after") }
