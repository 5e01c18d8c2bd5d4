/**
 * Log in with Vipps or MobilePay. In the browser: `start`, redirect, `finish`, `userinfo`. At a till or in a call centre:
 * `userExists`, `startCiba`, and then `awaitCiba`, `pollCiba` after a webhook, or `finishCibaRedirect`.
 *
 * It is not an electronic id: customers are at least 15 years old, and where the browser is remembered no app is needed.
 *
 * @example
 * ```ts
 * import { Login } from "@effect-vipps/login"
 * import * as Effect from "effect/Effect"
 *
 * const redirectUri = "https://shop.example/login/callback"
 *
 * const begin = (store: (pending: Login.PendingLogin) => Effect.Effect<void>) =>
 *   Effect.gen(function* () {
 *     const { pending, url } = yield* Login.start({ scope: ["name", "email"], redirectUri })
 *     yield* store(pending)
 *     return url
 *   })
 *
 * const end = (callback: string, pending: Login.PendingLogin) =>
 *   Login.finish(callback, pending).pipe(
 *     Effect.flatMap(Login.userinfo),
 *     Effect.catchTag("LoginCancelledError", () => Effect.succeed("Log in again?"))
 *   )
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/login-api/
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type { VippsInputError } from "@effect-vipps/client/VippsError"
import type * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as account from "./internal/account.js"
import * as browser from "./internal/browser.js"
import * as ciba from "./internal/ciba.js"
import { type Connection, connect } from "./internal/connection.js"
import type { LoggedIn } from "./internal/LoggedIn.js"
import type {
  CibaOptions,
  ConsentRevoked,
  LoginHint,
  LoginUserinfo,
  PendingCiba,
  PendingLogin,
  StartedLogin,
  StartOptions
} from "./internal/models.js"
import * as Settings from "./internal/settings.js"
import type { LoginError, LoginVerificationError } from "./LoginError.js"

export type { Polled } from "./internal/ciba.js"
export type { LoggedIn } from "./internal/LoggedIn.js"
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
export type { KeyOptions, Options, PartnerOptions } from "./internal/settings.js"

const connections = new WeakMap<Service, Connection>()

/**
 * The keys of a sales unit, and what is known of the server: its metadata, for an hour, and its public keys. Only
 * {@link make} and {@link layer} make one. Prints nothing of the keys.
 *
 * @since 0.1.0
 * @category models
 */
export class Service {
  /** Makes the type nominal. */
  declare protected readonly nominal: never
  /** Of the server: ends with a slash. */
  readonly issuer: string
  /** @internal */
  constructor(connection: Connection) {
    this.issuer = connection.settings.issuer
    connections.set(this, connection)
  }
}

/**
 * What every operation asks for.
 *
 * @since 0.1.0
 * @category tags
 */
export class VippsLogin extends Context.Tag("@effect-vipps/login/VippsLogin")<VippsLogin, Service>() {}

/**
 * Makes the service of {@link layer}. Sends nothing. Fails with `VippsInputError` if an option is invalid.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Settings.Options): Effect.Effect<Service, VippsInputError, HttpClient.HttpClient> =>
  Settings.make(options).pipe(
    Effect.flatMap(connect),
    Effect.map((connection) => new Service(connection))
  )

/**
 * The login of one sales unit, over the environment's `HttpClient`.
 *
 * @example
 * ```ts
 * import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
 * import { Login } from "@effect-vipps/login"
 * import * as Layer from "effect/Layer"
 * import * as Redacted from "effect/Redacted"
 *
 * const LoginLive = Login.layer({
 *   clientId: "...",
 *   clientSecret: Redacted.make("..."),
 *   environment: "test"
 * }).pipe(Layer.provide(FetchHttpClient.layer))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Settings.Options): Layer.Layer<VippsLogin, VippsInputError, HttpClient.HttpClient> =>
  Layer.effect(VippsLogin, make(options))

/**
 * {@link layer} with options read from `Config`, such as `VippsConfig.config` of the client, which has what a login needs.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  options: Config.Config<Settings.Options>
): Layer.Layer<VippsLogin, VippsInputError | ConfigError.ConfigError, HttpClient.HttpClient> =>
  Layer.effect(VippsLogin, Effect.flatMap(options, make))

const using = <A, E>(
  name: string,
  run: (connection: Connection) => Effect.Effect<A, E>
): Effect.Effect<A, E, VippsLogin> =>
  Effect.flatMap(VippsLogin, (service) => {
    const connection = connections.get(service)
    return connection === undefined ? Effect.dieMessage("Login.make makes a Login.Service.") : run(connection)
  }).pipe(Effect.withSpan(name, { captureStackTrace: false }))

/**
 * Begins a login: returns the URL to redirect the browser to, and what to store until it returns. Makes state, nonce and PKCE
 * (S256) anew for each login. Sends nothing but a request for the server's metadata, once an hour.
 *
 * Fails with `VippsInputError` for invalid options, and with `LoginRetryError` if the metadata cannot be read.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide/browser-flow-integration/
 * @since 0.1.0
 * @category browser
 */
export const start = (options: StartOptions): Effect.Effect<StartedLogin, LoginError, VippsLogin> =>
  using("Login.start", (connection) => browser.start(connection, options))

