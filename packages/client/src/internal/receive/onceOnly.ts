import * as Effect from "effect/Effect"
import { WebhookInbox, type WebhookInboxError } from "../../WebhookInbox.js"
import { type Subject, signal } from "../outcome/signals.js"
import type { Reply } from "./receive.js"

/** Far more than any event has. */
export const defaultMaxBodySize = 1024 * 1024

const done: Reply = { status: 200 }

/** Does the work once, and wakes the waiters of these subjects, also after a duplicate, which may be new to this process. */
export const onceOnly = <E, R>(
  key: string,
  work: () => Effect.Effect<unknown, E, R>,
  wakes: ReadonlyArray<Subject>
): Effect.Effect<Reply, E | WebhookInboxError, R | WebhookInbox> =>
  Effect.suspend(() => {
    let isDuplicate = true
    const noted = Effect.suspend(() => {
      isDuplicate = false
      return work()
    })
    return Effect.flatMap(WebhookInbox, (inbox) => inbox.once(key, noted)).pipe(
      Effect.map(() => {
        wakes.forEach(signal)
        return isDuplicate ? { ...done, isDuplicate } : done
      })
    )
  })
