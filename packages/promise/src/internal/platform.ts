import type { Transport } from "@effect-vipps/client/internal/transport/transport"

/** Requests go over the runtime's `fetch`. The bundle for Node uses `platform.node.ts` instead. */
export const platformTransport = (overFetch: Transport): Transport => overFetch
