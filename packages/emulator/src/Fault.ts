/**
 * Faults of requests, on demand.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { OneOf } from "./core/rules.js"
import { namesReference, type OperationName, operationNames } from "./emulatedApis.js"
import { Fault } from "./faults/Fault.js"
import { chaosOf, ruleFilter } from "./faults/ruleSchemas.js"

export { Fault } from "./faults/Fault.js"

/**
 * The operations that rules for faults name.
 *
 * @since 0.1.0
 * @category models
 */
export const Operation: Schema.Schema<OperationName> = OneOf(...operationNames)

/**
 * @since 0.1.0
 * @category models
 */
export type Operation = OperationName

/**
 * Which requests a rule applies to: those of an operation, of a reference, or any. From the `nth` such request on (1, the
 * next, by default), `times` of them (defaults to 1). A request gets one fault: of several matching rules the
 * oldest applies, and the others wait for the next request. A rule that can never match is refused: one of an operation
 * that does not exist, or with a reference where the operation's requests name none.
 *
 * @since 0.1.0
 * @category models
 */
export const Rule = Schema.Struct({
  operation: Schema.optional(Operation),
  ...ruleFilter,
  fault: Fault
}).pipe(
  Schema.filter(({ operation, reference }) =>
    operation === undefined || reference === undefined || namesReference(operation)
      ? undefined
      : { path: ["reference"], message: `The requests of ${operation} name no reference, so that no request matches.` }
  )
)

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
