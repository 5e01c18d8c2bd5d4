/** What the engine keeps of payments that are over. */

import * as EntityAddress from "@effect/cluster/EntityAddress"
import * as EntityId from "@effect/cluster/EntityId"
import * as EntityType from "@effect/cluster/EntityType"
import * as MessageStorage from "@effect/cluster/MessageStorage"
import * as Sharding from "@effect/cluster/Sharding"
import * as Effect from "effect/Effect"
import * as Alarm from "./Alarm.js"
import * as Payment from "./Payment.js"

const clear = (entityType: string, executionId: string) =>
  Effect.gen(function* () {
    const storage = yield* MessageStorage.MessageStorage
    const sharding = yield* Sharding.Sharding
    const entityId = EntityId.make(executionId)
    yield* storage.clearAddress(
      new EntityAddress.EntityAddress({
        entityType: EntityType.EntityType.make(entityType),
        entityId,
        shardId: sharding.getShardId(entityId, "default")
      })
    )
  })

/**
 * Deletes what the engine stored of a payment that has ended, and returns whether it has. Call it months later: a start
 * after it runs the payment again, and only Vipps' memory of the keys keeps its money where it is. The engine has no
 * pruning of its own.
 */
export const prune = (reference: string) =>
  Effect.gen(function* () {
    const executionId = yield* Payment.Payment.executionId({ reference })
    const result = yield* Payment.Payment.poll(executionId)
    if (result?._tag !== "Complete") return false
    for (const signal of Payment.signalNames) {
      const alarm = yield* Alarm.Alarm.executionId({ reference, signal, millis: 0 })
      yield* clear(`Workflow/${Alarm.Alarm.name}`, alarm)
      yield* clear("Workflow/-/DurableClock", alarm)
    }
    yield* clear(`Workflow/${Payment.Payment.name}`, executionId)
    return true
  })
