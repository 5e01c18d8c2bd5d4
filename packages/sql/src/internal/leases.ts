/** Short texts, each under an id and for a time, by the database's clock. */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { clockOf } from "./clock.js"
import { isContention } from "./failure.js"
import type { Dialect } from "./table.js"
import { untilFree } from "./untilFree.js"

const columns: { readonly [D in Dialect]: string } = {
  pg: `(
  id text PRIMARY KEY,
  value text NOT NULL,
  expires_at timestamptz NOT NULL
)`,
  sqlite: `(
  id TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL,
  expires_at TEXT NOT NULL
) WITHOUT ROWID`
}

export const leaseColumns = (dialect: Dialect): string => columns[dialect]

/** SQLite has one writer at a time. */
const within = untilFree("450 millis")

/**
 * In a transaction of the caller, what is written would be undone with it, and its locks kept until its end: each
 * statement has a connection of its own.
 */
const alone = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.mapInputContext(
    Effect.retry(effect, { schedule: within, while: isContention }),
    (context: Context.Context<R>) =>
      Context.omit(SqlClient.TransactionConnection)(
        context as Context.Context<R | SqlClient.TransactionConnection>
      ) as Context.Context<R>
  )

export interface Leases {
  readonly read: (id: string) => Effect.Effect<string | undefined, SqlError>
  /** Sets a value for this many milliseconds. What is over goes. */
  readonly write: (id: string, value: string, life: number) => Effect.Effect<void, SqlError>
  /** Sets a value unless there is another one. True if it did. */
  readonly take: (id: string, value: string, life: number) => Effect.Effect<boolean, SqlError>
  /** Removes it if the value is still this one. */
  readonly remove: (id: string, value: string) => Effect.Effect<void, SqlError>
}

export const leasesIn = (sql: SqlClient.SqlClient, dialect: Dialect, name: string): Leases => {
  const table = sql(name)
  const { after, now } = clockOf(sql, dialect)
  const set = (id: string, value: string, life: number) =>
    sql`INSERT INTO ${table} (id, value, expires_at) VALUES (${id}, ${value}, ${after(life / 1000)})
      ON CONFLICT (id) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`
  const read: Leases["read"] = (id) =>
    alone(
      Effect.map(
        sql<{ value: string }>`SELECT value FROM ${table} WHERE id = ${id} AND expires_at > ${now}`.withoutTransform,
        ([row]) => row?.value
      )
    )
  const has = (statement: Effect.Effect<ReadonlyArray<unknown>, SqlError>) =>
    alone(Effect.map(statement, (rows) => rows.length > 0))
  // A look first: those that come in vain, which are most of them, then wait for no lock.
  return {
    read,
    write: (id, value, life) =>
      alone(set(id, value, life)).pipe(
        Effect.zipRight(has(sql`SELECT id FROM ${table} WHERE expires_at <= ${now} LIMIT 1`.withoutTransform)),
        Effect.flatMap((some) =>
          some ? Effect.asVoid(alone(sql`DELETE FROM ${table} WHERE expires_at <= ${now}`)) : Effect.void
        )
      ),
    take: (id, value, life) =>
      Effect.flatMap(read(id), (held) =>
        held === undefined
          ? has(sql`${set(id, value, life)} WHERE ${table}.expires_at <= ${now} RETURNING id`.withoutTransform)
          : Effect.succeed(false)
      ),
    remove: (id, value) =>
      Effect.flatMap(read(id), (held) =>
        held === value
          ? Effect.asVoid(alone(sql`DELETE FROM ${table} WHERE id = ${id} AND value = ${value}`))
          : Effect.void
      )
  }
}
