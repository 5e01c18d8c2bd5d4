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
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import { ensure } from "./internal/input.js"
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
import { plainly } from "./promise/errors.js"
import { type CallOptions, type LoginOptions, optionsOf, rulesOf } from "./promise/options.js"

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

export {
  type ErrorClass,
  LoginCancelledError,
  type LoginError,
  type LoginErrorFields,
  LoginOutdatedAppError,
  LoginRefusedError,
  LoginRetryError,
  LoginUnknownUserError,
  LoginVerificationError,
  VippsInputError
} from "./promise/errors.js"
export type { CallOptions, KeyOptions, LoginOptions, PartnerOptions } from "./promise/options.js"

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

/** Resolves like the effect; rejects with its error itself, or with the signal's reason. */
const run = async <A, E>(effect: Effect.Effect<A, E>, { signal }: CallOptions = {}): Promise<A> => {
  signal?.throwIfAborted()
  const exit = await Effect.runPromiseExit(effect, signal === undefined ? {} : { signal })
  if (Exit.isSuccess(exit)) return exit.value
  if (Cause.isInterrupted(exit.cause)) signal?.throwIfAborted()
  throw plainly(Cause.squash(exit.cause))
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
    // Without types, `new VippsLogin()` can happen: the error lists what is missing.
    const given = options ?? ({} as LoginOptions)
    const made = ensure("new VippsLogin", rulesOf(given)).pipe(
      Effect.zipRight(Login.make(optionsOf(given))),
      Effect.provide(FetchHttpClient.layer),
      given.fetch === undefined ? (self) => self : Effect.provideService(FetchHttpClient.Fetch, given.fetch)
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
