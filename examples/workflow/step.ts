/** What workflows that move money have in common. */
import * as Activity from "@effect/workflow/Activity"
import * as Workflow from "@effect/workflow/Workflow"
import { VippsError } from "@effect-vipps/client"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"

/**
 * Of every workflow. The engine dies of a database that is down, and by default that is the result of the execution, for
 * ever. This way it repeats the execution, until the database is back.
 */
export const durable = Context.make(Workflow.CaptureDefects, false)

/** For a day. Every repetition sends the same key. */
export const patiently = {
  while: VippsError.isWorthRepeating,
  schedule: Schedule.exponential("200 millis").pipe(Schedule.union(Schedule.spaced("1 minute")), Schedule.upTo("1 day"))
}

/**
 * A step that is stored when it has ended, without its response, which may name a customer. An engine that dies between
 * Vipps' response and its own storing repeats the step, with the same key.
 */
export const step = <R>(name: string, call: Effect.Effect<unknown, VippsError.VippsError, R>) =>
  Activity.make({
    name,
    error: VippsError.VippsError,
    execute: call.pipe(Effect.retry(patiently), Effect.asVoid)
  })
