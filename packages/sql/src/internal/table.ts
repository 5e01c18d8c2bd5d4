import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"

export type Dialect = "pg" | "sqlite"

/** A table in a database that is supported. */
export interface Table {
  readonly sql: SqlClient.SqlClient
  readonly dialect: Dialect
  readonly name: string
}

/** Only what both databases accept unchanged: names are quoted, never escaped. */
const names = /^(?:[A-Za-z_][A-Za-z0-9_]{0,62}\.)?[A-Za-z_][A-Za-z0-9_]{0,62}$/

/** The client, its dialect and the table. `fail` makes an error of what is wrong. */
export const openTable = <E>(
  name: string,
  fail: (problem: string) => E
): Effect.Effect<Table, E, SqlClient.SqlClient> =>
  Effect.flatMap(SqlClient.SqlClient, (sql) => {
    if (!names.test(name)) {
      return Effect.fail(
        fail(
          "table must be a name of at most 63 letters, digits and underscores, not starting with a digit, optionally after a schema and a dot."
        )
      )
    }
    const dialect = sql.onDialectOrElse({
      pg: () => "pg" as const,
      sqlite: () => "sqlite" as const,
      orElse: () => undefined
    })
    return dialect === undefined
      ? Effect.fail(fail("only PostgreSQL and SQLite are supported."))
      : Effect.succeed({ sql, dialect, name })
  })

const quoted = (table: string): string =>
  table
    .split(".")
    .map((part) => `"${part}"`)
    .join(".")

export const createStatement = (name: string, columns: string): string =>
  `CREATE TABLE IF NOT EXISTS ${quoted(name)} ${columns}`

/** Creates the table if it does not exist. */
export const createTable = ({ dialect, name, sql }: Table, columns: string): Effect.Effect<void, SqlError> => {
  const create = sql.unsafe(createStatement(name, columns))
  return dialect === "sqlite"
    ? Effect.asVoid(create)
    : // PostgreSQL's IF NOT EXISTS fails when two look at the same time.
      sql
        .withTransaction(Effect.zipRight(sql`SELECT pg_advisory_xact_lock(hashtext(${name}))`, create))
        .pipe(Effect.asVoid)
}
