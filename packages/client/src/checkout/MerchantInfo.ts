import * as Schema from "effect/Schema"
import { pattern, url } from "../internal/schema/rules.js"

/**
 * Where Vipps reaches the merchant, and the customer afterwards.
 *
 * @since 0.1.0
 * @category models
 */
export interface MerchantInfo {
  /** https. Vipps posts the session here when it has ended; up to 3 retries, so ask for the session as well. */
  readonly callbackUrl: string
  /** Where the customer lands afterwards, whatever the outcome: https, or an app's own scheme with `NATIVE_REDIRECT`. */
  readonly returnUrl: string
  /**
   * Sent back verbatim as the `Authorization` header of the callback, which is not signed: 16 or more random characters.
   * Printable ASCII without spaces at its ends; a shorter one is sent with a warning in the log.
   */
  readonly callbackAuthorizationToken: string
  /** https. */
  readonly termsAndConditionsUrl?: string | undefined
}

/** The schema of {@link MerchantInfo}. */
export const MerchantInfo: Schema.Schema<MerchantInfo> = Schema.Struct({
  callbackUrl: url(),
  returnUrl: url({ customScheme: true }),
  callbackAuthorizationToken: pattern(
    /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/,
    "printable ASCII characters, without spaces at its ends"
  ),
  termsAndConditionsUrl: Schema.optional(url())
})
