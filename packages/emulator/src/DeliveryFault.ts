/**
 * Faults of webhooks, on demand.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { shortEvent } from "./delivery/Delivery.js"
import { chaosOf, ruleFilter } from "./faults/ruleSchemas.js"
import { eventTypes } from "./webhooks/eventTypes.js"

/**
 * - `Duplicate`: it is delivered twice.
 * - `Delay`: it is delayed by `millis` milliseconds; those of other payments overtake it.
 * - `WrongSignature`: the first attempt is signed with another secret.
 * - `Lost`: it is never delivered.
 *
 * @since 0.1.0
 * @category models
 */
export const DeliveryFault = Schema.Union(
  Schema.TaggedStruct("Duplicate", {}),
  Schema.TaggedStruct("Delay", { millis: Schema.NonNegativeInt }),
  Schema.TaggedStruct("WrongSignature", {}),
  Schema.TaggedStruct("Lost", {})
)

/**
 * @since 0.1.0
 * @category models
 */
export type DeliveryFault = typeof DeliveryFault.Type

const states = ["PaymentSuccessful", "PaymentTerminated"]

const known = new Set([...eventTypes, ...states].flatMap((event) => [event, shortEvent(event)]))

const Event = Schema.String.pipe(
  Schema.filter((event) => known.has(event) || known.has(event.toLowerCase()), {
    message: () =>
      `No delivery has this event. The events are ${[...eventTypes, ...states].join(", ")}; the last part alone is understood as well, such as CAPTURED.`
  })
)

/**
 * Which deliveries a rule applies to: those of an event type, of a reference, or any; from the `nth` such delivery on (1,
 * the next, by default), `times` of them (defaults to 1).
 *
 * @since 0.1.0
 * @category models
 */
export const DeliveryRule = Schema.Struct({
  /**
   * As it is registered: `epayments.payment.captured.v1`, or its last part, in either case: `CAPTURED`. Of a callback of
   * Checkout, the state of the session: `PaymentSuccessful`. Others are refused, which no delivery has.
   */
  event: Schema.optional(Event),
  ...ruleFilter,
  fault: DeliveryFault
})

/**
 * @since 0.1.0
 * @category models
 */
export type DeliveryRule = typeof DeliveryRule.Type

/**
 * Random faults: for each delivery at most one, with its `rate` (0 to 1). The same seed and the same deliveries get the
 * same faults.
 *
 * @since 0.1.0
 * @category models
 */
export const DeliveryChaos = chaosOf(DeliveryFault)

/**
 * @since 0.1.0
 * @category models
 */
export type DeliveryChaos = typeof DeliveryChaos.Type
