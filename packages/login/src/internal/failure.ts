/** What went wrong, as the caller's next step. Nothing of a response is kept but codes. */

import * as Duration from "effect/Duration"
import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError
} from "openid-client"
import {
  LoginCancelledError,
  type LoginError,
  LoginOutdatedAppError,
  LoginRefusedError,
  LoginRetryError,
  LoginUnknownUserError,
  LoginVerificationError
} from "../LoginError.js"
import { NoResponse, UnexpectedResponse } from "./fetch.js"

type VerificationReason = LoginVerificationError["reason"]
type RetryReason = LoginRetryError["reason"]

interface Failed {
  readonly operation: string
  readonly code?: string | undefined
  readonly status?: number | undefined
  /** Milliseconds. */
  readonly retryAfter?: number | undefined
}

const refusals: Readonly<Record<VerificationReason, string>> = {
  State: "the callback's state is missing or is not the stored one, so the callback belongs to another login",
  Issuer: "the issuer is not the configured server; check environment and baseUrl, host name included",
  Signature: "the signature of the ID token is not of a key that the server publishes",
  Nonce: "the ID token's nonce is missing or is not the stored one, so the token belongs to another login",
  Audience: "the ID token is for another client or sales unit",
  Lifetime: "the ID token has expired or is not valid yet; check the clock of this machine",
  Subject: "the user's data are not those of the customer in the ID token",
  Request: "the ID token belongs to another request",
  Confirmation: "the customer did not confirm in the app, as requested",
  Response: "the response is not what OpenID Connect requires"
}

export const unverified = (operation: string, reason: VerificationReason): LoginVerificationError =>
  new LoginVerificationError({
    message: `${operation}: nobody is logged in; ${refusals[reason]}. Start a new login.`,
    operation,
    reason
  })

const troubles: Readonly<Record<RetryReason, string>> = {
  Expired: "the code, the token or the request is used or has expired",
  RateLimited: "too many requests",
  Network: "no response arrived",
  Timeout: "no response arrived in time",
  Server: "Vipps failed",
  Interrupted: "the login ended before the customer approved"
}

export const again = ({ retryAfter, ...failed }: Failed, reason: RetryReason, startOver: boolean): LoginRetryError => {
  const wait = retryAfter === undefined ? "" : ` Wait ${retryAfter} milliseconds.`
  return new LoginRetryError({
    message: `${failed.operation}: ${troubles[reason]}${codeOf(failed)}.${wait} ${startOver ? "Start a new login." : "Repeat the call."}`,
    ...failed,
    reason,
    startOver,
    ...(retryAfter === undefined ? {} : { retryAfter: Duration.millis(retryAfter) })
  })
}

const codeOf = ({ code, status }: Failed): string => {
  const parts = [status, code].filter((part) => part !== undefined)
  return parts.length === 0 ? "" : ` (${parts.join(" ")})`
}

const refused = (failed: Failed): LoginRefusedError =>
  new LoginRefusedError({
    message: `${failed.operation}: Vipps refused the request${codeOf(failed)}. Check client id, secret, authentication method, redirect URI and scope in the business portal, and that the keys belong to this environment.`,
    ...failed
  })

/** By names that others choose, such as `constructor`. */
const table = <A>(entries: Readonly<Record<string, A>>): ReadonlyMap<string | undefined, A> =>
  new Map(Object.entries(entries))

type ByCode = (failed: Failed, startOver: boolean) => LoginError

const cancelled: ByCode = ({ code, operation }) =>
  new LoginCancelledError({
    message: `${operation}: the customer cancelled the login. Offer to log in again.`,
    operation,
    code
  })

const outdated: ByCode = ({ code, operation }) =>
  new LoginOutdatedAppError({
    message: `${operation}: the customer's app is too old for this login. Ask the customer to update it.`,
    operation,
    code
  })

const unknownUser: ByCode = ({ code, operation }) =>
  new LoginUnknownUserError({
    message: `${operation}: nobody with this phone number or token can log in. Offer another way.`,
    operation,
    code
  })

const expired: ByCode = (failed) => again(failed, "Expired", true)
const server: ByCode = (failed, startOver) => again(failed, "Server", startOver)
const interrupted: ByCode = (failed) => again(failed, "Interrupted", true)

/**
 * Codes of the authorization page, the token endpoint and merchant-initiated logins. Any other of the customer's side is an
 * interruption, and any other of the endpoints a refusal.
 */
const byCode = table<ByCode>({
  access_denied: cancelled,
  outdated_app_version: outdated,
  old_app: outdated,
  invalid_user: unknownUser,
  unknown_user_id: unknownUser,
  // The code or the request is unknown, used or expired, or belongs to another redirect URI.
  invalid_grant: expired,
  expired_token: expired,
  invalid_token: expired,
  server_error: server,
  temporarily_unavailable: server,
  login_required: interrupted,
  wrong_challenge: interrupted,
  unknown_reject_reason: interrupted
})

/** Wrong set-ups that the authorization page reports. */
const setUp = /^(invalid_|unauthorized_|unsupported_|app_callback_uri_|request_not_supported|redirect_uri)/

/** A code, and never a text: a callback's parameters are whatever its sender wrote. */
const asCode = (value: unknown): string | undefined =>
  typeof value === "string" && /^[a-z0-9_.-]{1,64}$/i.test(value) ? value : undefined

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined

