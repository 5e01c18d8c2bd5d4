import * as Schema from "effect/Schema"

/**
 * A request that claims to come from Vipps, and must not be acted on. No operation fails with it, so it is no
 * `VippsError`. Its message says what to check; it contains no secret and nothing of the body.
 *
 * - `MissingHeader`: not signed, or a proxy stripped a header.
 * - `BodyHash`: the body does not match its signed hash. Most often it was parsed and serialised again.
 * - `Signature`: signed with another secret, or for another URL.
 * - `Token`: a callback whose `Authorization` header is not the configured token.
 * - `Stale`: signed longer ago than the maximum age.
 * - `Payload`: the request is authentic, but its body cannot be read.
 *
 * @since 0.1.0
 * @category errors
 */
export class VippsWebhookError extends Schema.TaggedError<VippsWebhookError>("@effect-vipps/client/VippsWebhookError")(
  "VippsWebhookError",
  {
    message: Schema.String,
    reason: Schema.Literal("MissingHeader", "BodyHash", "Signature", "Token", "Stale", "Payload")
  }
) {}