/**
 * Finishes a login when the browser returns: checks the state, exchanges the code for tokens and verifies the ID token.
 * `callback` is the requested URL, or its path with the query. Works once: a code is for one use, so store the result
 * in your own session, and delete `pending` before the call.
 *
 * Fails with `LoginCancelledError` and `LoginOutdatedAppError` by what the customer did, with `LoginRetryError` (start
 * over) for a used code or a failed request, with `LoginRefusedError` for a wrong set-up, and with
 * `LoginVerificationError` for what must not be trusted.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide/browser-flow-integration/
 * @since 0.1.0
 * @category browser
 */
export const finish = (
  callback: string | URL,
  pending: PendingLogin
): Effect.Effect<LoggedIn, LoginError, VippsLogin> =>
  using("Login.finish", (connection) => browser.finish(connection, callback, pending))

/**
 * Reads what the customer has agreed to share, and checks that it is of the customer who logged in. Call it at once: the
 * access token lives for minutes.
 *
 * Fails with `LoginVerificationError` (`Subject`) for another customer's data, and with `LoginRetryError` (`Expired`) for an
 * expired token.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide/user-info/
 * @since 0.1.0
 * @category operations
 */
export const userinfo = (
  session: Pick<LoggedIn, "sub" | "accessToken">
): Effect.Effect<LoginUserinfo, LoginError, VippsLogin> =>
  using("Login.userinfo", (connection) => account.userinfo(connection, session))

/**
 * Revokes the access token. Vipps has no session to end: end your own as well.
 *
 * @since 0.1.0
 * @category operations
 */
export const logout = (session: Pick<LoggedIn, "sub" | "accessToken">): Effect.Effect<void, LoginError, VippsLogin> =>
  using("Login.logout", (connection) => account.logout(connection, session))

/**
 * Whether somebody with this phone number or check-in token can log in.
 *
 * Fails with `LoginRetryError` (`RateLimited`) after too many questions about one customer.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide/flows/merchant-initiated-login-integration/
 * @since 0.1.0
 * @category merchant-initiated
 */
export const userExists = (hint: LoginHint): Effect.Effect<boolean, LoginError, VippsLogin> =>
  using("Login.userExists", (connection) => ciba.userExists(connection, hint))

/**
 * Begins a login at a till, in a call centre or at a machine: the customer gets a push message. Vipps forbids it in web
 * pages and apps.
 *
 * Fails with `VippsInputError` for a binding message or an expiry outside their limits, with `LoginUnknownUserError` and
 * `LoginOutdatedAppError` for the customer, and with `LoginRetryError` (`RateLimited`) when asked too often.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide/flows/merchant-initiated-login-integration/
 * @since 0.1.0
 * @category merchant-initiated
 */
export const startCiba = (options: CibaOptions): Effect.Effect<PendingCiba, LoginError, VippsLogin> =>
  using("Login.startCiba", (connection) => ciba.startCiba(connection, options))

/**
 * Asks once for the result of a login that the merchant started. Use it after the webhook
 * `login.merchant-initiated.ping.v1`, for the stored login with that `auth_req_id`; the tokens are handed out once.
 *
 * Fails with `LoginCancelledError` when the customer rejected it, and with `LoginRetryError` (`Expired`) when it is over.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide/flows/merchant-initiated-login-integration/
 * @since 0.1.0
 * @category merchant-initiated
 */
export const pollCiba = (pending: PendingCiba): Effect.Effect<ciba.Polled, LoginError, VippsLogin> =>
  using("Login.pollCiba", (connection) => ciba.pollCiba(connection, pending))

/**
 * Polls until the customer decides, or until the login expires. Keeps to Vipps' interval, slows down when asked to, and
 * waits through a failure of the network or of Vipps. Do not use it together with the webhook.
 *
 * Fails as {@link pollCiba} does.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide/flows/merchant-initiated-login-integration/
 * @since 0.1.0
 * @category merchant-initiated
 */
export const awaitCiba = (pending: PendingCiba): Effect.Effect<LoggedIn, LoginError, VippsLogin> =>
  using("Login.awaitCiba", (connection) => ciba.awaitCiba(connection, pending))

/**
 * Finishes a login that the merchant started with a `redirectUri`, when the customer's browser opens that page: exchanges
 * the code and verifies that the ID token is of this login. The callback has no state, so show nothing of the stored login
 * before this succeeds.
 *
 * Fails with `LoginVerificationError` (`Request`) for the code of another login.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide/flows/merchant-initiated-login-integration/
 * @since 0.1.0
 * @category merchant-initiated
 */
export const finishCibaRedirect = (
  callback: string | URL,
  pending: PendingCiba
): Effect.Effect<LoggedIn, LoginError, VippsLogin> =>
  using("Login.finishCibaRedirect", (connection) => ciba.finishCibaRedirect(connection, callback, pending))

/**
 * Reads the message that a customer has revoked the consent: the body as text. It is not signed, so anyone could have sent it:
 * end the sessions of this `sub`, and delete nothing because of it.
 *
 * Fails with `LoginVerificationError` for anything else, and for a message older than 5 minutes.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide/webhooks/
 * @since 0.1.0
 * @category operations
 */
export const readConsentRevoked: (body: string) => Effect.Effect<ConsentRevoked, LoginVerificationError> =
  account.readConsentRevoked
