/** What becomes of an execution when a query of the engine fails, with and without the annotation of the example. */
import { join } from "node:path"
import { PersistenceError } from "@effect/cluster/ClusterError"
import * as ClusterWorkflowEngine from "@effect/cluster/ClusterWorkflowEngine"
import * as MessageStorage from "@effect/cluster/MessageStorage"
import * as RunnerHealth from "@effect/cluster/RunnerHealth"
import * as RunnerStorage from "@effect/cluster/RunnerStorage"
import * as Runners from "@effect/cluster/Runners"
import * as Sharding from "@effect/cluster/Sharding"
import * as ShardingConfig from "@effect/cluster/ShardingConfig"
import * as SqlMessageStorage from "@effect/cluster/SqlMessageStorage"
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import { assert, describe, it } from "@effect/vitest"
import * as Activity from "@effect/workflow/Activity"
import * as Workflow from "@effect/workflow/Workflow"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Schema from "effect/Schema"
import { durable } from "../../examples/workflow/step.js"
import { folder } from "../sql/databases.js"

const Stepping = Workflow.make({
  name: "Stepping",
  payload: { id: Schema.String },
  success: Schema.String,
  idempotencyKey: ({ id }) => id
})

const step = Activity.make({ name: "step", success: Schema.String, execute: Effect.succeed("done") })

/** The first step cannot be stored. */
const failing = Layer.effect(
  MessageStorage.MessageStorage,
  Effect.map(MessageStorage.MessageStorage, (storage) => {
    let failures = 0
    return {
      ...storage,
      saveRequest: (message) =>
        message.envelope.tag === "activity" && failures++ === 0
          ? new PersistenceError({ cause: "the database is down" })
          : storage.saveRequest(message)
    }
  })
).pipe(Layer.provide(SqlMessageStorage.layer))

const ended = (workflow: typeof Stepping) =>
  Effect.gen(function* () {
    const filename = join(yield* folder, "engine.db")
    return yield* Effect.exit(workflow.execute({ id: "1" })).pipe(
      Effect.provide(
        workflow
          .toLayer(() => step)
          .pipe(
            Layer.provideMerge(ClusterWorkflowEngine.layer),
            Layer.provideMerge(Sharding.layer),
            Layer.provideMerge(Runners.layerNoop),
            Layer.provideMerge(failing),
            Layer.provide([RunnerStorage.layerMemory, RunnerHealth.layerNoop]),
            Layer.provide(
              ShardingConfig.layer({ entityMessagePollInterval: "100 millis", entityTerminationTimeout: "1 second" })
            ),
            Layer.provideMerge(SqliteClient.layer({ filename })),
            Layer.provide(Logger.remove(Logger.defaultLogger))
          )
      )
    )
  }).pipe(Effect.scoped)

describe("an engine whose storage fails", { timeout: 60_000 }, () => {
  it.live("ends an execution with the defect by default, and repeats one that is `durable`", () =>
    Effect.gen(function* () {
      const byDefault = yield* ended(Stepping)
      assert.isTrue(Exit.isFailure(byDefault))
      assert.deepStrictEqual(yield* ended(Stepping.annotateContext(durable)), Exit.succeed("done"))
    })
  )
})
