import { EPayment, IdempotencyKey, type VippsError } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"

/** Retries retryable errors, from one second to half a minute apart, for at most five minutes. */
const patiently = {
  while: (error: VippsError.VippsError) => error.retryable,
  schedule: Schedule.exponential("1 second").pipe(
    Schedule.union(Schedule.spaced("30 seconds")),
    Schedule.upTo("5 minutes")
  )
}

/** Captures a shipment. Every retry sends the key of the first request, however many responses are lost. */
export const ship = (reference: string, value: number) =>
  EPayment.capturePayment(reference, { modificationAmount: { value, currency: "NOK" } }).pipe(Effect.retry(patiently))

/** Captures a shipment that is stored in a database: a later process derives the same key, and may call this again. */
export const shipFromQueue = (shipment: {
  readonly reference: string
  readonly number: number
  readonly value: number
}) =>
  EPayment.capturePayment(
    shipment.reference,
    { modificationAmount: { value: shipment.value, currency: "NOK" } },
    { idempotencyKey: IdempotencyKey.make(shipment.reference, "capture", shipment.number) }
  ).pipe(Effect.retry(patiently))
