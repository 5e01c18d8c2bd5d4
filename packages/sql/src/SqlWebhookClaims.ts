/**
 * A `WebhookInbox` for handlers that take long, in PostgreSQL or SQLite: an event is claimed while its handler runs, and
 * the handler holds neither a transaction nor a connection.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/
 * @since 0.1.0
 */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { type Service, WebhookInbox, WebhookInboxError } from "@effect-vipps/client/WebhookInbox"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { claimColumns, claimsIn } from "./internal/claims.js"
import { inboxError, isContention } from "./internal/failure.js"
import { storedKey } from "./internal/key.js"
import { pruneOlder } from "./internal/prune.js"
import { createStatement, createTable, openTable } from "./internal/table.js"
import { untilVippsGivesUp } from "./internal/untilFree.js"

/**
 * Where the claims are kept.
 *
 * @since 0.1.0
 * @category models
 */
export interface TableOptions {
  /** A table's name, with its schema if need be: `shop.claims`. Defaults to `vipps_webhook_claims`. */
  readonly table?: string | undefined
}

/**
 * Where the claims are kept, and for how long one lasts.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options extends TableOptions {
  /**
   * How long an event stays claimed after its process has died, from 1 second to 1 day. A process that lives renews its
   * claim, so that a handler may take longer. Defaults to 1 minute.
   */
  readonly lease?: Duration.DurationInput | undefined
}

const defaultTable = "vipps_webhook_claims"

/**
 * The statements that {@link migrate} runs, for your own migration tool. `event_key` is the primary key; the times are the
 * database's, in SQLite as texts in UTC.
 *
 * @since 0.1.0
 * @category migrations
 */
export const ddl: { readonly pg: string; readonly sqlite: string } = {
  pg: /*#__PURE__*/ createStatement(defaultTable, claimColumns("pg")),
  sqlite: /*#__PURE__*/ createStatement(defaultTable, claimColumns("sqlite"))
}

const failed = (problem: string) => new WebhookInboxError({ message: `SqlWebhookClaims: ${problem}` })

const open = ({ table }: TableOptions) => openTable(table ?? defaultTable, failed)

/**
 * Creates the table if it does not exist. Run it before {@link layer}, as one of the migrations of `@effect/sql` or when
 * the program starts; processes that start together do not disturb each other.
 *
 * Fails with `WebhookInboxError` for an invalid table name or an unsupported database, with `SqlError` when the database
 * fails.
 *
 * @since 0.1.0
 * @category migrations
 */
export const migrate = (
  options: TableOptions = {}
): Effect.Effect<void, SqlError | WebhookInboxError, SqlClient.SqlClient> =>
  Effect.flatMap(open(options), (table) => createTable(table, claimColumns(table.dialect)))

/**
 * Deletes the keys of events that were handled longer ago than this, by the database's clock. Vipps redelivers an event for
 * up to 7 days, and says that this may change: keep them for longer, for example 30 days.
 *
 * Fails with `WebhookInboxError` for less than 7 days, since an event could then be handled twice, and with `SqlError`
 * when the database fails.
 *
 * @since 0.1.0
 * @category maintenance
 */
export const prune = (
  olderThan: Duration.DurationInput,
  options: TableOptions = {}
): Effect.Effect<void, SqlError | WebhookInboxError, SqlClient.SqlClient> =>
  Effect.flatMap(open(options), (table) => pruneOlder("SqlWebhookClaims", table, "claimed_until", olderThan))

const leaseOf = (lease: Duration.DurationInput = "1 minute") =>
  Option.match(
    Option.filter(Duration.decodeUnknown(lease), Duration.between({ minimum: "1 second", maximum: "1 day" })),
    {
      onNone: () => Effect.fail(failed("lease must be from 1 second to 1 day.")),
      onSome: (valid) => Effect.succeed(valid)
    }
  )

const busy = () =>
  failed(
    "another delivery of this event is being handled, and the handler did not run again. Respond with 500; Vipps redelivers the event."
  )

const lost = () =>
  failed(
    "another process took the event over, because this one did not renew its claim in time, and the handler was interrupted."
  )

const inTransaction = () =>
  failed("the event would be claimed within a transaction, which no other process sees. Call once outside of it.")

const notRun = inboxError(
  "SqlWebhookClaims: the database failed and the handler did not run. Respond with 500; Vipps redelivers the event"
)

