/** A request from Vipps, as far as its signature is concerned. */

/**
 * The headers of a request: those of a web `Request`, of Node, of Effect's platform, or any record. Names may have any
 * case.
 *
 * @since 0.1.0
 * @category models
 */
export type RequestHeaders =
  | { get(name: string): string | null }
  | { readonly [name: string]: string | ReadonlyArray<string> | undefined; readonly get?: never }

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
