/** What each call to the token endpoint is. */
import { api } from "../internal/operation/api.js"
import { TokenResponse } from "../internal/request/tokenResponse.js"

const operation = api("AccessToken", { auth: "ClientSecret" })

export const get = operation("get", {
  method: "POST",
  path: "/accesstoken/get",
  kind: "Read",
  fails: "Common",
  secretResponse: true,
  response: TokenResponse
})
