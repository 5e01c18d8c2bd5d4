import { WebhookInboxError } from "@effect-vipps/client/WebhookInbox"
import * as Effect from "effect/Effect"

const plain = /^[\x20-\x7e]{1,255}$/

const sha256 = (text: string): Effect.Effect<string> =>
  Effect.map(
    Effect.promise(() => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))),
    (digest) => `sha256:${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("")}`
  )

/**
 * The stored form of a key: the key itself, so that it can be looked up by hand, or its hash where it is
 * longer than an index allows or contains what a database may refuse or fold (PostgreSQL has no NUL in a text).
 */
export const storedKey = (key: string): Effect.Effect<string, WebhookInboxError> => {
  if (key === "") {
    return Effect.fail(
      new WebhookInboxError({ message: "WebhookInbox: the key is empty. Pass a unique key for every event." })
    )
  }
  return plain.test(key) ? Effect.succeed(key) : sha256(key)
}