/** Seconds, or a date. */
const retryAfterOf = (response: Response | undefined, now: number): number | undefined => {
  const text = response?.headers.get("retry-after") ?? undefined
  if (text === undefined) return undefined
  const millis = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isFinite(millis) ? Math.max(0, Math.ceil(millis)) : undefined
}

const byStatus = (failed: Failed, startOver: boolean): LoginError => {
  const { status = 0 } = failed
  if (status === 429) return again(failed, "RateLimited", startOver)
  return status >= 500 || status === 408 ? again(failed, "Server", startOver) : refused(failed)
}

const claimReasons = table<VerificationReason>({
  nonce: "Nonce",
  iss: "Issuer",
  aud: "Audience",
  azp: "Audience",
  msn: "Audience",
  exp: "Lifetime",
  nbf: "Lifetime",
  iat: "Lifetime",
  sub: "Subject",
  issuer: "Issuer"
})

/** Of openid-client and oauth4webapi, whose error carries the claim or attribute, or only a message. */
const reasonOf = ({ cause, code }: ClientError): VerificationReason => {
  const detail = fieldOf(cause, "cause")
  const name = fieldOf(detail, "claim") ?? fieldOf(detail, "attribute") ?? fieldOf(cause, "attribute")
  const known = typeof name === "string" ? claimReasons.get(name) : undefined
  if (known !== undefined) return known
  const message = String(fieldOf(cause, "message"))
  if (code === "OAUTH_KEY_SELECTION_FAILED" || /signature|"alg"/.test(message)) return "Signature"
  if (code === "OAUTH_UNSUPPORTED_OPERATION") return "Signature"
  if (/"nonce"/.test(message)) return "Nonce"
  return /\(?issuer/.test(message) ? "Issuer" : "Response"
}

/** What jose reports of an ID token. */
const joseReasons = table<VerificationReason>({
  ERR_JWT_EXPIRED: "Lifetime",
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "Signature",
  ERR_JWKS_NO_MATCHING_KEY: "Signature",
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: "Signature",
  ERR_JOSE_ALG_NOT_ALLOWED: "Signature",
  ERR_JOSE_NOT_SUPPORTED: "Signature"
})

const noResponseIn = (thrown: unknown): NoResponse | undefined =>
  [thrown, fieldOf(thrown, "cause")].find((one) => one instanceof NoResponse)

/** Milliseconds since 1970, and whether a code or token is used up by now. */
interface Circumstances {
  readonly now: number
  readonly startOver: boolean
}

/** The error of an operation, of what a library threw. */
export const failureOf = (operation: string, thrown: unknown, { now, startOver }: Circumstances): LoginError => {
  if (thrown instanceof LoginVerificationError) return thrown
  const noResponse = noResponseIn(thrown)
  if (noResponse !== undefined) return again({ operation }, noResponse.reason, startOver)
  if (thrown instanceof UnexpectedResponse) {
    const { response } = thrown
    const failed = { operation, status: response.status, retryAfter: retryAfterOf(response, now) }
    return response.status === 200 ? again(failed, "Server", startOver) : byStatus(failed, startOver)
  }
  if (thrown instanceof AuthorizationResponseError) {
    const failed = { operation, code: asCode(thrown.error) }
    const known = byCode.get(failed.code)
    if (known !== undefined) return known(failed, startOver)
    return setUp.test(failed.code ?? "") ? refused(failed) : interrupted(failed, startOver)
  }
  if (thrown instanceof ResponseBodyError) {
    const { cause, error, response, status } = thrown
    const codes = [asCode(fieldOf(cause, "error_code")), asCode(error)]
    const code = codes.find((one) => byCode.has(one)) ?? codes[1]
    const failed = { operation, code, status, retryAfter: retryAfterOf(response, now) }
    if (status === 429 || status >= 500) return byStatus(failed, startOver)
    return byCode.get(code)?.(failed, startOver) ?? byStatus(failed, startOver)
  }
  if (thrown instanceof WWWAuthenticateChallengeError) {
    const { cause, status } = thrown
    const code = asCode(cause[0]?.parameters.error)
    const failed = { operation, code, status }
    return byCode.get(code)?.(failed, startOver) ?? byStatus(failed, startOver)
  }
  if (thrown instanceof ClientError) {
    const { cause, code } = thrown
    if (code === "OAUTH_RESPONSE_IS_NOT_CONFORM" && cause instanceof Response) {
      return byStatus({ operation, status: cause.status, retryAfter: retryAfterOf(cause, now) }, startOver)
    }
    if (code === "OAUTH_RESPONSE_IS_NOT_JSON" || (code === "OAUTH_PARSE_ERROR" && !isToken(cause))) {
      return again({ operation }, "Server", startOver)
    }
    return unverified(operation, reasonOf(thrown))
  }
  const jose = fieldOf(thrown, "code")
  if (typeof jose === "string" && jose.startsWith("ERR_J")) {
    const claim = fieldOf(thrown, "claim")
    const reason = joseReasons.get(jose) ?? (typeof claim === "string" ? claimReasons.get(claim) : undefined)
    return unverified(operation, reason ?? "Response")
  }
  return unverified(operation, "Response")
}

/** Whether an ID token could not be parsed, rather than a response. */
const isToken = (cause: unknown): boolean => /JWT/.test(String(fieldOf(cause, "message")))
