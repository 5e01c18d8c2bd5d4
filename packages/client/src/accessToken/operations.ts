/** What each call to the token endpoint is. */
import { api } from "../internal/operation/api.js"
import { TokenResponse } from "../internal/request/tokenResponse.js"

/**
 * The operation as a plain value.
 *
 * @since 0.1.0
 * @category operations
 */
export const operations = api(
  "AccessToken",
  { auth: "ClientSecret" },
  {
    get: {
      method: "POST",
      path: "/accesstoken/get",
      kind: "Read",
      fails: "Common",
      secretResponse: true,
      response: TokenResponse
    }
  }
)

/** How the operations of most APIs prove whose they are. */
export const bearer = { auth: "Bearer", token: operations.get } as const
