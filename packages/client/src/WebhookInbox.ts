/**
 * Handles every webhook event once, although Vipps delivers it at least once.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/**
 * The inbox could not be read or written, so that it is not known whether the event was handled. Answer 500: Vipps
 * delivers it again.
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
   * behind, so that the next delivery runs it again. Of two at the same time one runs, and the other waits for it.
   */
  readonly once: <A, E, R>(
    key: string,
    handle: Effect.Effect<A, E, R>
  ) => Effect.Effect<"Handled" | "Duplicate", E | WebhookInboxError, R>
}

/**
 * The inbox in the environment.
 *
 * @since 0.1.0
 * @category tags
 */
export class WebhookInbox extends Context.Tag("@effect-vipps/client/WebhookInbox")<WebhookInbox, Service>() {}
