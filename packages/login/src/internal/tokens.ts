/** From a token response to a login. */
import * as DateTime from "effect/DateTime"
import * as Redacted from "effect/Redacted"
import * as jose from "jose"
import * as oidc from "openid-client"
import type { Call, Connection } from "./connection.js"
import { unverified } from "./failure.js"
import type { Fetch } from "./fetch.js"
import type { LoggedIn } from "./LoggedIn.js"
import type { IdTokenClaims } from "./models.js"

type Grant = () => Promise<oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers>

interface Expected {
  readonly operation: string
  readonly nonce?: string
  readonly acr?: string | undefined
  /** The login that the merchant started. It must be in the token where `isRequired`. */
  readonly authReqId?: { readonly value: string; readonly isRequired: boolean }
  readonly algorithms?: ReadonlyArray<string>
}

/** Takes the ID token out of a token response, which openid-client would refuse: a partner cannot know its audience. */
const without = (fetch: Fetch, take: (idToken: string) => void) =>
  (async (url, init) => {
    const response = await fetch(url, init as never)
    if (response.status !== 200 || !(init.body instanceof URLSearchParams)) return response
    const { id_token, ...rest } = (await response.json()) as Record<string, unknown>
    if (typeof id_token === "string") take(id_token)
    return Response.json(rest)
  }) satisfies oidc.CustomFetch

/** As openid-client verifies it, but for the audience: the sales unit is in `msn`. */
const verifiedForPartner = async (
  idToken: string,
  { config, fetch, now }: Call,
  { settings }: Connection,
  { algorithms = ["RS256"], nonce, operation }: Expected
): Promise<IdTokenClaims> => {
  const keys = jose.createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri ?? settings.issuer), {
    [jose.customFetch]: fetch as jose.FetchImplementation
  })
  const { payload } = await jose.jwtVerify(idToken, keys, {
    issuer: settings.issuer,
    algorithms: [...algorithms],
    requiredClaims: ["aud", "exp", "iat", "sub"],
    clockTolerance: 30,
    currentDate: DateTime.toDate(DateTime.unsafeMake(now))
  })
  const { msn } = payload
  if (String(msn) !== settings.merchantSerialNumber) throw unverified(operation, "Audience")
  if (nonce !== undefined && payload["nonce"] !== nonce) throw unverified(operation, "Nonce")
  return payload as unknown as IdTokenClaims
}

/** Makes the request for tokens and verifies the ID token. */
export const logIn = async (
  connection: Connection,
  call: Call,
  expected: Expected,
  grant: Grant
): Promise<LoggedIn> => {
  const { operation } = expected
  const isPartner = connection.settings.partnerToken !== undefined
  let taken: string | undefined
  if (isPartner) {
    call.config[oidc.customFetch] = without(call.fetch, (idToken) => {
      taken = idToken
    })
  }
  const response = await grant()
  const idToken = isPartner ? taken : response.id_token
  if (idToken === undefined) throw unverified(operation, "Response")
  const claims = isPartner
    ? await verifiedForPartner(idToken, call, connection, expected)
    : (response.claims() as unknown as IdTokenClaims)
  const { acr, authReqId } = expected
  if (acr !== undefined && claims.acr !== acr) throw unverified(operation, "Confirmation")
  const claimed = claims["auth_req_id"]
  if (authReqId !== undefined && claimed !== authReqId.value && (authReqId.isRequired || claimed !== undefined)) {
    throw unverified(operation, "Request")
  }
  return {
    sub: claims.sub,
    claims,
    accessToken: Redacted.make(response.access_token),
    idToken: Redacted.make(idToken),
    scope: response.scope?.split(" ").filter((one) => one !== "") ?? [],
    expiresAt: response.expires_in === undefined ? undefined : call.now + response.expires_in * 1000
  }
}
