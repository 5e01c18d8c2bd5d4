/**
 * The errors of a login: one class per thing the caller does next. None of them holds a secret, a token, or anything of
 * the customer's.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/login-api/
 * @since 0.1.0
 */
import { VippsInputError, VippsRateLimitError } from "@effect-vipps/client/VippsError"
import * as Schema from "effect/Schema"

const common = {
  /** What happened, and what to do next. */
  message: Schema.String,
  /** The operation, as in `Login.finish`. */
  operation: Schema.String,
  /** Vipps' code, as in `access_denied`, where it sent one. */
  code: Schema.optional(Schema.String)
}

/**
 * The customer cancelled, or rejected the login in the app. Offer to log in again.
 *
 * @since 0.1.0
 * @category errors
 */
export class LoginCancelledError extends Schema.TaggedError<LoginCancelledError>(
  "@effect-vipps/login/LoginCancelledError"
)("LoginCancelledError", common) {}

/**
 * The customer's app is too old for this login. Ask the customer to update the app.
 *
 * @since 0.1.0
 * @category errors
 */
export class LoginOutdatedAppError extends Schema.TaggedError<LoginOutdatedAppError>(
  "@effect-vipps/login/LoginOutdatedAppError"
)("LoginOutdatedAppError", common) {}

/**
 * Nobody with this phone number or token can log in. Offer another way.
 *
 * @since 0.1.0
 * @category errors
 */
export class LoginUnknownUserError extends Schema.TaggedError<LoginUnknownUserError>(
  "@effect-vipps/login/LoginUnknownUserError"
)("LoginUnknownUserError", common) {}

/**
 * Nobody was logged in, and it may succeed later: a new login where `startOver` is true, else the same call.
 *
 * - `Expired`: the code, the access token or the request is used or too old.
 * - `RateLimited`: too many requests. Wait for `retryAfter`, where given.
 * - `Network`, `Timeout`: no response.
 * - `Server`: Vipps failed, or its response is unreadable.
 * - `Interrupted`: the customer's side ended the login for another reason; `code` has it.
 *
 * @since 0.1.0
 * @category errors
 */
export class LoginRetryError extends Schema.TaggedError<LoginRetryError>("@effect-vipps/login/LoginRetryError")(
  "LoginRetryError",
  {
    ...common,
    reason: Schema.Literal("Expired", "RateLimited", "Network", "Timeout", "Server", "Interrupted"),
    /** True: start a new login. False: repeat the same call. */
    startOver: Schema.Boolean,
    /** The HTTP status, where there was a response. */
    status: Schema.optional(Schema.Int),
    /** How long Vipps asked to wait. A number is in milliseconds. */
    retryAfter: VippsRateLimitError.fields.retryAfter
  }
) {}

/**
 * Vipps refused the request, and refuses it again: client id, secret, authentication method, redirect URI, scope or
 * callback URI do not match what the sales unit has in the business portal. Correct the set-up.
 *
 * @since 0.1.0
 * @category errors
 */
export class LoginRefusedError extends Schema.TaggedError<LoginRefusedError>("@effect-vipps/login/LoginRefusedError")(
  "LoginRefusedError",
  {
    ...common,
    /** The HTTP status, where there was a response. */
    status: Schema.optional(Schema.Int)
  }
) {}

/**
 * The response must not be trusted: nobody is logged in. It may be an attack, a login of another session, or a wrong set-up.
 * Start a new login; log what repeats.
 *
 * - `State`: the callback belongs to another login, or to none.
 * - `Issuer`: another server than the configured one.
 * - `Signature`: signed with a key that the server does not publish, or not as agreed.
 * - `Nonce`: an ID token of another login.
 * - `Audience`: an ID token for another client or sales unit.
 * - `Lifetime`: an ID token that has expired, or is not valid yet; check the clock of this machine.
 * - `Subject`: the user's data are those of another customer than the ID token's.
 * - `Request`: an ID token for another login that the merchant started.
 * - `Confirmation`: the customer did not confirm in the app, as requested.
 * - `Response`: a required part is missing, or is not what OpenID Connect requires.
 *
 * @since 0.1.0
 * @category errors
 */
export class LoginVerificationError extends Schema.TaggedError<LoginVerificationError>(
  "@effect-vipps/login/LoginVerificationError"
)("LoginVerificationError", {
  ...common,
  reason: Schema.Literal(
    "State",
    "Issuer",
    "Signature",
    "Nonce",
    "Audience",
    "Lifetime",
    "Subject",
    "Request",
    "Confirmation",
    "Response"
  )
}) {}

/**
 * What an operation of a login may fail with. Invalid input is the client's `VippsInputError`: no request was sent.
 *
 * @since 0.1.0
 * @category errors
 */
export type LoginError =
  | LoginCancelledError
  | LoginOutdatedAppError
  | LoginUnknownUserError
  | LoginRetryError
  | LoginRefusedError
  | LoginVerificationError
  | VippsInputError

/**
 * The schema of {@link LoginError}, for HTTP APIs and RPC.
 *
 * @since 0.1.0
 * @category errors
 */
export const LoginError = Schema.Union(
  LoginCancelledError,
  LoginOutdatedAppError,
  LoginUnknownUserError,
  LoginRetryError,
  LoginRefusedError,
  LoginVerificationError,
  VippsInputError
)
