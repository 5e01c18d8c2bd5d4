/** Logins in the browser: the way out, and the way back. */
import * as Effect from "effect/Effect"
import * as oidc from "openid-client"
import type { LoginError } from "../LoginError.js"
import type { Connection } from "./connection.js"
import { unverified } from "./failure.js"
import { ensure, startRules } from "./input.js"
import type { LoggedIn } from "./LoggedIn.js"
import type { PendingLogin, StartedLogin, StartOptions } from "./models.js"
import { logIn } from "./tokens.js"

/** The customer confirms in the app. */
const appConfirmation = "urn:vipps:acr:app_auth"

/** `openid` first, each once. */
export const scopeOf = (scope: ReadonlyArray<string>): string => [...new Set(["openid", ...scope])].join(" ")

const given = (parameters: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined))

export const start = (connection: Connection, options: StartOptions): Effect.Effect<StartedLogin, LoginError> => {
  const operation = "Login.start"
  return Effect.zipRight(
    ensure(operation, startRules(options)),
    connection.call({ operation }, async ({ config }) => {
      const { redirectUri } = options
      const pending: PendingLogin = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        codeVerifier: oidc.randomPKCECodeVerifier(),
        redirectUri,
        ...(options.confirmInApp === true ? { acr: appConfirmation } : {})
      }
      const url = oidc.buildAuthorizationUrl(config, {
        ...given({
          market: options.market,
          requested_flow: options.requestedFlow,
          app_callback_uri: options.appCallbackUri,
          final_redirect_is_app: options.finalRedirectIsApp?.toString(),
          acr_values: pending.acr
        }),
        scope: scopeOf(options.scope),
        redirect_uri: redirectUri,
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(pending.codeVerifier),
        // The server's default is plain.
        code_challenge_method: "S256"
      })
      const { merchantSerialNumber, partnerToken } = connection.settings
      if (partnerToken !== undefined && merchantSerialNumber !== undefined) {
        // [U] By one source instead of the client id; the name of the parameter is not confirmed.
        url.searchParams.delete("client_id")
        url.searchParams.set("msn", merchantSerialNumber)
      }
      return { url: url.href, pending }
    })
  )
}

/** The redirect URI with the callback's parameters: behind a proxy, the host that a server sees is another. */
export const callbackOf = (callback: string | URL, redirectUri: string): URL | undefined => {
  if (!URL.canParse(String(callback), redirectUri)) return undefined
  const url = new URL(redirectUri)
  url.search = new URL(String(callback), redirectUri).search
  return url
}

export const finish = (
  connection: Connection,
  callback: string | URL,
  pending: PendingLogin
): Effect.Effect<LoggedIn, LoginError> => {
  const operation = "Login.finish"
  const { acr, codeVerifier, nonce, redirectUri, state } = pending
  const stored = [
    { path: "pending.state", holds: typeof state === "string" && state.length >= 8 },
    { path: "pending.nonce", holds: typeof nonce === "string" && nonce.length >= 8 },
    { path: "pending.codeVerifier", holds: typeof codeVerifier === "string" && codeVerifier.length >= 43 },
    { path: "pending.redirectUri", holds: typeof redirectUri === "string" && URL.canParse(redirectUri) }
  ].map((rule) => ({ ...rule, message: "must be the stored one of Login.start" }))
  return Effect.zipRight(
    ensure(operation, stored),
    Effect.suspend(() => {
      const url = callbackOf(callback, redirectUri)
      // First: a callback of somebody else's says nothing, not even that it failed.
      const [returned, ...more] = url?.searchParams.getAll("state") ?? []
      if (url === undefined || returned !== state || more.length > 0) return unverified(operation, "State")
      const settings = { operation, redirectUri, startOver: true }
      return connection.call(settings, (call) =>
        logIn(connection, call, { operation, nonce, acr }, () =>
          oidc.authorizationCodeGrant(call.config, url, {
            pkceCodeVerifier: codeVerifier,
            expectedState: state,
            // A partner's token is verified afterwards.
            ...(connection.settings.partnerToken === undefined ? { expectedNonce: nonce, idTokenExpected: true } : {})
          })
        )
      )
    })
  )
}
