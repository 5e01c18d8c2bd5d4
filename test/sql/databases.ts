import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { camelToSnake, snakeToCamel } from "effect/String"

/** A program's connection to a database. */
export type Client = Layer.Layer<SqlClient.SqlClient, SqlError | ConfigError.ConfigError>

/** A new empty database. Each time a layer is built it is another client, as another process would have. */
export interface Database {
  readonly client: Client
  /** Of a program that writes `orderId` where the database has `order_id`. */
  readonly renaming: Client
}

export type Fresh = Effect.Effect<Database, SqlError, Scope.Scope>

const renaming = { transformQueryNames: camelToSnake, transformResultNames: snakeToCamel }

/** The folder of a new SQLite database. */
export const folder: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "vipps-sqlite-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true }))
)

/** SQLite's driver blocks its process while it waits for a lock, and here that holds the other clients too. */
const settings = Effect.flatMap(SqlClient.SqlClient, (sql) =>
  Effect.zipRight(sql`PRAGMA busy_timeout = 5`, sql`PRAGMA foreign_keys = ON`)
)

export const sqliteAt = (filename: string): Database => {
  const client = (names: Partial<SqliteClient.SqliteClientConfig>): Client =>
    Layer.fresh(SqliteClient.layer({ filename, ...names })).pipe(
      Layer.tap((context) =>
        Effect.provideService(settings, SqlClient.SqlClient, Context.get(context, SqlClient.SqlClient))
      )
    )
  return { client: client({}), renaming: client(renaming) }
}

export const sqlite: Fresh = Effect.map(folder, (path) => sqliteAt(join(path, "shop.db")))

export interface PostgresDatabase extends Database {
  readonly name: string
  readonly clientAs: (username: string) => Client
}

/** A database on the server whose socket is in this folder. */
export const postgres = (host: string): Effect.Effect<PostgresDatabase, SqlError> => {
  const client = (options: PgClient.PgClientConfig): Client =>
    Layer.fresh(PgClient.layer({ host, username: "postgres", ...options }))
  return Effect.gen(function* () {
    const database = `shop_${crypto.randomUUID().replaceAll("-", "")}`
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE DATABASE ${sql(database)}`
    return {
      name: database,
      client: client({ database }),
      clientAs: (username: string) => client({ database, username }),
      renaming: client({ database, ...renaming })
    }
  }).pipe(Effect.provide(client({ database: "postgres" })), Effect.catchTag("ConfigError", Effect.die))
}
