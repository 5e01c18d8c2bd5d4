/** What others may see of an error. */
import * as Schema from "effect/Schema"
import { millis } from "../internal/schema/rules.js"

/**
 * An error for those who do not operate the integration: customers, browsers, other teams. `VippsError.toPublic` makes
 * it. `message` is an English sentence that can be shown.
 *
 * - `NotFound`: Vipps MobilePay has nothing under this reference.
 * - `Conflict`: it exists already, or contradicts an earlier request.
 * - `Rejected`: Vipps MobilePay refused the request; the same one is refused again.
 * - `Unavailable`: Vipps MobilePay cannot be reached, or is busy.
 * - `Failed`: a fault of the integration. Its operator finds it in the log.
 *
 * @since 0.1.0
 * @category errors
 */
export class VippsPublicError extends Schema.TaggedError<VippsPublicError>("@effect-vipps/client/VippsPublicError")(
  "VippsPublicError",
  {
    message: Schema.String,
    reason: Schema.Literal("NotFound", "Conflict", "Rejected", "Unavailable", "Failed"),
    /** After `unknown` it may have taken effect: look before trying again. */
    outcome: Schema.Literal("refused", "unknown"),
    /** Whether trying again may succeed, and cannot do anything twice. */
    retryable: Schema.Boolean,
    /** The payment's or session's reference, where the call had one. */
    reference: Schema.optional(Schema.String),
    /** What Vipps' support asks for. */
    traceId: Schema.optional(Schema.String),
    /** How long to wait. A number is in milliseconds. */
    retryAfter: Schema.optional(millis)
  }
) {}
