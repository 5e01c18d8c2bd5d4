/**
 * Handles every webhook event once, although Vipps delivers it at least once.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { requestsAreIsolated } from "./internal/transport/runtime.js"

/**
 * The inbox could not be read or written, so it is not known whether the event was handled. Respond with 500: Vipps
 * redelivers it.
 *
 * @since 0.1.0
 * @category errors
 */
export class WebhookInboxError extends Schema.TaggedError<WebhookInboxError>("@effect-vipps/client/WebhookInboxError")(
  "WebhookInboxError",
  {
    /** What broke, without the event's content. */
    message: Schema.String
  }
) {}

/**
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /**
   * Runs `handle` unless an event with this key was handled before. The key is remembered when `handle` has succeeded,
   * and in the same transaction as what it wrote, where the inbox has transactions. A failed `handle` leaves nothing
   * behind, so that the next delivery runs it again. Of two concurrent calls one runs, and the other waits for it.
   * Without a `handle` that has ended, and without `Duplicate`, the response to Vipps is 500.
   */
  readonly once: <A, E, R>(
    key: string,
    handle: Effect.Effect<A, E, R>
  ) => Effect.Effect<"Handled" | "Duplicate", E | WebhookInboxError, R>
}

/**
 * The inbox in the environment. Provide it where the server is provided: an inbox that is made for each request remembers
 * nothing.
 *
 * It remembers events and not who handled them. Of two receivers with registrations of their own, each needs an inbox of
 * its own, `Layer.fresh(WebhookInbox.layerMemory)` or another table: in a shared one each event reaches one of them.
 *
 * @since 0.1.0
 * @category tags
 */
export class WebhookInbox extends Context.Tag("@effect-vipps/client/WebhookInbox")<WebhookInbox, Service>() {}

/** How many keys are remembered: months of a small shop's events, days of a large one's, and a few megabytes. */
const rememberedKeys = 50_000

/**
 * An inbox in memory. Its keys are lost when the process ends, and not shared with other processes: enough for
 * one process whose handler may run again after a restart. It keeps the last 50 000 keys.
 *
 * In Cloudflare's Workers, where one request must not wait for another, two deliveries at the same time both run.
 *
 * @since 0.1.0
 * @category constructors
 */
export const makeMemory: Effect.Effect<Service> = Effect.sync(() => {
  const handled = new Set<string>()
  const running = new Map<string, Deferred.Deferred<void>>()

  const remember = (key: string) => {
    handled.add(key)
    const [oldest] = handled
    if (handled.size > rememberedKeys && oldest !== undefined) handled.delete(oldest)
  }

  const run = <A, E, R>(key: string, handle: Effect.Effect<A, E, R>): Effect.Effect<"Handled", E, R> => {
    const ended = Deferred.unsafeMake<void>(FiberId.none)
    running.set(key, ended)
    return handle.pipe(
      Effect.tap(() => Effect.sync(() => remember(key))),
      Effect.ensuring(
        Effect.suspend(() => {
          if (running.get(key) === ended) running.delete(key)
          return Deferred.succeed(ended, undefined)
        })
      ),
      Effect.as("Handled" as const)
    )
  }

  const once: Service["once"] = (key, handle) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.suspend(() => {
        if (handled.has(key)) return Effect.succeed("Duplicate" as const)
        const other = running.get(key)
        if (other === undefined || requestsAreIsolated()) return run(key, restore(handle))
        return restore(Effect.zipRight(Deferred.await(other), once(key, handle)))
      })
    )

  return { once }
})

/**
 * {@link makeMemory} as a layer.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerMemory: Layer.Layer<WebhookInbox> = /*#__PURE__*/ Layer.effect(WebhookInbox, makeMemory)
