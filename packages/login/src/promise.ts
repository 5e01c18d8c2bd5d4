/**
 * Log in with Vipps or MobilePay, with Promises: no type of Effect in any signature. Calls reject with the errors of
 * `LoginError`, or with `VippsInputError`; distinguish them by `_tag` or `instanceof`.
 *
 * @example
 * ```ts
 * import { VippsLogin } from "@effect-vipps/login/promise"
 *
 * const login = new VippsLogin({ clientId: "...", clientSecret: "...", useTestMode: true })
 * const { pending, url } = await login.start({ scope: ["name"], redirectUri: "https://shop.example/login/callback" })
 * // Store `pending` by its state, redirect to `url`, and when the browser returns:
 * const customer = await login.finish("/login/callback?code=...&state=...", pending)
 * const { name } = await login.userinfo(customer)
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/login-api/
 * @since 0.1.0
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Errors from "@effect-vipps/client/VippsError"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import type {
  CibaOptions,
  ConsentRevoked,
  IdTokenClaims,
  LoginHint,
  LoginUserinfo,
  PendingCiba,
  PendingLogin,
  StartedLogin,
  StartOptions
} from "./internal/models.js"
import * as Login from "./Login.js"
import * as LoginErrors from "./LoginError.js"

export type {
  CibaOptions,
  ConsentRevoked,
  DelegatedConsents,
  IdTokenClaims,
  LoginHint,
  LoginUserinfo,
  PendingCiba,
  PendingLogin,
  Scope,
  StartedLogin,
  StartOptions
} from "./internal/models.js"

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

interface CommonOptions {
  /** True: Vipps' test environment, with the keys of the test environment. Defaults to false. */
  readonly useTestMode?: boolean | undefined
  /** Another server, such as a local emulator: `http://127.0.0.1:4242`. */
  readonly baseUrl?: string | undefined
  /** Your system, 1 to 30 characters; Vipps sees it. */
  readonly systemName?: string | undefined
  /** 1 to 30 characters. */
  readonly systemVersion?: string | undefined
  /** Your plugin in that system, 1 to 30 characters. */
  readonly pluginName?: string | undefined
  /** 1 to 30 characters. */
  readonly pluginVersion?: string | undefined
  /** Milliseconds to wait for one response. Defaults to 10 000. */
  readonly timeoutMs?: number | undefined
  /** Another `fetch` than the runtime's, for a proxy or for tests. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** The keys of a sales unit, from the business portal, under Developer. */
export interface KeyOptions extends CommonOptions {
  readonly clientId: string
  readonly clientSecret: string
  /** Sent along if given: 4 to 10 digits. */
  readonly merchantSerialNumber?: string | undefined
  /**
   * How the keys are sent, as chosen for the sales unit in the business portal. `"basic"` sends id and secret as Vipps
   * documents it, `"basic-encoded"` form-encodes both first, as RFC 6749 has it. Defaults to `"basic"`.
   */
  readonly clientAuth?: "basic" | "basic-encoded" | "post" | undefined
  readonly partnerToken?: undefined
}

/** Partner keys, which exist in production only. The sales unit must use `client_secret_basic`. */
export interface PartnerOptions extends CommonOptions {
  /** Resolves to the access token of the partner keys, for each request. */
  readonly partnerToken: () => Promise<string>
  /** The sales unit: 4 to 10 digits. */
  readonly merchantSerialNumber: string
  readonly clientId?: undefined
  readonly clientSecret?: undefined
  readonly clientAuth?: undefined
}

export type LoginOptions = KeyOptions | PartnerOptions

