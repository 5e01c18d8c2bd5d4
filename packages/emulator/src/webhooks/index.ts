/** The Webhooks API: https://developer.vippsmobilepay.com/docs/APIs/webhooks-api */
import { emulatedApi } from "../core/EmulatedApi.js"
import { registrations } from "../delivery/registrations.js"
import { plain } from "../http/problem.js"
import { handlers } from "./handlers.js"
import { operations } from "./operations.js"
import { list } from "./views.js"

export const webhooks = emulatedApi({
  name: "Webhooks",
  operations,
  handlers,
  tables: [registrations],
  broken: (place) => plain(place, 500, "Internal server error", "Internal server error"),
  listens: (world) => registrations.size(world) > 0,
  actions: [list]
})
