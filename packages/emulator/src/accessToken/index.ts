/** The access token API: https://developer.vippsmobilepay.com/docs/APIs/access-token-api */
import type { EmulatedApi } from "../core/EmulatedApi.js"
import { plain } from "../http/problem.js"
import { handlers } from "./handlers.js"
import { operations } from "./operations.js"
import { revokeAll, tokens } from "./tokens.js"

export const accessToken: EmulatedApi = {
  name: "AccessToken",
  operations,
  handlers,
  tables: [tokens],
  revokeTokens: revokeAll,
  broken: (place) => plain(place, 500, "Internal server error", "Internal server error")
}
