import type { SqlError } from "@effect/sql/SqlError"
import { WebhookInboxError } from "@effect-vipps/client/WebhookInbox"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { clockOf } from "./clock.js"
import type { Table } from "./table.js"

/** Vipps redelivers an event for this long. */
const leastRetention = Duration.days(7)

/** Deletes the rows whose time, in this column, is longer ago than this. */
export const pruneOlder = (
  module: string,
  { dialect, name, sql }: Table,
  column: string,
  olderThan: Duration.DurationInput
): Effect.Effect<void, SqlError | WebhookInboxError> => {
  const age = Duration.decodeUnknown(olderThan)
  if (Option.isNone(age) || !Duration.isFinite(age.value) || Duration.lessThan(age.value, leastRetention)) {
    return Effect.fail(
      new WebhookInboxError({
        message: `${module}: prune requires at least 7 days, because Vipps redelivers for that long.`
      })
    )
  }
  const limit = clockOf(sql, dialect).after(-Duration.toSeconds(age.value))
  return Effect.asVoid(sql`DELETE FROM ${sql(name)} WHERE ${sql(column)} < ${limit}`.withoutTransform)
}
