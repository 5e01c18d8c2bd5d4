/** The errors of a login as programs without Effect see them. */
import * as Errors from "@effect-vipps/client/VippsError"
import * as Duration from "effect/Duration"
import * as LoginErrors from "../LoginError.js"

/** What the errors of a login have in common. */
export interface LoginErrorFields extends Error {
  /** What happened, and what to do next. Holds no secret and no personal data. */
  readonly message: string
  /** The operation, as in `Login.finish`. */
  readonly operation: string
  /** Vipps' code, as in `access_denied`, where it sent one. */
  readonly code?: string | undefined
}

/** The customer cancelled, or rejected the login in the app. Offer to log in again. */
export interface LoginCancelledError extends LoginErrorFields {
  readonly _tag: "LoginCancelledError"
}

/** The customer's app is too old for this login. Ask the customer to update the app. */
export interface LoginOutdatedAppError extends LoginErrorFields {
  readonly _tag: "LoginOutdatedAppError"
}

/** Nobody with this phone number or token can log in. Offer another way. */
export interface LoginUnknownUserError extends LoginErrorFields {
  readonly _tag: "LoginUnknownUserError"
}

/** Nobody was logged in, and it may succeed later: a new login where `startOver` is true, else the same call. */
export interface LoginRetryError extends LoginErrorFields {
  readonly _tag: "LoginRetryError"
  readonly reason: "Expired" | "RateLimited" | "Network" | "Timeout" | "Server" | "Interrupted"
  /** True: start a new login. False: repeat the same call. */
  readonly startOver: boolean
  readonly status?: number | undefined
  /** Milliseconds Vipps asked to wait. */
  readonly retryAfter?: number | undefined
}

/** Vipps refused the request, and refuses it again. Correct keys, redirect URI or scope in the business portal. */
export interface LoginRefusedError extends LoginErrorFields {
  readonly _tag: "LoginRefusedError"
  readonly status?: number | undefined
}

/** The response must not be trusted: nobody is logged in. Start a new login. */
export interface LoginVerificationError extends LoginErrorFields {
  readonly _tag: "LoginVerificationError"
  /** What is wrong; see the class of this name in `@effect-vipps/login/LoginError`. */
  readonly reason:
    | "State"
    | "Issuer"
    | "Signature"
    | "Nonce"
    | "Audience"
    | "Lifetime"
    | "Subject"
    | "Request"
    | "Confirmation"
    | "Response"
}

/** Invalid input; no request was sent. */
export interface VippsInputError extends Error {
  readonly _tag: "VippsInputError"
  readonly operation: string
  /** Each invalid field and what it must be, never its value. */
  readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
}

/** Every error a call can reject with, besides the reason of its own signal. */
export type LoginError =
  | LoginCancelledError
  | LoginOutdatedAppError
  | LoginUnknownUserError
  | LoginRetryError
  | LoginRefusedError
  | LoginVerificationError
  | VippsInputError

/** A class to use with `instanceof`. */
// biome-ignore lint/suspicious/noExplicitAny: test libraries ask for a class that can be made from anything
export type ErrorClass<E> = new (...args: any) => E

export const LoginCancelledError: ErrorClass<LoginCancelledError> = LoginErrors.LoginCancelledError
export const LoginOutdatedAppError: ErrorClass<LoginOutdatedAppError> = LoginErrors.LoginOutdatedAppError
export const LoginUnknownUserError: ErrorClass<LoginUnknownUserError> = LoginErrors.LoginUnknownUserError
// Thrown with its wait in milliseconds.
export const LoginRetryError = LoginErrors.LoginRetryError as unknown as ErrorClass<LoginRetryError>
export const LoginRefusedError: ErrorClass<LoginRefusedError> = LoginErrors.LoginRefusedError
export const LoginVerificationError: ErrorClass<LoginVerificationError> = LoginErrors.LoginVerificationError
export const VippsInputError: ErrorClass<VippsInputError> = Errors.VippsInputError

/** With the wait in milliseconds: programs without Effect have no durations. */
export const plainly = (error: unknown): unknown =>
  error instanceof LoginErrors.LoginRetryError && error.retryAfter !== undefined
    ? Object.assign(error, { retryAfter: Duration.toMillis(error.retryAfter) })
    : error
