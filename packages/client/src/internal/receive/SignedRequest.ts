/** A request from Vipps, as far as its signature is concerned. */
import type { RequestHeaders } from "../transport/headerOf.js"

export type { RequestHeaders } from "../transport/headerOf.js"

/**
 * The body as it came over the network. Once parsed it cannot be verified: a JSON text has many spellings.
 *
 * @since 0.1.0
 * @category models
 */
export type RawBody = Uint8Array | ArrayBuffer | string

/**
 * A request that claims to come from Vipps.
 *
 * @since 0.1.0
 * @category models
 */
export interface SignedRequest {
  readonly headers: RequestHeaders
  readonly body: RawBody
}
