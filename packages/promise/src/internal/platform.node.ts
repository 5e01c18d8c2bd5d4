import { connect, maxSockets, nodeTransport } from "@effect-vipps/client/internal/transport/nodeTransport"
import type { Transport } from "@effect-vipps/client/internal/transport/transport"

interface Global {
  readonly fetch?: unknown
  /** Where undici, Node's own and the package, keeps what `fetch` sends with. */
  readonly [dispatcher: symbol]: { readonly constructor?: { readonly name?: string } } | undefined
}

const dispatcher = Symbol.for("undici.globalDispatcher.1")

let known: unknown
let isKnownNodes = false

/** By its text, since a mock or an instrument may have taken its place before this module was loaded. */
const isNodes = (fetch: unknown): boolean => {
  if (known !== fetch) {
    known = fetch
    isKnownNodes = typeof fetch === "function" && /\b(lazyUndici|fetchImpl)\b/.test(String(fetch))
  }
  return isKnownNodes
}

/** A replaced `fetch` or dispatcher (proxy, mock, trace) must see the requests. */
const isReplaced = (): boolean => {
  const { [dispatcher]: set, fetch } = globalThis as Global
  return !isNodes(fetch) || (set !== undefined && set.constructor?.name !== "Agent")
}

/** One for the process: merchants share connections. */
let node: Transport | undefined

/** Requests go over Node's own `http`, unless `fetch` is not Node's any more. */
export const platformTransport =
  (overFetch: Transport): Transport =>
  (request, receiver) => {
    if (isReplaced()) return overFetch(request, receiver)
    node ??= nodeTransport(connect({ maxSockets }))
    return node(request, receiver)
  }
