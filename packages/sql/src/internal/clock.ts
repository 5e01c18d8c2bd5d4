import type * as SqlClient from "@effect/sql/SqlClient"
import type * as Statement from "@effect/sql/Statement"
import type { Dialect } from "./table.js"

export interface Clock {
  readonly now: Statement.Fragment
  /** So many seconds from now; before now if negative. */
  readonly after: (seconds: number) => Statement.Fragment
}

/**
 * The database's clock at the beginning of a statement; in SQLite a text in UTC. Of PostgreSQL's clocks `now` stands still in
 * a transaction, and with `clock_timestamp` a comparison uses no index.
 */
export const clockOf = (sql: SqlClient.SqlClient, dialect: Dialect): Clock =>
  dialect === "pg"
    ? {
        now: sql`statement_timestamp()`,
        after: (seconds) => sql`statement_timestamp() + make_interval(secs => ${seconds})`
      }
    : {
        now: sql`strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`,
        after: (seconds) => sql`strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ${`${seconds} seconds`})`
      }
