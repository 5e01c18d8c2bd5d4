/**
 * A `TokenStore` in PostgreSQL or SQLite: processes with one database make one token request.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/access-token-api/
 * @since 0.1.0
 */
import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as TokenStore from "@effect-vipps/client/TokenStore"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { leaseColumns, leasesIn } from "./internal/leases.js"
import { createStatement, createTable, openTable } from "./internal/table.js"

/**
 * The table's name is invalid, or the database is neither PostgreSQL nor SQLite.
 *
 * @since 0.1.0
 * @category errors
 */
export class SqlTokenStoreError extends Schema.TaggedError<SqlTokenStoreError>("@effect-vipps/sql/SqlTokenStoreError")(
  "SqlTokenStoreError",
  { message: Schema.String }
) {}

/**
 * Where the tokens are kept.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** A table's name, with its schema if need be: `shop.tokens`. Defaults to `vipps_access_tokens`. */
  readonly table?: string | undefined
}

const defaultTable = "vipps_access_tokens"

/**
 * The statements that {@link migrate} runs, for your own migration tool. `id` is the primary key and a hash, `value` is
 * encrypted, `expires_at` is the database's time, in SQLite as a text in UTC.
 *
 * @since 0.1.0
 * @category migrations
 */
export const ddl: { readonly pg: string; readonly sqlite: string } = {
  pg: /*#__PURE__*/ createStatement(defaultTable, leaseColumns("pg")),
  sqlite: /*#__PURE__*/ createStatement(defaultTable, leaseColumns("sqlite"))
}

const open = ({ table }: Options) =>
  openTable(table ?? defaultTable, (problem) => new SqlTokenStoreError({ message: `SqlTokenStore: ${problem}` }))

/**
 * Creates the table if it does not exist. Run it as one of the migrations of `@effect/sql` or when the program starts;
 * processes that start together do not disturb each other.
 *
 * Fails with `SqlTokenStoreError` for an invalid table name or an unsupported database, with `SqlError` when the
 * database fails.
 *
 * @since 0.1.0
 * @category migrations
 */
export const migrate = (
  options: Options = {}
): Effect.Effect<void, SqlError | SqlTokenStoreError, SqlClient.SqlClient> =>
  Effect.flatMap(open(options), (table) => createTable(table, leaseColumns(table.dialect)))

/**
 * The store, for the option `tokenStore` of `VippsConfig`. It sends nothing to the database before a token is needed, so
 * that a program starts without it. A missing table is a store that fails: each call works, and a warning is logged.
 *
 * Each statement has a connection of its own, also where a call is made inside your transaction. With the one connection
 * of SQLite it would wait for that transaction: then the call uses a token of its own after 500 milliseconds.
 *
 * A write removes the rows that are over.
 *
 * Fails with `SqlTokenStoreError` for an invalid table name or an unsupported database.
 *
 * @example
 * ```ts
 * import * as PgClient from "@effect/sql-pg/PgClient"
 * import { VippsConfig } from "@effect-vipps/client"
 * import { SqlTokenStore } from "@effect-vipps/sql"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const VippsLive = Effect.gen(function* () {
 *   yield* SqlTokenStore.migrate()
 *   const tokenStore = yield* SqlTokenStore.make()
 *   const options = yield* VippsConfig.config
 *   return VippsConfig.layer({ ...options, tokenStore })
 * }).pipe(Layer.unwrapEffect, Layer.provide(PgClient.layer({ database: "shop" })))
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  options: Options = {}
): Effect.Effect<TokenStore.TokenStore, SqlTokenStoreError, SqlClient.SqlClient> =>
  Effect.map(open(options), ({ dialect, name, sql }) => {
    const { read, remove, take, write } = leasesIn(sql, dialect, name)
    return TokenStore.make({ read, write, lease: take, remove })
  })