const notStored = inboxError(
  "SqlWebhookClaims: the handler ran, and the database failed to store that. Respond with 500; Vipps redelivers the event, and the handler runs again"
)

/**
 * The inbox of {@link layer}, without its layer.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options = {}): Effect.Effect<Service, WebhookInboxError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const table = yield* open(options)
    const lease = yield* leaseOf(options.lease)
    const { handled, release, renew, take } = claimsIn(table, lease)

    yield* table.sql`SELECT claim FROM ${table.sql(table.name)} WHERE 1 = 0`.withoutTransform.pipe(
      Effect.mapError(
        inboxError(`SqlWebhookClaims: the table ${table.name} cannot be read; SqlWebhookClaims.migrate creates it`)
      )
    )

    /** Waits for another delivery of the event. */
    const obtain = (key: string, claim: string) =>
      take(key, claim).pipe(
        Effect.filterOrFail((state) => state !== "Busy", busy),
        Effect.retry({
          schedule: untilVippsGivesUp,
          while: (error) => error._tag === "WebhookInboxError" || isContention(error)
        }),
        Effect.mapError(notRun),
        // The statement may have been carried out.
        Effect.onInterrupt(() => Effect.ignore(release(key, claim)))
      )

    /** Fails once the claim is lost. */
    const keep = (key: string, claim: string) =>
      renew(key, claim).pipe(
        // A database that fails may be back before the claim is over.
        Effect.catchAll(() => Effect.succeed(true)),
        Effect.delay(Duration.times(lease, 1 / 3)),
        Effect.repeat({ while: (mine) => mine }),
        Effect.zipRight(Effect.failSync(lost))
      )

    const once: Service["once"] = <A, E, R>(key: string, handle: Effect.Effect<A, E, R>) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.gen(function* () {
          if (Option.isSome(yield* Effect.serviceOption(SqlClient.TransactionConnection))) return yield* inTransaction()
          const stored = yield* storedKey(key)
          const claim = crypto.randomUUID()
          if ((yield* restore(obtain(stored, claim))) === "Handled") return "Duplicate" as const
          const exit = yield* Effect.exit(restore(Effect.raceFirst(handle, keep(stored, claim))))
          if (Exit.isFailure(exit)) {
            yield* Effect.ignore(release(stored, claim))
            return yield* Effect.failCause(exit.cause)
          }
          yield* handled(stored, claim).pipe(Effect.retry({ schedule: untilVippsGivesUp }), Effect.mapError(notStored))
          return "Handled" as const
        })
      )

    return { once }
  })

/**
 * Handles every event once, in any number of processes, however long its handler takes. Provide it in place of
 * `SqlWebhookInbox` where a handler takes seconds or more: it calls other services, or prints a label.
 *
 * An event is claimed in one statement, then `handle` runs without a transaction, and its success is stored in another
 * statement. While it runs the claim is renewed. Another delivery of the event waits for up to 5 seconds, and then fails
 * with `WebhookInboxError`: respond with 500, and Vipps redelivers the event. A `handle` that fails or is interrupted frees
 * its event at once; that of a process that dies is free when the `lease` is over.
 *
 * What `handle` does is not undone, and may be done again: when its process dies before its success is stored, or is
 * paused or without the database for longer than the lease; then two may run at the same time. Give each effect an idempotency key made from the event, or use `SqlWebhookInbox`, which
 * commits the key with what the handler writes.
 *
 * `layer` fails with `WebhookInboxError` when the table does not exist (see {@link migrate}), its name or the lease is
 * invalid, or the database is neither PostgreSQL nor SQLite. `once` fails with what `handle` fails with, and with
 * `WebhookInboxError` when the database fails, with its error code and nothing of the event; when another delivery of the
 * event is being handled; or within a transaction of the caller.
 *
 * @example
 * ```ts
 * import * as PgClient from "@effect/sql-pg/PgClient"
 * import { SqlWebhookClaims } from "@effect-vipps/sql"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const InboxLive = Layer.unwrapEffect(Effect.as(SqlWebhookClaims.migrate(), SqlWebhookClaims.layer())).pipe(
 *   Layer.provide(PgClient.layer({ database: "shop" }))
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options = {}): Layer.Layer<WebhookInbox, WebhookInboxError, SqlClient.SqlClient> =>
  Layer.effect(WebhookInbox, make(options))