/** Options of one call, its last argument. */
export interface CallOptions {
  /** Aborts the call: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** A customer who has logged in, with a verified ID token. The tokens are left out where it is printed or made JSON. */
export class LoggedIn {
  readonly #login: Login.LoggedIn
  /** The customer's id at this sales unit: the key to link an account by. It stays when phone number or email change. */
  readonly sub: string
  readonly claims: IdTokenClaims
  /** What was granted; empty where Vipps does not report it, as after a login that the merchant started. */
  readonly scope: ReadonlyArray<string>
  /** When the access token expires, in milliseconds since 1970. */
  readonly expiresAt: number | undefined
  /** @internal */
  constructor(login: Login.LoggedIn) {
    this.#login = login
    this.sub = login.sub
    this.claims = login.claims
    this.scope = login.scope
    this.expiresAt = login.expiresAt
  }
  get accessToken(): string {
    return Redacted.value(this.#login.accessToken)
  }
  get idToken(): string {
    return Redacted.value(this.#login.idToken)
  }
}

/** One poll: not decided yet, or logged in. */
export type Polled =
  | { readonly _tag: "Pending"; readonly slowDown: boolean }
  | { readonly _tag: "LoggedIn"; readonly login: LoggedIn }

/** What `userinfo` and `logout` need of a login. */
export interface Session {
  readonly sub: string
  readonly accessToken: string
}

/** With the wait in milliseconds: programs without Effect have no durations. */
const plainly = (error: unknown): unknown =>
  error instanceof LoginErrors.LoginRetryError && error.retryAfter !== undefined
    ? Object.assign(error, { retryAfter: Duration.toMillis(error.retryAfter) })
    : error

/** Resolves like the effect; rejects with its error itself, or with the signal's reason. */
const run = async <A, E>(effect: Effect.Effect<A, E>, { signal }: CallOptions = {}): Promise<A> => {
  signal?.throwIfAborted()
  const exit = await Effect.runPromiseExit(effect, signal === undefined ? {} : { signal })
  if (Exit.isSuccess(exit)) return exit.value
  if (Cause.isInterrupted(exit.cause)) signal?.throwIfAborted()
  throw plainly(Cause.squash(exit.cause))
}

const optionsOf = ({ fetch, timeoutMs, useTestMode, ...rest }: LoginOptions): Login.Options => {
  const { baseUrl, clientAuth, clientId, clientSecret, merchantSerialNumber, partnerToken, ...system } = rest
  const common = {
    ...system,
    baseUrl,
    environment: useTestMode === true ? ("test" as const) : baseUrl === undefined ? ("production" as const) : undefined,
    timeout: timeoutMs
  }
  return partnerToken === undefined
    ? { ...common, merchantSerialNumber, clientAuth, clientId, clientSecret: Redacted.make(clientSecret) }
    : {
        ...common,
        merchantSerialNumber,
        partnerToken: Effect.map(Effect.tryPromise(partnerToken), (token) => Redacted.make(token))
      }
}

/** The token of this session, wrapped. */
const wrapped = ({ accessToken, sub }: Session) => ({ sub, accessToken: Redacted.make(accessToken) })

/**
 * The login of one sales unit. Make one and share it. Throws `VippsInputError` if an option is invalid; sends nothing by
 * itself.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/login-api/
 */
export class VippsLogin {
  readonly #service: Login.Service

  constructor(options: LoginOptions) {
    const made = Login.make(optionsOf(options)).pipe(
      Effect.provide(FetchHttpClient.layer),
      options.fetch === undefined ? (self) => self : Effect.provideService(FetchHttpClient.Fetch, options.fetch)
    )
    const exit = Effect.runSyncExit(made)
    if (Exit.isFailure(exit)) throw Cause.squash(exit.cause)
    this.#service = exit.value
  }

  #run<A, E>(effect: Effect.Effect<A, E, Login.VippsLogin>, options?: CallOptions): Promise<A> {
    return run(Effect.provideService(effect, Login.VippsLogin, this.#service), options)
  }

  /** Begins a login: returns the URL to redirect the browser to, and what to store until it returns. */
  start(options: StartOptions, call?: CallOptions): Promise<StartedLogin> {
    return this.#run(Login.start(options), call)
  }

  /**
   * Finishes a login when the browser returns: checks the state, exchanges the code for tokens and verifies the ID token.
   * `callback` is the requested URL, or its path with the query. Works once; delete `pending` before the call.
   */
  finish(callback: string | URL, pending: PendingLogin, call?: CallOptions): Promise<LoggedIn> {
    return this.#run(
      Effect.map(Login.finish(callback, pending), (login) => new LoggedIn(login)),
      call
    )
  }

  /** Reads what the customer has agreed to share, and checks that it is of the customer who logged in. Call it at once. */
  userinfo(session: Session, call?: CallOptions): Promise<LoginUserinfo> {
    return this.#run(Login.userinfo(wrapped(session)), call)
  }

  /** Revokes the access token. End your own session as well. */
  logout(session: Session, call?: CallOptions): Promise<void> {
    return this.#run(Login.logout(wrapped(session)), call)
  }

  /** Whether somebody with this phone number or check-in token can log in. */
  userExists(hint: LoginHint, call?: CallOptions): Promise<boolean> {
    return this.#run(Login.userExists(hint), call)
  }

  /** Begins a login at a till, in a call centre or at a machine. Vipps forbids it in web pages and apps. */
  startCiba(options: CibaOptions, call?: CallOptions): Promise<PendingCiba> {
    return this.#run(Login.startCiba(options), call)
  }

  /** Asks once for the result: after the webhook `login.merchant-initiated.ping.v1` for the stored login. */
  pollCiba(pending: PendingCiba, call?: CallOptions): Promise<Polled> {
    return this.#run(
      Effect.map(Login.pollCiba(pending), (polled) =>
        polled._tag === "Pending" ? polled : { _tag: polled._tag, login: new LoggedIn(polled.login) }
      ),
      call
    )
  }

  /** Polls until the customer decides, or until the login expires. Do not use it together with the webhook. */
  awaitCiba(pending: PendingCiba, call?: CallOptions): Promise<LoggedIn> {
    return this.#run(
      Effect.map(Login.awaitCiba(pending), (login) => new LoggedIn(login)),
      call
    )
  }

  /** Finishes a login that the merchant started with a `redirectUri`, when the customer's browser opens that page. */
  finishCibaRedirect(callback: string | URL, pending: PendingCiba, call?: CallOptions): Promise<LoggedIn> {
    return this.#run(
      Effect.map(Login.finishCibaRedirect(callback, pending), (login) => new LoggedIn(login)),
      call
    )
  }
}

/**
 * Reads the message that a customer has revoked the consent: the body as text. It is not signed: end the sessions of this
 * `sub`, and delete nothing because of it.
 */
export const readConsentRevoked = (body: string): Promise<ConsentRevoked> => run(Login.readConsentRevoked(body))
