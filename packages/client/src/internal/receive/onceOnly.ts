import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { WebhookInbox, WebhookInboxError } from "../../WebhookInbox.js"
import { type Subject, signal } from "../outcome/signals.js"
import type { Reply } from "./receive.js"

/** Far more than any event has. */
export const defaultMaxBodySize = 1024 * 1024

const done: Reply = { status: 200 }

const notAwaited = "The inbox did not wait for the handler, so it is not known whether the event was handled."

/**
 * Does the work once, and wakes the waiters of these subjects, also after a duplicate, which may be new to this process.
 *
 * Whether the work is done is not left to the inbox, which may be the user's own: an inbox that swallows a failure, or
 * does not wait for the work, would have the event acknowledged. Work that has not begun is a duplicate only where the
 * inbox says so: it may be queued.
 */
export const onceOnly = <E, R>(
  key: string,
  work: () => Effect.Effect<unknown, E, R>,
  wakes: ReadonlyArray<Subject>,
  begin: () => void
): Effect.Effect<Reply, E | WebhookInboxError, R | WebhookInbox> =>
  Effect.suspend(() => {
    let hasBegun = false
    /** Of the last run: an inbox may run the work again. */
    let exit: Exit.Exit<unknown, E> | undefined
    const noted = Effect.suspend(() => {
      begin()
      hasBegun = true
      exit = undefined
      return work()
    }).pipe(
      Effect.onExit((ended) =>
        Effect.sync(() => {
          exit = ended
        })
      )
    )
    const conclude = (verdict: "Handled" | "Duplicate"): Effect.Effect<Reply, E | WebhookInboxError> => {
      const isDuplicate = !hasBegun && verdict === "Duplicate"
      if (exit === undefined && !isDuplicate) return new WebhookInboxError({ message: notAwaited })
      if (exit !== undefined && Exit.isFailure(exit)) return Effect.failCause(exit.cause)
      wakes.forEach(signal)
      return Effect.succeed(isDuplicate ? { ...done, isDuplicate } : done)
    }
    // The request's own scope closes with the response, which the work may outlive.
    return Effect.scoped(
      Effect.flatMap(
        Effect.flatMap(WebhookInbox, (inbox) => inbox.once(key, noted)),
        conclude
      )
    )
  })
