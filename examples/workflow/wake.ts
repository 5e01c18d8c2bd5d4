/** Where the engine keeps an execution, how to wake it, and how to delete it. */
import * as EntityAddress from "@effect/cluster/EntityAddress"
import * as EntityId from "@effect/cluster/EntityId"
import * as EntityType from "@effect/cluster/EntityType"
import * as MessageStorage from "@effect/cluster/MessageStorage"
import * as Sharding from "@effect/cluster/Sharding"
import type * as Workflow from "@effect/workflow/Workflow"
import * as WorkflowEngine from "@effect/workflow/WorkflowEngine"
import * as Effect from "effect/Effect"

export const addressOf = (entityType: string, executionId: string) =>
  Effect.map(Sharding.Sharding, (sharding) => {
    const entityId = EntityId.make(executionId)
    return new EntityAddress.EntityAddress({
      entityType: EntityType.EntityType.make(entityType),
      entityId,
      shardId: sharding.getShardId(entityId, "default")
    })
  })

/** Deletes all that the engine keeps of an execution. */
export const clear = (entityType: string, executionId: string) =>
  Effect.gen(function* () {
    const storage = yield* MessageStorage.MessageStorage
    yield* Effect.orDie(storage.clearAddress(yield* addressOf(entityType, executionId)))
  })

/**
 * Continues an execution whose wake-up was lost. Does nothing to one that runs, is over, or was never started.
 *
 * The engine loses wake-ups in two ways. One that arrives before the engine has stored that the execution waits finds
 * nothing to wake; `resume` repeats it. One that arrives right after, while the runner still holds the execution, is
 * marked as read and dropped: `resume` then finds an execution that runs, and the engine reads it again only after ten
 * minutes. `resetAddress` has it read at once.
 */
export const wake = (workflow: Workflow.Any, executionId: string) =>
  Effect.gen(function* () {
    const storage = yield* MessageStorage.MessageStorage
    const engine = yield* WorkflowEngine.WorkflowEngine
    yield* Effect.orDie(storage.resetAddress(yield* addressOf(`Workflow/${workflow.name}`, executionId)))
    yield* engine.resume(workflow, executionId)
  })
