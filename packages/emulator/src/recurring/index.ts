/** Recurring v3: https://developer.vippsmobilepay.com/docs/APIs/recurring-api */
import { emulatedApi } from "../core/EmulatedApi.js"
import * as Actions from "./actions.js"
import { handlers as agreementHandlers } from "./agreementHandlers.js"
import { handlers as chargeHandlers } from "./chargeHandlers.js"
import { notify } from "./events.js"
import * as Listings from "./listings.js"
import { operations } from "./operations.js"
import { plain } from "./problem.js"
import * as Tables from "./tables.js"
import { time } from "./time.js"
import * as Views from "./views.js"

export const recurring = emulatedApi({
  name: "Recurring",
  operations,
  handlers: { ...agreementHandlers, ...chargeHandlers },
  tables: [Tables.agreements, Tables.charges, Tables.batch, Tables.waiting, Tables.switches],
  broken: (place) => plain(place, 500, "Internal server error"),
  time,
  notify,
  listings: [Listings.agreements, Listings.charges],
  actions: [Actions.approve, Actions.reject, Actions.stop, Actions.raiseMax, Actions.behave, Views.list, Views.show]
})
