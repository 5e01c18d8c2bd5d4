/** The same metric from the Promise facade, which has no tracer: from the event at the end of each call. */
import type { CallEvent } from "@effect-vipps/promise"
import type { Meter } from "@opentelemetry/api"

/** For `new Vipps({ ..., onEvent: recorder(metrics.getMeter("shop")) })`, after the SDK of OpenTelemetry has started. */
export const recorder = (meter: Meter): ((event: CallEvent) => void) => {
  const duration = meter.createHistogram("vipps.client.operation.duration", { unit: "s" })
  return ({ durationMs, error, operation, type }) => {
    if (type !== "call") return
    const labels = { "vipps.operation": operation, ...(error === undefined ? {} : { "error.type": error }) }
    duration.record(durationMs / 1000, labels)
  }
}
