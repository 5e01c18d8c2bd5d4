import type { Operations } from "../http/routes.js"

const access = "/access-management-1.0/access"
const ciba = "/vipps-login-ciba/api"

export const issuerPath = `${access}/`

export const operations = {
  discover: { method: "GET", path: `${access}/.well-known/openid-configuration` },
  keys: { method: "GET", path: `${access}/.well-known/jwks.json` },
  authorize: { method: "GET", path: `${access}/oauth2/auth` },
  token: { method: "POST", path: `${access}/oauth2/token` },
  revoke: { method: "POST", path: `${access}/oauth2/revoke` },
  userinfo: { method: "GET", path: "/vipps-userinfo-api/userinfo/" },
  /** As the metadata name it. */
  userinfoOfMetadata: { method: "GET", path: "/vipps-userinfo-api/userinfo" },
  startCiba: { method: "POST", path: `${ciba}/backchannel/authentication`, made: "auth_req_id" },
  userExists: { method: "POST", path: `${ciba}/v1/user-exists` }
} as const satisfies Operations
