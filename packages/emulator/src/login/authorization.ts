/**
 * The authorization request: what is refused, and what becomes of it when the customer decides.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide/browser-flow-integration
 */
import * as Either from "effect/Either"
import type { Ids } from "../core/Ids.js"
import type { Merchant } from "../core/Merchant.js"
import { isReturnUrl } from "../core/merchantUrls.js"
import type { Settings } from "../core/Settings.js"
import type { World } from "../core/World.js"
import { scopeOf } from "../customers/profile.js"
import type { Handler } from "../http/ApiRequest.js"
import { type ApiResponse, empty } from "../http/ApiResponse.js"
import { describe, type ErrorName, oauthError } from "./errors.js"
import { type Code, codes, switches } from "./tables.js"

export interface AuthorizationRequest {
  readonly merchant: Merchant
  readonly redirectUri: string
  readonly scope: ReadonlyArray<string>
  readonly state: string
  readonly nonce: string
  readonly challenge: Code["challenge"]
  readonly acr: string | undefined
}

/** Where the browser goes next, or, as the merchant cannot be trusted with it, what it shows. */
export type Refusal = { readonly location: string } | { readonly shown: ErrorName }

/** The redirect URI with more parameters. */
export const returning = (redirectUri: string, parameters: Readonly<Record<string, string>>): string => {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.append(name, value)
  return url.href
}

/** [U] A partner's request names the sales unit instead. */
const clientOf = (query: URLSearchParams, { merchants }: Settings): Merchant | undefined => {
  const id = query.get("client_id")
  const msn = query.get("msn")
  return merchants.find(({ credentials }) =>
    id === null ? credentials.merchantSerialNumber === msn : credentials.clientId === id
  )
}

const challengeOf = (query: URLSearchParams): Code["challenge"] => {
  const value = query.get("code_challenge")
  // [S] The default is plain.
  return value === null
    ? undefined
    : { value, method: query.get("code_challenge_method") === "S256" ? "S256" : "plain" }
}

/** Reads the query of an authorization URL. */
export const parse = (query: URLSearchParams, settings: Settings): Either.Either<AuthorizationRequest, Refusal> => {
  const merchant = clientOf(query, settings)
  if (merchant === undefined) return Either.left({ shown: "invalid_client" })
  const redirectUri = query.get("redirect_uri") ?? ""
  const isRegistered = merchant.redirectUris?.includes(redirectUri) ?? isReturnUrl(redirectUri, settings)
  if (!isRegistered || redirectUri.includes("#")) return Either.left({ shown: "invalid_request" })
  const state = query.get("state") ?? ""
  const refused = (error: ErrorName) =>
    Either.left({ location: returning(redirectUri, { error, error_description: describe(error), state }) })
  if (query.get("response_type") !== "code") return refused("unsupported_response_type")
  if (state.length < 8) return refused("invalid_state")
  const scope = scopeOf(query.get("scope") ?? "")
  if (!scope.includes("openid")) return refused("invalid_scope")
  const method = query.get("code_challenge_method") ?? "plain"
  if (method !== "plain" && method !== "S256") return refused("invalid_request")
  // [U] Nobody is logged in here, so a login without a page never succeeds.
  if (query.get("prompt") === "none") return refused("login_required")
  const nonce = query.get("nonce") ?? ""
  const acr = query.get("acr_values") ?? undefined
  return Either.right({ merchant, redirectUri, scope, state, nonce, acr, challenge: challengeOf(query) })
}

/** The path of the customer's page, with the request in its query. */
const pagePath = "/login"

const shown = (error: ErrorName): ApiResponse => oauthError(error)

const found = (location: string): ApiResponse => ({
  ...empty(302),
  headers: { location, "cache-control": "no-store" }
})

const authorize: Handler = (call, world) => [
  Either.match(parse(call.query, call.settings), {
    onLeft: (refusal) => ("shown" in refusal ? shown(refusal.shown) : found(refusal.location)),
    onRight: () => found(`${pagePath}?${call.query}`)
  }),
  world
]

export const handlers = { authorize }

export interface Moment {
  readonly now: number
  readonly ids: Ids
}

/** A code for what the customer has approved. */
export const issueCode = (
  world: World,
  { ids }: Moment,
  code: Omit<Code, "isUsed" | "accessToken">
): readonly [code: string, World] => {
  const value = `${ids.hex(43)}.${ids.hex(43)}`
  // Where a test wants trouble, it was used before.
  const { reusedCode } = switches.of(world)
  return [value, codes.put(world, value, { ...code, isUsed: reusedCode, accessToken: undefined })]
}

/** The customer approves. Returns where the browser goes. */
export const approve = (
  world: World,
  moment: Moment,
  { acr, challenge, merchant, nonce, redirectUri, scope, state }: AuthorizationRequest,
  phoneNumber: string
): readonly [location: string, World] => {
  const { merchantSerialNumber } = merchant.credentials
  const [code, next] = issueCode(world, moment, {
    merchantSerialNumber,
    phoneNumber,
    scope,
    approvedAt: moment.now,
    redirectUri,
    nonce,
    challenge,
    acr,
    authReqId: undefined
  })
  return [returning(redirectUri, { code, scope: scope.join(" "), state }), next]
}

/** The login ends otherwise. */
export const reject = ({ redirectUri, state }: AuthorizationRequest, error: string): string =>
  returning(redirectUri, {
    error,
    error_description: error === "access_denied" ? "The user cancelled the login." : "The login ended.",
    state
  })
