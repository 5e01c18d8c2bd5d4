/**
 * What can go wrong on a webhook's way to the merchant, on demand.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * - `Duplicate`: it comes twice.
 * - `Delay`: it comes late, by `millis` milliseconds; those of other payments overtake it.
 * - `WrongSignature`: the first attempt is signed with another secret.
 * - `Lost`: it never comes.
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
 * Which deliveries meet a fault: those of an event type, of a reference, or any; from the `nth` such delivery on (1, the
 * next, unless said), `times` of them (1 unless said).
 *
 * @since 0.1.0
 * @category models
 */
export const DeliveryRule = Schema.Struct({
  /** As it is registered: `epayments.payment.captured.v1`. */
  event: Schema.optional(Schema.String),
  reference: Schema.optional(Schema.String),
  nth: Schema.optional(Schema.Int.pipe(Schema.positive())),
  times: Schema.optional(Schema.Int.pipe(Schema.positive())),
  fault: DeliveryFault
})

/**
 * @since 0.1.0
 * @category models
 */
export type DeliveryRule = typeof DeliveryRule.Type

/**
 * Faults by chance: for each delivery one fault at most, with its `rate` (0 to 1). The same seed and the same deliveries
 * meet the same faults.
 *
 * @since 0.1.0
 * @category models
 */
export const DeliveryChaos = Schema.Struct({
  seed: Schema.Int,
  faults: Schema.Array(Schema.Struct({ rate: Schema.Number.pipe(Schema.between(0, 1)), fault: DeliveryFault }))
})

/**
 * @since 0.1.0
 * @category models
 */
export type DeliveryChaos = typeof DeliveryChaos.Type
