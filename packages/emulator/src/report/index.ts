/** Report v2: https://developer.vippsmobilepay.com/docs/APIs/report-api */
import { emulatedApi } from "../core/EmulatedApi.js"
import * as Actions from "./actions.js"
import { handlers } from "./handlers.js"
import { operations } from "./operations.js"
import { broken } from "./problem.js"
import { settlements } from "./statement.js"
import { extras, revokeAll, switches, tokens } from "./tables.js"

export const report = emulatedApi({
  name: "Report",
  operations,
  handlers,
  tables: [extras, switches, tokens],
  revokeTokens: revokeAll,
  broken,
  statements: [settlements],
  actions: [Actions.behave, Actions.addEntry]
})
