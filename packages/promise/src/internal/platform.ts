import type { Transport } from "@effect-vipps/client/internal/transport/transport"

/** Requests go over the runtime's `fetch`. On Node, `platform.node.ts` stands here. */
export const platformTransport = (overFetch: Transport): Transport => overFetch
