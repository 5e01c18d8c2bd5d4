import { join } from "node:path"
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import { assert, describe, it } from "@effect/vitest"
import { SqlTokenStore } from "@effect-vipps/sql"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { camelToSnake, snakeToCamel } from "effect/String"
import { folder } from "./databases.js"
import { tokenStoreContract } from "./tokenStores.js"

/** With the driver's own wait for other processes. */
const sqlite = Effect.map(folder, (path) => {
  const filename = join(path, "shop.db")
  const client = (names: Partial<SqliteClient.SqliteClientConfig>) =>
    Layer.fresh(SqliteClient.layer({ filename, ...names }))
  return {
    client: client({}),
    renaming: client({ transformQueryNames: camelToSnake, transformResultNames: snakeToCamel })
  }
})

tokenStoreContract("SQLite", sqlite)

describe("the statements for other migration tools", () => {
  it("the statements create the table of the store", () => {
    for (const ddl of Object.values(SqlTokenStore.ddl)) {
      assert.include(ddl, 'CREATE TABLE IF NOT EXISTS "vipps_access_tokens"')
    }
  })
})
