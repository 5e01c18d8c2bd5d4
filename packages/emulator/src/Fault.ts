/**
 * Faults of requests, on demand.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { type OperationName, operationNames } from "./emulatedApis.js"
import { Fault } from "./faults/Fault.js"
import { chaosOf, ruleFilter } from "./faults/ruleSchemas.js"

export { Fault } from "./faults/Fault.js"

/**
 * The operations that rules for faults name.
 *
 * @since 0.1.0
 * @category models
 */
export const Operation: Schema.Schema<OperationName> = Schema.Literal(...operationNames)

/**
 * @since 0.1.0
 * @category models
 */
export type Operation = OperationName

/**
 * Which requests a rule applies to: those of an operation, of a reference, or any. From the `nth` such request on (1, the
 * next, by default), `times` of them (defaults to 1). A request gets one fault: of several matching rules the
 * oldest applies, and the others wait for the next request.
 *
 * @since 0.1.0
 * @category models
 */
export const Rule = Schema.Struct({
  operation: Schema.optional(Operation),
  ...ruleFilter,
  fault: Fault
})

/**
 * @since 0.1.0
 * @category models
 */
export type Rule = typeof Rule.Type

/**
 * Random faults: for each request at most one, with its `rate` (0 to 1). The same seed and the same requests get the
 * same faults.
 *
 * @since 0.1.0
 * @category models
 */
export const Chaos = chaosOf(Fault)

/**
 * @since 0.1.0
 * @category models
 */
export type Chaos = typeof Chaos.Type
