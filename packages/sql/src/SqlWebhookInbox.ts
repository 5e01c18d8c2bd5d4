/**
 * A `WebhookInbox` in PostgreSQL or SQLite: an event's key is committed in one transaction with what its handler writes.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/
 * @since 0.1.0
 */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { type Service, WebhookInbox, WebhookInboxError } from "@effect-vipps/client/WebhookInbox"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { inboxError, isContention, transactionFailed } from "./internal/failure.js"
import { storedKey } from "./internal/key.js"
import { pruneOlder } from "./internal/prune.js"
import { createStatement, createTable, type Dialect, openTable } from "./internal/table.js"
import { untilVippsGivesUp } from "./internal/untilFree.js"

/**
 * Where the keys are kept.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** A table's name, with its schema if need be: `shop.webhooks`. Defaults to `vipps_webhook_inbox`. */
  readonly table?: string | undefined
}

const defaultTable = "vipps_webhook_inbox"

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

/**
 * The statements that {@link migrate} runs, for your own migration tool. `event_key` is the primary key; `handled_at`
 * is the database's time, in SQLite as a text in UTC.
 *
 * @since 0.1.0
 * @category migrations
 */
export const ddl: { readonly pg: string; readonly sqlite: string } = {
  pg: createStatement(defaultTable, columns.pg),
  sqlite: createStatement(defaultTable, columns.sqlite)
}

const open = ({ table }: Options) =>
  openTable(table ?? defaultTable, (problem) => new WebhookInboxError({ message: `SqlWebhookInbox: ${problem}` }))

/**
 * Creates the table if it does not exist. Run it before {@link layer}, as one of the migrations of `@effect/sql` or
 * when the program starts; processes that start together do not disturb each other. Needs the right to create tables,
 * which the receiver itself does not.
 *
 * Fails with `WebhookInboxError` for an invalid table name or an unsupported database, with `SqlError` when the
 * database fails.
 *
 * @since 0.1.0
 * @category migrations
 */
export const migrate = (
  options: Options = {}
): Effect.Effect<void, SqlError | WebhookInboxError, SqlClient.SqlClient> =>
  Effect.flatMap(open(options), (table) => createTable(table, columns[table.dialect]))

/**
 * Deletes the keys of events that were handled longer ago than this, by the database's clock, which also wrote the times:
 * a process whose clock is wrong deletes nothing too early. Vipps redelivers an event for up to 7
 * days, and says that this may change: keep them for longer, for example 30 days.
 *
 * Fails with `WebhookInboxError` for less than 7 days, since an event could then be handled twice, and with `SqlError`
 * when the database fails.
 *
 * @example
 * ```ts
 * import { SqlWebhookInbox } from "@effect-vipps/sql"
 * import * as Effect from "effect/Effect"
 * import * as Schedule from "effect/Schedule"
 *
 * const daily = SqlWebhookInbox.prune("30 days").pipe(Effect.repeat(Schedule.spaced("1 day")))
 * ```
 *
 * @since 0.1.0
 * @category maintenance
 */
export const prune = (
  olderThan: Duration.DurationInput,
  options: Options = {}
): Effect.Effect<void, SqlError | WebhookInboxError, SqlClient.SqlClient> =>
  Effect.flatMap(open(options), (table) => pruneOlder("SqlWebhookInbox", table, "handled_at", olderThan))

