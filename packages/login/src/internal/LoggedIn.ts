import type * as Redacted from "effect/Redacted"
import type { IdTokenClaims } from "./models.js"

/**
 * A customer who has logged in. The ID token is verified: signature, issuer, audience, lifetime, and that it belongs to this
 * login.
 *
 * @since 0.1.0
 * @category models
 */
export interface LoggedIn {
  /** The customer's id at this sales unit: the key to link an account by. It stays when phone number or email change. */
  readonly sub: string
  readonly claims: IdTokenClaims
  /** For `userinfo`, at once. Undocumented by Vipps: whether it lives 10 minutes or an hour. */
  readonly accessToken: Redacted.Redacted
  readonly idToken: Redacted.Redacted
  /** What was granted; empty where Vipps does not report it, as after a login that the merchant started. */
  readonly scope: ReadonlyArray<string>
  /** When the access token expires, in milliseconds since 1970. */
  readonly expiresAt: number | undefined
}
