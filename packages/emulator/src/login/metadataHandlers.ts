/** What anyone may read: the metadata, and the public keys. */
import type { Settings } from "../core/Settings.js"
import type { Handler } from "../http/ApiRequest.js"
import { json } from "../http/ApiResponse.js"
import { current, jwks } from "./keys.js"
import { issuerPath, operations } from "./operations.js"

/** With its trailing slash. */
export const issuerOf = ({ publicUrl }: Settings): string => `${publicUrl}${issuerPath}`

/** [S] As in 2026; merchant-initiated logins are not among the grants. */
const discover: Handler = (call, world) => {
  const at = (name: keyof typeof operations) => `${call.settings.publicUrl}${operations[name].path}`
  const metadata = {
    issuer: issuerOf(call.settings),
    authorization_endpoint: at("authorize"),
    token_endpoint: at("token"),
    revocation_endpoint: at("revoke"),
    userinfo_endpoint: at("userinfoOfMetadata"),
    jwks_uri: at("keys"),
    backchannel_authentication_endpoint: at("startCiba"),
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code", "client_credentials"],
    code_challenge_methods_supported: ["S256"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    subject_types_supported: ["public", "pairwise"],
    scopes_supported: ["openid", "address", "name", "email", "phoneNumber", "nin", "birthDate", "gender"],
    claims_supported: ["sub"],
    claims_parameter_supported: false,
    request_parameter_supported: true,
    request_uri_parameter_supported: true,
    require_request_uri_registration: true
  }
  return [{ ...json(200, metadata), headers: { "cache-control": "max-age=3600" } }, world]
}

const keys: Handler = (call, before) => {
  const [all, world] = current(before, call.ids)
  return [json(200, jwks(all)), world]
}

export const handlers = { discover, keys }
