/** A call that may start without a fiber. */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Effect from "effect/Effect"
import type { VippsConfigService } from "../../config/VippsConfigService.js"
import type { VippsError } from "../../VippsError.js"
import type { Time } from "../transport/time.js"
import type { Transport } from "../transport/transport.js"
import type { Call } from "./call.js"
import type { Answer } from "./classify.js"
import type { Failure } from "./failure.js"
import type { CallObserver } from "./observer.js"

/** `attempted` is called at most once, then one of the others, once. */
export interface Listener<A> {
  /** How the first attempt ended: without a result, when it was cut off. */
  readonly attempted?: (call: Call, result: Answer | Failure | undefined, millis: number) => void
  /** How the call ended, if it did so without a fiber. */
  readonly observer?: CallObserver | undefined
  readonly done: (value: A) => void
  /** What a fiber has to do instead. */
  readonly rest: (rest: Effect.Effect<A, VippsError, HttpClient.HttpClient>) => void
}

/**
 * Makes the first attempt of a call. The function that it returns cuts the call off, as long as the listener has not
 * been called with its end; the effect that it returns logs what must be logged.
 */
export type Direct<A> = (
  config: VippsConfigService,
  transport: Transport,
  time: Time,
  listener: Listener<A>
) => (() => Effect.Effect<void>) | undefined

const direct = Symbol("direct")

/** The same effect, which may also be started directly. */
export const withDirect = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  start: Direct<A> | undefined
): Effect.Effect<A, E, R> => Object.assign(effect, { [direct]: start })

/** How an effect is started directly, if it is nothing but one call. */
export const directOf = <A, E, R>(effect: Effect.Effect<A, E, R>): Direct<A> | undefined =>
  (effect as { readonly [direct]?: Direct<A> })[direct]
