/** A fault of the engine that `wake` of the example makes up for. A new version of the engine may make it needless. */
import { join } from "node:path"
import * as ClusterWorkflowEngine from "@effect/cluster/ClusterWorkflowEngine"
import * as Message from "@effect/cluster/Message"
import * as MessageStorage from "@effect/cluster/MessageStorage"
import * as RunnerHealth from "@effect/cluster/RunnerHealth"
import * as RunnerStorage from "@effect/cluster/RunnerStorage"
import * as Runners from "@effect/cluster/Runners"
import * as Sharding from "@effect/cluster/Sharding"
import * as ShardingConfig from "@effect/cluster/ShardingConfig"
import * as SqlMessageStorage from "@effect/cluster/SqlMessageStorage"
import * as SqlClient from "@effect/sql/SqlClient"
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import { assert, describe, it } from "@effect/vitest"
import * as DurableDeferred from "@effect/workflow/DurableDeferred"
import * as Workflow from "@effect/workflow/Workflow"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { wake } from "../../examples/workflow/wake.js"
import { folder } from "../sql/databases.js"

const Waiting = Workflow.make({
  name: "Waiting",
  payload: { id: Schema.String },
  success: Schema.String,
  idempotencyKey: ({ id }) => id
})

const Signal = DurableDeferred.make("Signal", { success: Schema.String })

/** Holds a runner at the moment when it has stored that an execution waits, and still counts it as running. */
interface Hold {
  readonly stored: Deferred.Deferred<void>
  readonly letGo: Deferred.Deferred<void>
}

const held = ({ letGo, stored }: Hold) =>
  Layer.effect(
    MessageStorage.MessageStorage,
    Effect.map(MessageStorage.MessageStorage, (storage) => ({
      ...storage,
      unprocessedMessages: (shards) =>
        Effect.map(storage.unprocessedMessages(shards), (read) =>
          read.map((message) =>
            message._tag === "IncomingRequest" && message.envelope.tag === "run"
              ? new Message.IncomingRequest({
                  ...message,
                  respond: (reply) =>
                    Effect.zipRight(
                      message.respond(reply),
                      Effect.zipRight(Deferred.succeed(stored, undefined), Deferred.await(letGo))
                    )
                })
              : message
          )
        )
    }))
  ).pipe(Layer.provide(SqlMessageStorage.layer))

/** The embedded engine of the example, with that storage. */
const engine = (filename: string, hold: Hold) =>
  Waiting.toLayer(() => DurableDeferred.await(Signal)).pipe(
    Layer.provideMerge(ClusterWorkflowEngine.layer),
    Layer.provideMerge(Sharding.layer),
    Layer.provideMerge(Runners.layerNoop),
    Layer.provideMerge(held(hold)),
    Layer.provide([RunnerStorage.layerMemory, RunnerHealth.layerNoop]),
    Layer.provide(
      ShardingConfig.layer({ entityMessagePollInterval: "100 millis", entityTerminationTimeout: "1 second" })
    ),
    Layer.provideMerge(SqliteClient.layer({ filename }))
  )

/** The messages of this kind, and how far the engine is with them. */
const messages = (tag: string) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql<{ readonly processed: number; readonly read: number; readonly replies: number }>`
      SELECT processed, last_read IS NOT NULL AS read,
        (SELECT count(*) FROM cluster_replies WHERE request_id = cluster_messages.id) AS replies
      FROM cluster_messages WHERE tag = ${tag}`
  )

const until = <A, E, R>(effect: Effect.Effect<A, E, R>, condition: (value: A) => boolean) =>
  Effect.map(effect, condition).pipe(
    Effect.repeat({ until: (met) => met, schedule: Schedule.spaced("20 millis") }),
    Effect.timeout("20 seconds")
  )

describe("an engine whose wake-up is lost", { timeout: 60_000 }, () => {
  it.live("an execution that is woken while its runner lets go of it waits on, and `wake` continues it", () =>
    Effect.gen(function* () {
      const hold: Hold = { stored: yield* Deferred.make<void>(), letGo: yield* Deferred.make<void>() }
      const filename = join(yield* folder, "engine.db")
      yield* Effect.gen(function* () {
        const executionId = yield* Waiting.execute({ id: "1" }, { discard: true })
        yield* Deferred.await(hold.stored)
        // The engine reads the wake-up, and drops it: the execution still counts as running.
        yield* Waiting.resume(executionId)
        yield* until(messages("run"), ([run]) => run?.read === 1)
        yield* Deferred.succeed(hold.letGo, undefined)
        const token = yield* DurableDeferred.tokenFromPayload(Signal, { workflow: Waiting, payload: { id: "1" } })
        yield* DurableDeferred.succeed(Signal, { token, value: "done" })
        yield* until(messages("deferred"), ([signal]) => signal?.replies === 1)

        // Neither the signal nor `resume` has it read again. The engine does, after ten minutes.
        yield* Waiting.resume(executionId)
        assert.deepStrictEqual(yield* messages("run"), [{ processed: 0, read: 1, replies: 0 }])

        yield* wake(Waiting, executionId)
        yield* until(Waiting.poll(executionId), (found) => found?._tag === "Complete")
        assert.strictEqual(yield* Waiting.execute({ id: "1" }), "done")
      }).pipe(Effect.provide(engine(filename, hold)))
    }).pipe(Effect.scoped)
  )
})
