/** Userinfo: https://developer.vippsmobilepay.com/docs/APIs/userinfo-api */
import { emulatedApi } from "../core/EmulatedApi.js"
import { consents, switches } from "../customers/consents.js"
import { people } from "../customers/person.js"
import * as Actions from "./actions.js"
import { handlers, problem } from "./handlers.js"
import { shared } from "./listings.js"
import { operations } from "./operations.js"

export const userinfo = emulatedApi({
  name: "Userinfo",
  operations,
  handlers,
  tables: [people, consents, switches],
  broken: (place) => problem(place, 500, "Internal Server Error"),
  listings: [shared],
  actions: [Actions.describeCustomer, Actions.behave]
})
