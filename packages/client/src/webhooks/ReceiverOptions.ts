/** How events are verified and received. */
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { SignedRequest } from "../internal/receive/SignedRequest.js"
import type { WebhookEvent } from "./WebhookEvent.js"

/**
 * The registration to verify with.
 *
 * @since 0.1.0
 * @category models
 */
export interface Registered {
  /** The registration's secret, unchanged. Several while one registration replaces another. */
  readonly secret: Redacted.Redacted | ReadonlyArray<Redacted.Redacted>
  /**
   * The URL as it is registered, not as the request has it: behind a proxy the two differ, and a host that the request
   * names proves nothing.
   */
  readonly url: string
}

interface MaxAge {
  /**
   * How old a signature may be. Defaults to no limit: Vipps retries for 7 days, and whether a redelivery is signed again
   * is not documented, so that a limit may refuse genuine events. A replayed event is a duplicate to the inbox in any
   * case.
   */
  readonly maxAge?: Duration.DurationInput | undefined
}

/**
 * Options of a verifier.
 *
 * @since 0.1.0
 * @category models
 */
export interface VerifierOptions extends Registered, MaxAge {}

/**
 * Options of a verifier for many merchants: it finds the registration for each request.
 *
 * @since 0.1.0
 * @category models
 */
export interface RegistrationOptions<E, R> extends MaxAge {
  /**
   * Returns the registration that a request claims to be for, from its path, its headers, or the `msn` of its body, none
   * of which is verified yet. `undefined` for one that is not known: the response is 401. After a failure it is 500.
   */
  readonly registration: (request: SignedRequest) => Effect.Effect<Registered | undefined, E, R>
}

interface Handling<E, R> {
  /**
   * Handles an event. On success the response is 200; after a failure, a defect or a timeout it is 500, and
   * Vipps redelivers the event.
   *
   * After the timeout, or when the connection breaks, the handler runs on, so that its success is remembered. Until it
   * ends, other deliveries of the event wait for it: limit what may hang with `Effect.timeout`. It is interrupted when
   * the layer of `layerRoute` is released; and at the timeout in Cloudflare Workers, where nothing outlives a response.
   */
  readonly handler: (event: WebhookEvent) => Effect.Effect<unknown, E, R>
  /** In bytes. Defaults to 1 MiB. A larger body is rejected. */
  readonly maxBodySize?: number | undefined
  /** From the request to its response. Defaults to 9 seconds. Vipps waits for 10. */
  readonly timeout?: Duration.DurationInput | undefined
}

/**
 * Options of a receiver for one registration.
 *
 * @since 0.1.0
 * @category models
 */
export interface ReceiverOptions<E, R> extends VerifierOptions, Handling<E, R> {}

/**
 * Options of a receiver for many registrations.
 *
 * @since 0.1.0
 * @category models
 */
export interface RegistrationReceiverOptions<E, R, E2 = E, R2 = R>
  extends RegistrationOptions<E2, R2>,
    Handling<E, R> {}
