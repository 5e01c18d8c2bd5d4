import * as Statement from "@effect/sql/Statement"
import { assert, describe, it } from "@effect/vitest"
import { SqlWebhookInbox } from "@effect-vipps/sql"
import * as Effect from "effect/Effect"
import { sqlite } from "./databases.js"
import { effectsOf, type Kind, keyFirst, mostSteps, once, plans, prepared } from "./inbox.model.js"

const kind: Kind = {
  compiler: Statement.makeCompilerSqlite(),
  connectionOf: () => Effect.succeed(0),
  // It does not wait: it refuses.
  isBlocked: () => Effect.succeed(false),
  // The locks of a process go with it, and SQLite undoes what it has not committed.
  kill: (_, rollBack) => rollBack
}

describe("the inbox against a model, on SQLite", () => {
  it.scopedLive("two processes, interleaved and killed before each statement, handle every event once", () =>
    Effect.gen(function* () {
      const database = yield* prepared(sqlite)
      for (const plan of plans(2)) {
        const { steps, ...left } = yield* effectsOf(database, kind, SqlWebhookInbox.make(), plan)
        assert.deepStrictEqual(left, once, JSON.stringify({ plan, steps }))
      }
    })
  )

  it.scopedLive("the model notices an inbox that commits the key before the handler runs", () =>
    Effect.gen(function* () {
      const database = yield* prepared(sqlite)
      const results = []
      for (let crash = 0; crash < mostSteps; crash++) {
        const { effects } = yield* effectsOf(database, kind, keyFirst, { turns: [], crashes: [crash, undefined] })
        results.push(effects.join())
      }
      assert.include(results, "a,b")
      assert.isTrue(results.some((effects) => effects !== "a,b"))
    })
  )
})
