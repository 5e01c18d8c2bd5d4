import { WebhookInboxError } from "@effect-vipps/client/WebhookInbox"
import * as Effect from "effect/Effect"

export type Dialect = "pg" | "sqlite"

export const defaultTable = "vipps_webhook_inbox"

const name = /^(?:[A-Za-z_][A-Za-z0-9_]{0,62}\.)?[A-Za-z_][A-Za-z0-9_]{0,62}$/

/** Only what both databases accept unchanged: names are quoted, never escaped. */
export const checkTable = (table: string): Effect.Effect<string, WebhookInboxError> =>
  name.test(table)
    ? Effect.succeed(table)
    : Effect.fail(
        new WebhookInboxError({
          message:
            "SqlWebhookInbox: table must be a name of at most 63 letters, digits and underscores, not starting with a digit, optionally after a schema and a dot."
        })
      )

const quoted = (table: string): string =>
  table
    .split(".")
    .map((part) => `"${part}"`)
    .join(".")

const columns: { readonly [D in Dialect]: string } = {
  pg: `(
  event_key text PRIMARY KEY,
  handled_at timestamptz NOT NULL DEFAULT now()
)`,
  sqlite: `(
  event_key TEXT NOT NULL PRIMARY KEY,
  handled_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) WITHOUT ROWID`
}

export const createTable = (dialect: Dialect, table: string): string =>
  `CREATE TABLE IF NOT EXISTS ${quoted(table)} ${columns[dialect]}`
