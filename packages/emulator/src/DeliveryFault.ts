/**
 * Faults of webhooks, on demand.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { chaosOf, ruleFilter } from "./faults/ruleSchemas.js"

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

/**
 * Which deliveries a rule applies to: those of an event type, of a reference, or any; from the `nth` such delivery on (1,
 * the next, by default), `times` of them (defaults to 1).
 *
 * @since 0.1.0
 * @category models
 */
export const DeliveryRule = Schema.Struct({
  /** As it is registered: `epayments.payment.captured.v1`. */
  event: Schema.optional(Schema.String),
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
