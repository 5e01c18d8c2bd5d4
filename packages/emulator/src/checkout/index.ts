/** Checkout v3: https://developer.vippsmobilepay.com/docs/APIs/checkout-api */
import { emulatedApi } from "../core/EmulatedApi.js"
import * as Actions from "./actions.js"
import { follow, notify } from "./events.js"
import { handlers } from "./handlers.js"
import { sessions as listed } from "./listings.js"
import { operations } from "./operations.js"
import * as Problem from "./problem.js"
import { sessions } from "./sessions.js"

export const checkout = emulatedApi({
  name: "Checkout",
  operations,
  handlers,
  tables: [sessions],
  broken: (place) => Problem.plain(place, 500, "Internal-00500", "Something went wrong."),
  listens: (world) => sessions.size(world) > 0,
  follow,
  notify,
  // A payment of a session belongs to the session.
  isNotifiedFirst: true,
  listings: [listed],
  actions: [Actions.initiateSession, Actions.completeSession]
})
