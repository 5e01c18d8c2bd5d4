/** Logins that the merchant starts: client-initiated backchannel authentication. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as oidc from "openid-client"
import type { LoginError } from "../LoginError.js"
import { callbackOf, scopeOf } from "./browser.js"
import type { Call, Connection } from "./connection.js"
import { again, unverified } from "./failure.js"
import { UnexpectedResponse } from "./fetch.js"
import { cibaRules, ensure, hintRule, type Rule } from "./input.js"
import type { LoggedIn } from "./LoggedIn.js"
import type { CibaOptions, LoginHint, PendingCiba } from "./models.js"
import { logIn } from "./tokens.js"

/** One poll: not decided yet, or logged in. */
export type Polled =
  | { readonly _tag: "Pending"; readonly slowDown: boolean }
  | { readonly _tag: "LoggedIn"; readonly login: LoggedIn }

const hintOf = (hint: LoginHint): string =>
  "phoneNumber" in hint ? `urn:msisdn:${hint.phoneNumber}` : `urn:customer-token:${hint.customerToken}`

/** The endpoint that openid-client does not know. */
const exists = async ({ settings }: Connection, { config, fetch }: Call, hint: LoginHint): Promise<boolean> => {
  const body = new URLSearchParams({ login_hint: hintOf(hint) })
  const headers = new Headers({ accept: "application/json" })
  settings.clientAuth(config.serverMetadata(), config.clientMetadata(), body, headers)
  const url = `${settings.baseUrl}/vipps-login-ciba/api/v1/user-exists`
  const response = await fetch(url, { method: "POST", headers, body })
  const json: unknown = await response
    .clone()
    .json()
    .catch(() => undefined)
  const answer = typeof json === "object" && json !== null ? (json as Record<string, unknown>) : {}
  if (response.status === 200 && typeof answer["exists"] === "boolean") return answer["exists"]
  if (response.status !== 200 && typeof answer["error"] === "string") {
    const cause = answer as never
    throw new oidc.ResponseBodyError("user-exists", { cause, response })
  }
  throw new UnexpectedResponse({ response })
}

export const userExists = (connection: Connection, hint: LoginHint): Effect.Effect<boolean, LoginError> => {
  const operation = "Login.userExists"
  return Effect.zipRight(
    ensure(operation, [hintRule(hint)]),
    connection.call({ operation }, (call) => exists(connection, call, hint))
  )
}

export const startCiba = (connection: Connection, options: CibaOptions): Effect.Effect<PendingCiba, LoginError> => {
  const operation = "Login.startCiba"
  const { bindingMessage, hint, redirectUri, requestedExpiry, scope } = options
  return Effect.zipRight(
    ensure(operation, cibaRules(options, connection.settings.isProduction)),
    connection.call({ operation }, async ({ config, now }): Promise<PendingCiba> => {
      const begun = await oidc.initiateBackchannelAuthentication(config, {
        scope: scopeOf(scope),
        login_hint: hintOf(hint),
        ...(bindingMessage === undefined ? {} : { binding_message: bindingMessage }),
        ...(requestedExpiry === undefined ? {} : { requested_expiry: String(requestedExpiry) }),
        ...(redirectUri === undefined ? {} : { requested_flow: "login_to_webpage", redirect_uri: redirectUri })
      })
      return {
        authReqId: begun.auth_req_id,
        interval: begun.interval ?? 5,
        expiresAt: now + begun.expires_in * 1000,
        ...(redirectUri === undefined ? {} : { redirectUri })
      }
    })
  )
}

const storedRule = ({ authReqId }: PendingCiba): Rule => ({
  path: "pending.authReqId",
  holds: typeof authReqId === "string" && authReqId !== "",
  message: "must be the stored one of Login.startCiba"
})

const undecided = new Set(["authorization_pending", "slow_down"])

export const pollCiba = (
  connection: Connection,
  pending: PendingCiba,
  operation = "Login.pollCiba"
): Effect.Effect<Polled, LoginError> => {
  const { authReqId } = pending
  const byPage = {
    path: "pending.redirectUri",
    holds: pending.redirectUri === undefined,
    message: "must be absent: a login with a redirect ends with Login.finishCibaRedirect"
  }
  return Effect.zipRight(
    ensure(operation, [storedRule(pending), byPage]),
    connection.call({ operation }, async (call): Promise<Polled> => {
      const expected = { operation, authReqId: { value: authReqId, isRequired: false } }
      const grant = () =>
        oidc.genericGrantRequest(call.config, "urn:openid:params:grant-type:ciba", { auth_req_id: authReqId })
      try {
        return { _tag: "LoggedIn", login: await logIn(connection, call, expected, grant) }
      } catch (thrown) {
        if (thrown instanceof oidc.ResponseBodyError && thrown.status < 429 && undecided.has(thrown.error)) {
          return { _tag: "Pending", slowDown: thrown.error === "slow_down" }
        }
        throw thrown
      }
    })
  )
}

/** What `slow_down` adds to the interval, by the standard. */
const slowerBy = 5_000

export const awaitCiba = (connection: Connection, pending: PendingCiba): Effect.Effect<LoggedIn, LoginError> =>
  Effect.gen(function* () {
    const operation = "Login.awaitCiba"
    let interval = Math.max(1, pending.interval) * 1000
    let wait = interval
    while (true) {
      const now = yield* Clock.currentTimeMillis
      if (now >= pending.expiresAt) return yield* again({ operation }, "Expired", true)
      yield* Effect.sleep(Math.min(wait, pending.expiresAt - now))
      wait = interval
      const polled = yield* pollCiba(connection, pending, operation).pipe(
        // The customer may still approve: what passes is waited for.
        Effect.catchTag("LoginRetryError", (error) =>
          error.startOver
            ? Effect.fail(error)
            : Effect.sync(() => {
                wait = Math.max(interval, Duration.toMillis(error.retryAfter ?? 0))
                return undefined
              })
        )
      )
      if (polled?._tag === "LoggedIn") return polled.login
      if (polled?.slowDown === true) wait = interval += slowerBy
    }
  })

/** [S] The ID token of a redirect may be signed with ES256, which the metadata do not list. */
const algorithms = ["RS256", "ES256"]

export const finishCibaRedirect = (
  connection: Connection,
  callback: string | URL,
  pending: PendingCiba
): Effect.Effect<LoggedIn, LoginError> => {
  const operation = "Login.finishCibaRedirect"
  const { authReqId, redirectUri = "" } = pending
  const byPage = {
    path: "pending.redirectUri",
    holds: URL.canParse(redirectUri),
    message: "must be the stored one of Login.startCiba, which was started with it"
  }
  return Effect.zipRight(
    ensure(operation, [storedRule(pending), byPage]),
    Effect.suspend(() => {
      const parameters = callbackOf(callback, redirectUri)?.searchParams
      return connection.call({ operation, algorithms, startOver: true }, (call) => {
        if (parameters?.has("error") === true) {
          throw new oidc.AuthorizationResponseError("callback", { cause: parameters })
        }
        const [code, ...more] = parameters?.getAll("code") ?? []
        if (!code || more.length > 0) throw unverified(operation, "Response")
        const expected = { operation, algorithms, authReqId: { value: authReqId, isRequired: true } }
        return logIn(connection, call, expected, () =>
          oidc.genericGrantRequest(call.config, "urn:vipps:params:grant-type:ciba-redirect", { code })
        )
      })
    })
  )
}