/**
 * The inbox of {@link layer}, without its layer.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options = {}): Effect.Effect<Service, WebhookInboxError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const { dialect, name: table, sql } = yield* open(options)

    yield* sql`SELECT event_key FROM ${sql(table)} WHERE 1 = 0`.withoutTransform.pipe(
      Effect.mapError(
        inboxError(`SqlWebhookInbox: the table ${table} cannot be read; SqlWebhookInbox.migrate creates it`)
      )
    )

    /** One row, or none if the key is there. Waits for another transaction that is about to record the same. */
    const record = (key: string) =>
      sql`INSERT INTO ${sql(table)} (event_key) VALUES (${key}) ON CONFLICT (event_key) DO NOTHING RETURNING event_key`
        .withoutTransform

    /**
     * A handler may go on after a failed statement, which in PostgreSQL makes of the commit a silent rollback: reading
     * the key back fails then.
     */
    const confirm = (key: string) =>
      Effect.filterOrFail(
        sql`SELECT event_key FROM ${sql(table)} WHERE event_key = ${key}`.withoutTransform,
        (rows) => rows.length === 1,
        () =>
          new WebhookInboxError({
            message:
              "SqlWebhookInbox: the handler ended the transaction it ran in, and its changes may or may not be committed. A " +
              "handler must not run COMMIT or ROLLBACK."
          })
      )

    /** In SQLite a transaction whose commit failed stays open, and would contain the next statements. */
    const abandon = dialect === "sqlite" ? Effect.ignore(sql`ROLLBACK`) : Effect.void

    const once: Service["once"] = <A, E, R>(key: string, handle: Effect.Effect<A, E, R>) =>
      Effect.gen(function* () {
        const stored = yield* storedKey(key)
        const nested = Option.isSome(yield* Effect.serviceOption(SqlClient.TransactionConnection))
        const run: { exit?: Exit.Exit<A, E> } = {}
        const handled = handle.pipe(
          Effect.onExit((exit) =>
            Effect.sync(() => {
              run.exit = exit
            })
          ),
          Effect.zipRight(confirm(stored)),
          Effect.as("Handled" as const)
        )
        const transaction = Effect.flatMap(record(stored), (rows) =>
          rows.length === 0 ? Effect.succeed("Duplicate" as const) : handled
        )
        return yield* sql.withTransaction(transaction).pipe(
          // Only before `handle` has run, since what it did elsewhere is not undone; and not in the caller's
          // transaction, where only the caller can start over.
          Effect.retry({
            schedule: untilVippsGivesUp,
            while: (error) => !nested && run.exit === undefined && isContention(error)
          }),
          Effect.catchAllCause((cause): Effect.Effect<never, E | WebhookInboxError> => {
            if (run.exit?._tag === "Failure") return Effect.failCause(run.exit.cause)
            return Effect.zipRight(nested ? Effect.void : abandon, transactionFailed(cause, run.exit !== undefined))
          })
        )
      })

    return { once }
  })

/**
 * Handles every event once, in any number of processes. Provide it where `SqlClient` is provided.
 *
 * The key is written first, then `handle` runs in the same transaction: what it writes with the same `SqlClient` is
 * committed with the key or not at all, and its own `sql.withTransaction` is a savepoint in it. A second delivery waits
 * for the first, and is a duplicate once that is committed. What `handle` does elsewhere (a capture, an email) is not
 * in the transaction: give it an idempotency key, because it is done again if the commit fails. In SQLite all other
 * writers wait while `handle` runs.
 *
 * Called inside your own transaction, `once` is part of it: `"Handled"` is final once you commit.
 *
 * `layer` fails with `WebhookInboxError` when the table does not exist (see {@link migrate}), its name is invalid, or
 * the database is neither PostgreSQL nor SQLite. `once` fails with what `handle` fails with, which rolls back; with
 * `WebhookInboxError` when the database fails, with its error code and nothing of the event; or, in SQLite, when
 * another transaction blocks for 5 seconds.
 *
 * @example
 * ```ts
 * import * as PgClient from "@effect/sql-pg/PgClient"
 * import { SqlWebhookInbox } from "@effect-vipps/sql"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const DatabaseLive = PgClient.layer({ database: "shop" })
 * const InboxLive = Layer.unwrapEffect(Effect.as(SqlWebhookInbox.migrate(), SqlWebhookInbox.layer())).pipe(
 *   Layer.provideMerge(DatabaseLive)
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options = {}): Layer.Layer<WebhookInbox, WebhookInboxError, SqlClient.SqlClient> =>
  Layer.effect(WebhookInbox, make(options))
