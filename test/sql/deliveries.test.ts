import { join } from "node:path"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { folder, sqliteAt } from "./databases.js"
import { deliver } from "./deliveries.js"

describe("1,000 deliveries to two processes with one SQLite file", () => {
  it.scopedLive(
    "1,000 deliveries to two processes are handled exactly once, although one in ten is duplicated, one in twenty fails at first and a process is killed",
    () =>
      Effect.gen(function* () {
        const file = join(yield* folder, "shop.db")
        yield* deliver(1_000, sqliteAt(file), ["sqlite", file])
      }),
    300_000
  )
})
