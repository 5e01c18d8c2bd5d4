/** Login, an OpenID provider: https://developer.vippsmobilepay.com/docs/APIs/login-api */
import { emulatedApi } from "../core/EmulatedApi.js"
import * as Actions from "./actions.js"
import { handlers as authorizationHandlers } from "./authorization.js"
import { handlers as cibaHandlers } from "./cibaHandlers.js"
import { oauthError } from "./errors.js"
import { notify } from "./events.js"
import { keys } from "./keys.js"
import { logins } from "./listings.js"
import { handlers as metadataHandlers } from "./metadataHandlers.js"
import { operations } from "./operations.js"
import * as Tables from "./tables.js"
import { handlers as tokenHandlers } from "./tokenHandlers.js"
import { handlers as userinfoHandlers } from "./userinfoHandlers.js"

export const login = emulatedApi({
  name: "Login",
  operations,
  handlers: { ...metadataHandlers, ...authorizationHandlers, ...tokenHandlers, ...userinfoHandlers, ...cibaHandlers },
  tables: [keys, Tables.codes, Tables.accessTokens, Tables.cibas, Tables.switches],
  broken: () => oauthError("server_error", 500),
  revokeTokens: (world) => Tables.accessTokens.removeWhere(world, () => true),
  notify,
  listings: [logins],
  actions: [
    Actions.approve,
    Actions.reject,
    Actions.approveCiba,
    Actions.rejectCiba,
    Actions.rotateKeys,
    Actions.behave,
    Actions.revokeConsent
  ]
})
