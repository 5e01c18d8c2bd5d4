/** OAuth errors, in Ory's words. */
import { type ApiResponse, json } from "../http/ApiResponse.js"

const descriptions = {
  invalid_request:
    "The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed.",
  invalid_client:
    "Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method).",
  invalid_grant:
    "The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
  invalid_scope: "The requested scope is invalid, unknown, or malformed.",
  invalid_state: "The state is missing or does not have enough characters and is therefore considered too weak.",
  unsupported_grant_type: "The authorization grant type is not supported by the authorization server.",
  unsupported_response_type:
    "The authorization server does not support obtaining an authorization code using this method.",
  authorization_pending: "The authorization request is still pending.",
  slow_down: "The authorization request is still pending, and polling should slow down.",
  expired_token: "The authentication request has expired.",
  login_required: "The authorization server requires the end-user to log in.",
  access_denied: "The resource owner or authorization server denied the request.",
  server_error: "The authorization server encountered an unexpected condition."
} as const

export type ErrorName = keyof typeof descriptions

export const describe = (error: ErrorName): string => descriptions[error]

const noStore = { "cache-control": "no-store", pragma: "no-cache" }

export const oauthError = (error: ErrorName, status = error === "invalid_client" ? 401 : 400): ApiResponse => ({
  ...json(status, { error, error_code: status, error_description: descriptions[error] }),
  headers: noStore
})

/** [P] Here the code is a string, and says more. */
export const cibaError = (code: "old_app" | "invalid_user"): ApiResponse =>
  json(400, { error: "access_denied", error_code: code })

export const secret = (status: number, body: unknown): ApiResponse => ({ ...json(status, body), headers: noStore })
