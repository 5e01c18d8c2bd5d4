/** Deletes what the engine keeps of payments that are over. */
import * as Effect from "effect/Effect"
import * as Alarm from "./Alarm.js"
import * as Payment from "./Payment.js"
import { clear } from "./wake.js"

/**
 * Deletes what the engine stored of a payment that has ended, and returns whether it has. Call it months later: a start
 * after it runs the payment again, and only Vipps' memory of the keys keeps its money where it is. The engine has no
 * pruning of its own.
 */
export const prune = (reference: string) =>
  Effect.gen(function* () {
    const { alarms, payment } = yield* Payment.executionsOf(reference)
    const result = yield* Payment.Payment.poll(payment)
    if (result?._tag !== "Complete") return false
    for (const alarm of alarms) yield* Alarm.remove(alarm)
    yield* clear(`Workflow/${Payment.Payment.name}`, payment)
    return true
  })
