import { type SqlError, SqlErrorTypeId } from "@effect/sql/SqlError"
import { WebhookInboxError } from "@effect-vipps/client/WebhookInbox"
import * as Cause from "effect/Cause"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"

const isSqlError = (error: unknown): error is SqlError => Predicate.hasProperty(error, SqlErrorTypeId)

/** PostgreSQL's SQLSTATE, SQLite's result code or the socket's. A driver's message may quote the row. */
const codeOf = (error: unknown): string | undefined =>
  isSqlError(error) &&
  Predicate.hasProperty(error.cause, "code") &&
  typeof error.cause.code === "string" &&
  /^[A-Z0-9_]{2,40}$/.test(error.cause.code)
    ? error.cause.code
    : undefined

/** Another transaction blocked this one; a retry may succeed. */
const contention = /^(?:SQLITE_BUSY|SQLITE_LOCKED|40001$|40P01$|55P03$)/

export const isContention = (error: unknown): boolean => contention.test(codeOf(error) ?? "")

/** `what` is a sentence without its full stop, which the database's code precedes. */
export const inboxError =
  (what: string) =>
  (error: unknown): WebhookInboxError => {
    if (error instanceof WebhookInboxError) return error
    const code = codeOf(error)
    return new WebhookInboxError({ message: `${what}${code === undefined ? "" : ` (${code})`}.` })
  }

const notRun = inboxError(
  "SqlWebhookInbox: the database failed and the handler did not run. Respond with 500; Vipps redelivers the event"
)

const unknownOutcome = inboxError(
  "SqlWebhookInbox: the database failed, and the handler's changes may or may not be committed. Respond with 500; Vipps redelivers the event"
)

/** A transaction that failed though its handler did not. A failed commit or rollback is a defect in `@effect/sql`. */
export const transactionFailed = (
  cause: Cause.Cause<unknown>,
  ran: boolean
): Effect.Effect<never, WebhookInboxError> => {
  const toError = ran ? unknownOutcome : notRun
  return Option.match(Chunk.findFirst(Cause.defects(cause), isSqlError), {
    onNone: () => Effect.failCause(Cause.map(cause, toError)),
    onSome: (defect) => Effect.fail(toError(defect))
  })
}
