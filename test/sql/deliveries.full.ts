import { join } from "node:path"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { inject } from "vitest"
import { folder, postgres, sqliteAt } from "./databases.js"
import { deliver } from "./deliveries.js"

const title =
  "are handled exactly once, though one in ten comes twice, one in twenty fails at first and a process is killed"

describe("10,000 deliveries to two processes with one SQLite file", () => {
  it.scopedLive(
    title,
    () =>
      Effect.gen(function* () {
        const file = join(yield* folder, "shop.db")
        yield* deliver(10_000, sqliteAt(file), ["sqlite", file])
      }),
    300_000
  )
})

describe("10,000 deliveries to two processes with one PostgreSQL", () => {
  it.scopedLive(
    title,
    () =>
      Effect.gen(function* () {
        const host = inject("postgres")
        const database = yield* postgres(host)
        yield* deliver(10_000, database, ["postgres", host, database.name])
      }),
    300_000
  )
})
