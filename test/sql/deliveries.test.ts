import { join } from "node:path"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { folder, sqliteAt } from "./databases.js"
import { deliverAll } from "./deliveries.js"

describe("10,000 deliveries to two processes with one SQLite file", () => {
  it.scopedLive(
    "are handled exactly once each, though one in ten comes twice, one in twenty fails at first, and a process is killed",
    () =>
      Effect.gen(function* () {
        const file = join(yield* folder, "shop.db")
        yield* deliverAll(sqliteAt(file), ["sqlite", file])
      }),
    120_000
  )
})
