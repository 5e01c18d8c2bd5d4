import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { inject } from "vitest"
import { postgres } from "./databases.js"
import { deliverAll } from "./deliveries.js"

describe("10,000 deliveries to two processes with one PostgreSQL", () => {
  it.scopedLive(
    "are handled exactly once each, though one in ten comes twice, one in twenty fails at first, and a process is killed",
    () =>
      Effect.gen(function* () {
        const host = inject("postgres")
        const database = yield* postgres(host)
        yield* deliverAll(database, ["postgres", host, database.name])
      }),
    120_000
  )
})
