import * as Effect from "effect/Effect"
import * as MetricLabel from "effect/MetricLabel"
import { webhookDuration, webhookLag } from "../../Metrics.js"
import { isTraced, type Labels, labelsIn, withLabels } from "../request/telemetry.js"
import { millisOf } from "../schema/wireTime.js"
import { timeOf } from "../transport/time.js"
import { nameOf, type Reply } from "./receive.js"

type Outcome = "Handled" | "Duplicate" | "Refused" | "Failed"

const outcomeOf = ({ isDuplicate, status }: Reply): Outcome =>
  status === 500 ? "Failed" : status !== 200 ? "Refused" : isDuplicate === true ? "Duplicate" : "Handled"

const seconds = MetricLabel.make("unit", "s")

/**
 * Counts a request from its arrival to its response, and how old the event was that a handler got. `more` are the labels
 * of the fiber.
 */
const count = (receiver: string, reply: Reply, arrived: number, now: number, more: Labels): void => {
  const labels = [MetricLabel.make("vipps.receiver", receiver), seconds]
  const ending = [
    MetricLabel.make("vipps.outcome", outcomeOf(reply)),
    MetricLabel.make("http.response.status_code", String(reply.status))
  ]
  webhookDuration.unsafeUpdate((now - arrived) / 1000, withLabels(more, [...labels, ...ending]))
  const occurred = reply.about?.at === undefined ? undefined : millisOf(reply.about.at)
  if (outcomeOf(reply) !== "Handled" || occurred === undefined) return
  webhookLag.unsafeUpdate(Math.max(0, arrived - occurred) / 1000, withLabels(more, labels))
}

/** As attributes of the span; none is personal. */
const attributesOf = (reply: Reply): Record<string, unknown> => ({
  "http.response.status_code": reply.status,
  "vipps.outcome": outcomeOf(reply),
  ...(reply.about?.event === undefined ? {} : { "vipps.event": reply.about.event }),
  ...(reply.about?.reference === undefined ? {} : { "vipps.reference": reply.about.reference }),
  ...(reply.problem === undefined ? {} : { "error.type": nameOf(reply.problem) })
})

/** Measures what a receiver does, and gives it a span where a tracer records it: the handler's spans are below it. */
export const observed = <R>(receiver: string, reply: Effect.Effect<Reply, never, R>): Effect.Effect<Reply, never, R> =>
  Effect.withFiberRuntime((fiber) => {
    const time = timeOf(fiber)
    const arrived = time.now()
    const labels = labelsIn(fiber)
    const counted = Effect.tap(reply, (made) => Effect.sync(() => count(receiver, made, arrived, time.now(), labels)))
    return isTraced(fiber)
      ? Effect.withSpan(
          Effect.tap(counted, (made) => Effect.annotateCurrentSpan(attributesOf(made))),
          receiver,
          { kind: "consumer", captureStackTrace: false }
        )
      : counted
  })
