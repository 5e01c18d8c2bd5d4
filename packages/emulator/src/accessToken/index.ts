/** The access token API: https://developer.vippsmobilepay.com/docs/APIs/access-token-api */
import { emulatedApi } from "../core/EmulatedApi.js"
import { plain } from "../http/problem.js"
import { handlers } from "./handlers.js"
import { operations } from "./operations.js"
import { revokeAll, tokens } from "./tokens.js"

export const accessToken = emulatedApi({
  name: "AccessToken",
  operations,
  handlers,
  tables: [tokens],
  revokeTokens: revokeAll,
  broken: (place) => plain(place, 500, "Internal server error", "Internal server error")
})
